"""The audit trail is written: every change of a setting calls `record` in its own transaction."""

import db.audit
from db.connect import Connection
from domain.audit import Values

LONGEST_REASON = 500


def record(conn: Connection, *, user_id: int | None, object: str, object_id: int | str,  # noqa: A002
           action: str, before: Values, after: Values, reason: str = "") -> None:
    """Write down one change, in the transaction that makes it.

    ``user_id`` is None for the stack itself and for an operator's command; ``before`` is None for what is new,
    ``after`` for what is gone. Values must fit into JSON: times as ISO text, no NaN.
    """
    db.audit.insert_entry(conn, user_id=user_id, object=object, object_id=object_id, action=action,
                          before=before, after=after, reason=reason.strip()[:LONGEST_REASON])
