"""The limits of one signal: ``/live/limits?id=7`` answers all its page needs, ``/live/limits/preview`` what limits
that are being typed would have raised, and ``/live/limits/save`` sets them.

What a page sends: ``{id, unit, version, revision, reason, limits: {high: {value, here, sensor, deadband, ...}}}``; a
value that is empty is no limit. ``here``: it is judged here; ``sensor``: its device is to judge it too, which
live/sensor_limits.py follows. The past is read once a minute for all who look at the same signal, and kept while it is
small enough.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from flask import Blueprint, Response, current_app, request

import auth
import db.audit
import db.limits
import db.whatif
import services.limits
import services.sensor_limits
from components import limit_words, proposal_words
from db.connect import Connection
from domain import limit_set, limited, proposal, whatif
from domain.access import Role
from domain.limit import Level
from domain.limit_set import InvalidLimitsError, Limits, LimitsChangedError, NoReasonError, as_values
from domain.limited import Limited
from domain.settings_error import InvalidSettingsError, NeedsConsentError, SettingsChangedError
from domain.settings_history import Author
from domain.whatif import Past
from language import _

from . import answers, sensor_limits

door = Blueprint("live_limits", __name__)

_READ_AGAIN_S = 60
_MOST_READINGS_KEPT = 3_000_000     # about 100 MB
_CONFLICT, _UNUSABLE = 409, 422


@dataclass(frozen=True, slots=True)
class _Kept:
    """The past of a signal up to a moment, and when it was read (monotonic seconds)."""

    past: Past
    until: datetime
    read_at: float


class _Pasts:
    """The pasts a worker keeps, those looked at last at the end."""

    def __init__(self) -> None:
        self._lock, self._kept = Lock(), OrderedDict[int, _Kept]()

    def of(self, conn: Connection, signal_id: int) -> _Kept:
        """Return the last 30 days of a signal, at most a minute old."""
        with self._lock:
            kept = self._kept.pop(signal_id, None)
            if kept is None or time.monotonic() - kept.read_at > _READ_AGAIN_S:
                until = datetime.now(UTC)
                past = db.whatif.past(conn, signal_id, start_at=until - limited.PAST, end_at=until)
                kept = _Kept(past, until, time.monotonic())
            self._kept[signal_id] = kept
            while len(self._kept) > 1 and self._size() > _MOST_READINGS_KEPT:
                self._kept.popitem(last=False)
            return kept

    def _size(self) -> int:
        return sum(len(kept.past.values) for kept in self._kept.values())


@auth.route(door, "/live/limits", role=Role.VIEWER)
def show() -> Response:
    """Answer the limits of a signal, what is proposed, what they would have raised, and how they changed."""
    with auth.reading() as conn:
        return answers.send(answers.packed(_state(conn, auth.path_id(request.args.get("id", "")))))


@auth.route(door, "/live/limits/preview", role=Role.VIEWER, methods=("POST",))
def preview() -> Response:
    """Answer what is wrong with limits that are being typed, and what they would have raised."""
    asked = _asked()
    with auth.reading() as conn:
        signal = db.limits.limited(conn, asked.signal_id)
        known = db.limits.limit_set(conn, asked.signal_id)
        past = _pasts().of(conn, asked.signal_id)
        told = sensor_limits.faults(conn, asked.signal_id, asked.sensor, unit=asked.unit)
    wrong = limit_set.faults(asked.limits, known, unit=asked.unit)
    return answers.send(answers.packed({"faults": told | limit_words.faults(wrong, asked.limits, known),
                                        "counts": _counts(asked.limits, past, zone=signal.time_zone)}))


@auth.route(door, "/live/limits/save", role=Role.ADMIN, methods=("POST",))
def save() -> Response:
    """Set the limits; answer the new state, 409 with what somebody else set meanwhile, or 422 with what is wrong."""
    asked = _asked()
    try:
        with auth.writing() as conn:
            services.sensor_limits.set_limits(
                conn, asked.signal_id, asked.limits, asked.sensor, version=asked.version, revision=asked.revision,
                unit=asked.unit, by=Author(auth.current_user().id, datetime.now(UTC), asked.reason))
    except LimitsChangedError as error:
        return _conflict(asked, error)
    except InvalidLimitsError as error:
        with auth.reading() as conn:
            known = db.limits.limit_set(conn, asked.signal_id)
        return _refused(limit_words.faults(error.faults, asked.limits, known), _(str(error)))
    except NoReasonError as error:
        return _refused({"reason": _(str(error))}, _(str(error)))
    except (SettingsChangedError, InvalidSettingsError, NeedsConsentError) as error:
        return _refused(*sensor_limits.refusal(asked.signal_id, error))
    with auth.writing() as conn:
        services.limits.tell(conn)
        return answers.send(answers.packed(_state(conn, asked.signal_id)))


@dataclass(frozen=True, slots=True)
class _Asked:
    signal_id: int
    unit: str | None
    version: int
    reason: str
    limits: Limits
    revision: int
    sensor: dict[Level, float | None]


def _asked() -> _Asked:
    given = request.get_json(silent=True)
    body = given if isinstance(given, dict) else {}
    version, unit, revision = body.get("version"), body.get("unit"), body.get("revision")
    rows = body.get("limits")
    return _Asked(auth.path_id(str(body.get("id", ""))), str(unit) if unit is not None else None,
                  version if isinstance(version, int) else -1, str(body.get("reason") or ""), limited.typed(rows),
                  revision if isinstance(revision, int) else -1, limited.typed_for_sensor(rows))


def _pasts() -> _Pasts:
    found: _Pasts = current_app.extensions.setdefault("stethos.pasts", _Pasts())
    return found


def _state(conn: Connection, signal_id: int) -> dict[str, Any]:
    signal, known = db.limits.limited(conn, signal_id), db.limits.limit_set(conn, signal_id)
    past = _pasts().of(conn, signal_id)
    entries = db.audit.history(conn, object=services.limits.OBJECT, object_id=signal_id)
    heard = past.past.values
    first_us = int(heard.time_us[0]) if len(heard) else None
    return {
        "version": known.version, "unit": known.unit, "limits": _rows(known.limits, known.unit),
        "counts": _counts(known.limits, past, zone=signal.time_zone),
        "judged": limit_words.judged(len(heard), first_us, zone=signal.time_zone),
        "history": limit_words.history(entries, unit=known.unit, zone=signal.time_zone),
        **_proposals(signal, past.past),
    }


def _proposals(signal: Limited, past: Past) -> dict[str, Any]:
    median = past.median_running() if signal.knows_running else None
    proposed, refused = proposal.proposals(signal.facts(median=median))
    return {"proposals": [proposal_words.proposal(one, signal.unit) for one in proposed],
            "refused": [proposal_words.refused(one) for one in refused]}


def _rows(limits: Limits, unit: str | None) -> dict[str, Any]:
    return {level: row for level, row in as_values(limits, unit).items() if level != "unit"}


def _counts(limits: Limits, past: _Kept, *, zone: str) -> dict[str, Any]:
    usable = {level: one for level, one in limits.items() if limited.can_be_judged(one)}
    return {level.value: limit_words.count(found, zone=zone, until=past.until)
            for level, found in whatif.alarms(usable, past.past).items()}


def _refused(faults: dict[str, str], message: str) -> Response:
    answer = answers.send(answers.packed({"faults": faults, "message": message}))
    answer.status_code = _UNUSABLE
    return answer


def _conflict(asked: _Asked, error: LimitsChangedError) -> Response:
    with auth.reading() as conn:
        state = _state(conn, asked.signal_id)
    newest = state["history"][0] if state["history"] else {}
    answer = answers.send(answers.packed({
        "state": state, "message": _(str(error)), "who": newest.get("who", ""), "when": newest.get("when", ""),
        "why": newest.get("why", ""), "rows": limit_words.compared(asked.limits, error.theirs)}))
    answer.status_code = _CONFLICT
    return answer
