"""How new what the screens show is: the number of the newest change, and whether anybody still judges."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import auth
import db.ward
import language
from db.ward import Version

from . import answers

_NOT_JUDGED_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class State:
    """``seq`` reads CHANGE.FLEET.JUDGED and is another after every change of a state or of the fleet.

    ``stale`` is None while the machines are judged, else since when they are not (ISO), empty for never.
    """

    seq: str
    stale: str | None


def state(now: datetime) -> State:
    """Return what is newest, at most a quarter of a second old."""
    version = answers.answers().fresh("version", _version)
    judged = version.judged_at is not None and now - version.judged_at < _NOT_JUDGED_AFTER
    since = language.iso(version.judged_at) if version.judged_at else ""
    return State(f"{version.seq}.{version.fleet}.{int(judged)}", None if judged else since)


def _version() -> Version:
    with auth.reading() as conn:
        return db.ward.version(conn)
