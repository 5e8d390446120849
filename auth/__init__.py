"""Who is asking, with which role. Nothing but the sign-in page, files and health checks answers anybody else.

Pages, callbacks and routes are registered with `page`, `cb` and `route`, each with a role; `audit` refuses the
start if one has none.
"""

from auth.guard import address, current_user, forget, may, reading, require, signed_in, writing
from auth.registry import audit, cb, page, page_status, path_id, prepare, route

__all__ = ["address", "audit", "cb", "current_user", "forget", "may", "page", "page_status", "path_id", "prepare",
           "reading", "require", "route", "signed_in", "writing"]
