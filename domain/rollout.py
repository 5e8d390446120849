"""Rollout: the settings of many devices are changed in stages, which stop by themselves when devices refuse.

The first stage is one device, the second a tenth, the third all. A stage goes on only when of what was given out
nothing is on its way any more. How each device stands is what its twin says, by what the device reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from domain.twin import Origin, Reach, Settings, State, Twin, Value, same, standing

STAGES = 3
DEFAULT_SHARE, LEAST_SHARE, MOST_SHARE = 0.1, 0.0, 1.0
_SECOND_STAGE = 0.1
# Overdue may be a message that was lost: it is sent again after 10 s. Whoever stays overdue so long counts as failing.
STAYS_OVERDUE = timedelta(seconds=60)
_SPREAD, _RING = 2_654_435_761, 2**32


class Status(StrEnum):
    """How a rollout as a whole stands."""

    DRAFT = "draft"                 # what would change can be seen; nothing is changed
    RUNNING = "running"
    PAUSED = "paused"               # by a person
    STOPPED = "stopped"             # by itself: too many refuse or stay overdue
    FINISHED = "finished"           # everything was given out, and nothing is on its way
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"


class Outcome(StrEnum):
    """How one device stands in a rollout."""

    PENDING = "pending"             # its turn has not come
    SKIPPED = "skipped"             # it is left out, for a reason
    SENDING = "sending"
    WAITING = "waiting"             # asleep or off-line
    IN_EFFECT = "in_effect"
    REFUSED = "refused"
    OVERDUE = "overdue"
    CHANGED = "changed"             # at the device, after it had done it
    REPLACED = "replaced"           # somebody wants something else of it by now


class Skip(StrEnum):
    """Why a device is left out."""

    SAME = "same"                   # it is wanted already
    UNKNOWN = "unknown"             # the device has no such setting
    INVALID = "invalid"             # out of its bounds
    CHANGED = "changed"             # somebody else has changed it since the preview
    RETIRED = "retired"


class Why(StrEnum):
    """What is to be done next, and why."""

    GIVE = "give"                   # to the next devices of this stage
    NEXT_STAGE = "next_stage"
    FINISH = "finish"
    STOP = "stop"                   # too many refuse or stay overdue
    ON_THEIR_WAY = "on_their_way"   # nothing: answers are awaited
    ASLEEP = "asleep"               # nothing: most of those that have it sleep, which says nothing about it
    NOT_RUNNING = "not_running"


# The worst of its settings is how a device stands.
_WORST = (State.REFUSED, State.UNSUPPORTED, State.CHANGED, State.OVERDUE, State.WAITING, State.SENDING, State.UNKNOWN)
_OUTCOMES = {State.REFUSED: Outcome.REFUSED, State.UNSUPPORTED: Outcome.REFUSED, State.CHANGED: Outcome.CHANGED,
             State.OVERDUE: Outcome.OVERDUE, State.WAITING: Outcome.WAITING, State.SENDING: Outcome.SENDING,
             State.UNKNOWN: Outcome.SENDING}


@dataclass(frozen=True, slots=True)
class Standing:
    """One device that was given its settings: how it stands, the device's reason, and whether it counts as failing."""

    outcome: Outcome
    reason: str = ""
    stays: bool = False         # overdue for so long that it counts as failing


@dataclass(frozen=True, slots=True)
class Counts:
    """How many devices stand how; ``failing`` refuse or stay overdue, without those a person has resumed over.

    ``of`` holds every outcome; their sum is all devices of the rollout.
    """

    of: Mapping[Outcome, int] = field(default_factory=dict)
    failing: int = 0
    forgiven: int = 0
    late: int = 0               # overdue, but not yet for long

    def __getitem__(self, outcome: Outcome) -> int:
        return self.of.get(outcome, 0)

    @property
    def total(self) -> int:
        """Return the number of devices, those that are left out too."""
        return sum(self.of.values())

    @property
    def given(self) -> int:
        """Return how many devices were given their settings."""
        return self.total - self[Outcome.PENDING] - self[Outcome.SKIPPED]

    @property
    def takes_part(self) -> int:
        """Return how many devices take part at all."""
        return self.total - self[Outcome.SKIPPED]


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do next; ``room`` is to how many more devices of this stage settings may be given."""

    why: Why
    room: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """One device of a rollout: how it was before, why it is left out, and when it was given and brought back.

    ``former`` are the values of the settings before, without those that nobody knows.
    """

    device_id: int
    former: Settings
    skip: Skip | None = None
    given_revision: int | None = None
    forgiven: bool = False
    is_back: bool = False

    @property
    def is_given(self) -> bool:
        """Tell whether it has got the settings."""
        return self.given_revision is not None


def order(devices: Iterable[tuple[int, bool]]) -> list[int]:
    """Return device ids in the order in which they get their settings: those that can be reached first.

    ``devices``: id, and whether it is away. Neighbours are spread, so that the first tenth is not one line of a plant.
    """
    return [number for number, away in sorted(devices, key=lambda one: (one[1], one[0] * _SPREAD % _RING, one[0]))]


def stage_end(stage: int, devices: int) -> int:
    """Return how many devices have their settings at the end of a stage: 1, a tenth, all."""
    if stage <= 0:
        return 0
    if stage == 1:
        return min(1, devices)
    return min(max(2, ceil(devices * _SECOND_STAGE)), devices) if stage < STAGES else devices


def advance(status: Status, stage: int, counts: Counts, *, share: float) -> Decision:
    """Decide what comes next; ``share``: more than that of those that can be reached may not fail."""
    if status is not Status.RUNNING:
        return Decision(Why.NOT_RUNNING)
    if is_failing(counts, share=share):
        return Decision(Why.STOP)
    room = stage_end(stage, counts.takes_part) - counts.given
    if room > 0 and counts[Outcome.PENDING]:
        return Decision(Why.GIVE, min(room, counts[Outcome.PENDING]))
    if counts[Outcome.SENDING] or counts.late:
        return Decision(Why.ON_THEIR_WAY)
    if not counts[Outcome.PENDING]:
        return Decision(Why.FINISH)
    if 2 * counts[Outcome.WAITING] > counts.given - counts[Outcome.REPLACED]:
        return Decision(Why.ASLEEP)
    return Decision(Why.NEXT_STAGE)


def is_failing(counts: Counts, *, share: float) -> bool:
    """Tell whether more than a share of the devices that have it, and can be reached, refuse or stay overdue."""
    reached = counts.given - counts[Outcome.WAITING] - counts.forgiven
    return counts.failing > share * reached + 1e-9


def stand(wanted: Settings, twin: Twin, reach: Reach, *, now: datetime) -> Standing:
    """Return how a device stands that was given these settings."""
    if any(path not in twin.desired or not same(twin.desired[path], value) for path, value in wanted.items()):
        return Standing(Outcome.REPLACED)
    found = [standing(path, twin, supported=None, reach=reach, now=now) for path in wanted]
    worst = next((one for state in _WORST for one in found if one.state is state), None)
    if worst is None:
        return Standing(Outcome.IN_EFFECT)
    stays = worst.state is State.OVERDUE and twin.sent_at is not None and (
        now - max(twin.sent_at, reach.here_since or twin.sent_at) > reach.patience + STAYS_OVERDUE)
    return Standing(_OUTCOMES[worst.state], worst.reason, stays)


def stand_of(target: Target, wanted: Settings, twin: Twin, reach: Reach, *, status: Status,
             now: datetime) -> Standing:
    """Return how a device of a rollout stands; on the way back, by what it did before."""
    if target.skip is not None:
        return Standing(Outcome.SKIPPED, target.skip)
    if not target.is_given or (status is Status.ROLLING_BACK and not target.is_back):
        return Standing(Outcome.PENDING)
    return stand(target.former if target.is_back else wanted, twin, reach, now=now)


def count(standings: Iterable[tuple[Standing, bool]]) -> Counts:
    """Count devices; each comes with whether a person has resumed over its failing."""
    of, failing, forgiven, late = dict.fromkeys(Outcome, 0), 0, 0, 0
    for one, is_forgiven in standings:
        of[one.outcome] += 1
        fails = one.outcome is Outcome.REFUSED or one.stays
        failing += fails and not is_forgiven
        forgiven += fails and is_forgiven
        late += one.outcome is Outcome.OVERDUE and not one.stays and not is_forgiven
    return Counts(of, failing, forgiven, late)


def before(paths: Iterable[str], twin: Twin) -> dict[str, Value]:
    """Return what a device is wanted to do, or else does by itself; without what nobody knows."""
    known = {**twin.reported, **twin.desired}
    return {path: known[path] for path in paths if path in known}


def restored(wanted: Settings, former: Settings, desired: Settings) -> dict[str, Value]:
    """Return the desired settings of a device after the way back.

    Only what still is as the rollout wanted it goes back: what somebody has changed since stays as they want it, and
    so does everything else. A setting of which nobody knows how it was is not wanted any more.
    """
    back = dict(desired)
    for path, value in wanted.items():
        if path in desired and same(desired[path], value):
            if path in former:
                back[path] = former[path]
            else:
                del back[path]
    return back


def has_changed(former: Settings, twin: Twin, paths: Sequence[str]) -> bool:
    """Tell whether somebody has set one of these otherwise since ``former`` was read."""
    now = before(paths, twin)
    return now.keys() != former.keys() or any(not same(now[path], value) for path, value in former.items())


def was_set_there(twin: Twin, *, since: datetime | None) -> bool:
    """Tell whether somebody has set the device itself since then, so that our settings would overwrite that."""
    if twin.report is None or twin.report.origin is not Origin.LOCAL or twin.reported_at is None:
        return False
    is_news = since is None or twin.reported_at > since
    return is_news and any(path in twin.reported and not same(twin.reported[path], value)
                           for path, value in twin.desired.items())
