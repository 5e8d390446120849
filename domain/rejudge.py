"""Judging again: what readings that came late change about the episodes of a limit.

The same readings are judged twice, as they were known and as they are known now, from the moment before the first
late one until both say the same again: whatever lies before and after that span stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.limit import Limit
from domain.rollup import NEVER
from domain.watch import Episode, Heard, Turned, Watch, episodes, hear, rows


@dataclass(frozen=True, slots=True)
class Correction:
    """An episode as it was known and as it is now; None: there was none, or there is none."""

    before: Episode | None
    after: Episode | None


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What changed, and the state after all readings; ``agrees`` if both states met before the end."""

    corrections: list[Correction]
    watch: Watch
    agrees: bool


def rejudge(watch: Watch, limit: Limit, before: Heard, after: Heard, *, until_us: int,
            since: Episode | None = None) -> Rejudged:
    """Judge again.

    Shape:  ``before`` are the readings as they were known, ``after`` as they are; each time of the former is one
            of the latter. ``watch`` is the state before both, ``since`` the episode that was on then, and
            ``until_us`` the newest time at which a reading is new; the one after it may end no silence any more.
    """
    old = new = watch
    turned_old: list[Turned] = []
    turned_new: list[Turned] = []
    known = {row[0]: row for row in rows(before)}
    agrees = False
    for row in rows(after):
        if row[0] in known:
            old = _judge(old, limit, known[row[0]], turned_old)
        new = _judge(new, limit, row, turned_new)
        if row[0] > until_us and old == new:
            agrees = True
            break
    was, now = episodes(turned_old, since=since), episodes(turned_new, since=since)
    return Rejudged(corrections(was, now), new, agrees)


def corrections(before: Sequence[Episode], after: Sequence[Episode]) -> list[Correction]:
    """Return what differs; an episode that overlaps one that was known is that one, with other times.

    Of two that are both still on at the end, the new one is the old one: it goes on, and ends, as that does.
    """
    found, left = [], list(before)
    for episode in [*after[-1:], *after[:-1]]:
        same = _same_end(episode, left) or next((known for known in left if _overlap(known, episode)), None)
        if same is not None:
            left.remove(same)
        if same != episode:
            found.append(Correction(same, episode))
    return [*found, *(Correction(known, None) for known in left)]


def _same_end(episode: Episode, known: Sequence[Episode]) -> Episode | None:
    both_on = episode.cleared_us == NEVER and known and known[-1].cleared_us == NEVER
    return known[-1] if both_on else None


def _judge(watch: Watch, limit: Limit, row: tuple[int, float, bool, bool], turned: list[Turned]) -> Watch:
    time_us, value, counts, after_gap = row
    watch, turn = hear(watch, limit, time_us, value, counts=counts, after_gap=after_gap)
    if turn is not None:
        turned.append(turn)
    return watch


def _overlap(one: Episode, other: Episode) -> bool:
    starts_in_time = other.cleared_us == NEVER or one.raised_us < other.cleared_us
    return starts_in_time and (one.cleared_us == NEVER or other.raised_us < one.cleared_us)
