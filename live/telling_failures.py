"""What the system page says of messages to people: how many wait, and those that did not arrive."""

from datetime import datetime, timedelta
from typing import Any

import db.telling_outbox
from components import system_words as words
from components.telling_words import KINDS, attempts
from db.connect import Connection
from db.telling_outbox import Failed
from language import _, number

_MOST = 30


def shown(conn: Connection, *, now: datetime, zone: str) -> dict[str, Any]:
    """Return the facts and the list of what failed within a day."""
    since = now - timedelta(days=1)
    waiting, held, failed = db.telling_outbox.counts(conn, since=since)
    mark = {"icon": "critical", "tone": "state-critical"} if failed else {}
    facts = [
        words.fact("waiting", _("To be sent"), number(waiting, digits=0),
                   note=_("now, or again after a failed attempt")),
        words.fact("held", _("For later"), number(held, digits=0),
                   note=_("for the end of quiet hours, or for the next digest")),
        words.fact("failed", _("Failed"), number(failed, digits=0), **mark,
                   note=_("within 24 hours; the next person or channel was told at once"))]
    return {"telling": facts,
            "failed": [_line(one, zone) for one in db.telling_outbox.failed(conn, since=since, most=_MOST)]}


def _line(one: Failed, zone: str) -> dict[str, Any]:
    """Return one that failed, in the shape of a conflict: what, when, where to look, and what was said."""
    whom = _("{person} by {channel}").format(person=one.person, channel=one.channel or "–")
    return {"id": one.id, "at": words.moment(one.created_at, zone), "signal": f"{KINDS[one.kind]} · {whom}",
            "said": f"{one.error} · {attempts(one.attempts)}", "machine": None, "href": None}
