"""How messages flow: alone or within a digest, how often a person at most, and when a failed one is tried again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.flood import MOST_ALARMS
from domain.limit import Priority
from domain.telling import CALLING, MessageKind, Reason

FLAPS, FLAPPING_WITHIN, SEEN_FOR = 3, timedelta(minutes=10), timedelta(minutes=30)
BUDGET_PER = timedelta(hours=1)
# A digest waits for company, and for the digest before it.
_COLLECT = {Reason.FLOOD: timedelta(seconds=30), Reason.BUDGET: timedelta(minutes=2)}
_APART = {Reason.FLOOD: timedelta(minutes=5), Reason.BUDGET: timedelta(hours=1)}

_FIRST_RETRY_S, _LONGEST_RETRY_S, _LONGEST_ASKED_S = 2.0, 300.0, 3600.0
GIVE_UP_AFTER = timedelta(hours=24)
LEASE = timedelta(seconds=40)       # a message in the hands of a process that died is sent again after this


@dataclass(frozen=True, slots=True)
class Spell:
    """An alarm flaps since ``since``, and turned last at ``last_at``."""

    since: datetime
    last_at: datetime

    @property
    def calm_at(self) -> datetime:
        """Return when it will have been calm for long enough."""
        return self.last_at + FLAPPING_WITHIN


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message whose time has come.

    ``wanted``: its alarm is still bad, nobody has acknowledged it, and people may be called for it.
    ``told_in``: for `cleared`, why the message that it resolves stands in a digest, if it does.
    """

    id: int
    kind: MessageKind
    reason: Reason
    priority: Priority
    user_id: int
    wanted: bool = True
    told_in: Reason | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a message: it goes out (no reason), is held back, or is counted by a digest."""

    id: int
    held_back: Reason | None = None
    in_digest: bool = False


def is_flood(new_alarms: int) -> bool:
    """Tell whether so many new alarms within the time of domain.flood are a flood."""
    return new_alarms > MOST_ALARMS


def admit(waiting: Iterable[Waiting], *, flood: bool, spent: Mapping[int, int],
          budgets: Mapping[int, int]) -> list[Verdict]:
    """Return what becomes of each message, in their order; ``spent`` messages went to each person in the last hour.

    Critical messages, digests and tests always go out.
    """
    used, verdicts = dict(spent), []
    for one in waiting:
        verdict = _verdict(one, flood=flood, broke=used.get(one.user_id, 0) >= budgets.get(one.user_id, 0))
        if verdict.held_back is None:
            used[one.user_id] = used.get(one.user_id, 0) + 1
        verdicts.append(verdict)
    return verdicts


def digest_at(reason: Reason, *, last_at: datetime | None, now: datetime) -> datetime:
    """Return when a new digest goes out; ``last_at`` is when the one before did."""
    at = now + _COLLECT[reason]
    return at if last_at is None else max(at, last_at + _APART[reason])


def spell(episodes: Sequence[tuple[datetime, datetime | None]], *, now: datetime,
          before: Spell | None = None) -> Spell | None:
    """Return the spell of flapping an alarm is in.

    ``episodes`` are when it was raised and when it ended, in order, those of the last SEEN_FOR; ``before`` is the
    spell that was found at the last look. A spell begins with the third episode within ten minutes and lasts until
    nothing has turned for ten minutes.
    """
    since, last_at = (before.since, before.last_at) if before else (None, None)
    for index, (raised_at, cleared_at) in enumerate(episodes):
        if last_at is not None and raised_at - last_at >= FLAPPING_WITHIN:
            since = None
        first = index - FLAPS + 1
        if since is None and first >= 0 and raised_at - episodes[first][0] < FLAPPING_WITHIN:
            since = raised_at
        last_at = max(last_at or raised_at, raised_at, cleared_at or raised_at)
    if since is None or last_at is None or now - last_at >= FLAPPING_WITHIN:
        return None
    return Spell(since, last_at)


def retry_at(attempts: int, *, now: datetime, jitter: float, asked_s: float | None = None) -> datetime:
    """Return when to try again after so many attempts; ``jitter`` is 0 to 1, ``asked_s`` what the server asked for."""
    pause_s = min(_FIRST_RETRY_S * 2.0 ** min(attempts - 1, 20), _LONGEST_RETRY_S) * (0.5 + jitter / 2)
    return now + timedelta(seconds=max(pause_s, min(asked_s or 0.0, _LONGEST_ASKED_S)))


def gives_up(kind: MessageKind, *, admitted_at: datetime, now: datetime) -> bool:
    """Tell whether it is no use to try again; a test shows its result at once."""
    return kind is MessageKind.TEST or now - admitted_at >= GIVE_UP_AFTER


def _verdict(one: Waiting, *, flood: bool, broke: bool) -> Verdict:
    if one.kind in {MessageKind.DIGEST, MessageKind.TEST}:
        return Verdict(one.id)
    if not one.wanted and one.reason is Reason.HOURS and one.kind in CALLING:
        return Verdict(one.id, Reason.OVER)
    if one.priority is Priority.CRITICAL:
        return Verdict(one.id)
    if one.told_in is not None:
        return Verdict(one.id, one.told_in, in_digest=True)
    if flood:
        return Verdict(one.id, Reason.FLOOD, in_digest=True)
    return Verdict(one.id, Reason.BUDGET, in_digest=True) if broke else Verdict(one.id)
