"""What the watch of limits knows of each limit, and a reading as limits hear it. Times are microseconds since 1970."""

from dataclasses import dataclass, field
from typing import NamedTuple

from domain import watch
from domain.limit import Level, Limit
from domain.rate import Anchors
from domain.rollup import NEVER
from domain.running import Track
from domain.watch import REST, Turned, Watch
from services.watch_rules import Watched

Key = tuple[int, Level]     # slot, level


class Reading(NamedTuple):
    """One reading as limits hear it; ``counts`` if those do that hold only while the machine runs."""

    at_us: int
    value: float
    counts: bool


@dataclass(slots=True)
class Known:
    """What is known after the readings so far; a limit that is not among the states is at rest.

    ``heard_us`` is the newest reading of each limit whose alarm may be about to turn.
    """

    states: dict[Key, Watch] = field(default_factory=dict)
    anchors: dict[int, Anchors] = field(default_factory=dict)       # by slot
    heard_us: dict[Key, int] = field(default_factory=dict)
    tracks: dict[int, Track] = field(default_factory=dict)          # by machine

    def of(self, one: Watched, news: "Known") -> "Known":
        """Return what is known of the limits of one signal with what a batch has changed already."""
        keys = [(one.slot, limit.level) for limit in one.limits]
        return Known({key: news.states.get(key, self.states.get(key, REST)) for key in keys},
                     {one.slot: news.anchors.get(one.slot, self.anchors.get(one.slot, ()))},
                     {key: news.heard_us.get(key, self.heard_us.get(key, NEVER)) for key in keys})

    def learn(self, news: "Known") -> None:
        """Take over what a batch has changed, once it is committed."""
        self.states.update(news.states)
        self.heard_us.update(news.heard_us)
        for key in [key for key, state in news.states.items() if state == REST]:
            del self.states[key]
            self.heard_us.pop(key, None)
        self.anchors.update(news.anchors)
        self.tracks.update(news.tracks)


@dataclass(slots=True)
class Judged:
    """One limit while readings are judged by it."""

    limit: Limit
    state: Watch
    heard_us: int

    def hear(self, reading: Reading, value: float, *, longest_gap_us: int) -> Turned | None:
        """Judge a value that was heard at a time; a run does not go on over a silence."""
        after_gap = self.state.run_us != NEVER and reading.at_us - self.heard_us > longest_gap_us
        self.state, turned = watch.hear(self.state, self.limit, reading.at_us, value, counts=reading.counts,
                                        after_gap=after_gap)
        self.heard_us = reading.at_us
        return turned
