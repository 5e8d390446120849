"""Judging again: late readings, in whatever order they come, end with the episodes of judging all in order."""

import bisect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import watch
from domain.limit import Level, Limit
from domain.rejudge import Correction, corrections, rejudge
from domain.rollup import NEVER
from domain.watch import REST, Episode, Frame, Watch
from tests.domain.heard import LIMITS, VALUES, cut, heard, in_seconds

DELAYED = Limit(Level.HIGH, 4.5, deadband=0.5, on_delay_s=20, off_delay_s=15)
FRAME = Frame(-100, 100, 12_000_000)
ROWS = st.lists(st.tuples(st.integers(0, 60), VALUES, st.sampled_from([True, True, True, False])), min_size=1,
                max_size=30, unique_by=lambda row: row[0])


def episode(began, raised, cleared=None, value=5.0):
    return Episode(began * 1_000_000, raised * 1_000_000, NEVER if cleared is None else cleared * 1_000_000, value)


def again(before, after, *, until, limit=DELAYED, start=REST, since=None):
    return rejudge(start, limit, heard(before), heard(after), until_us=until * 1_000_000, since=since)


def test_a_late_reading_within_the_limit_withdraws_an_episode():
    rows = [(0, 5), (10, 5), (20, 5), (30, 2), (45, 2)]
    found = again(rows, [*rows[:1], (5, 2), *rows[1:]], until=5)
    assert found.corrections == [Correction(episode(0, 20, 45), None)]
    assert found.agrees


def test_a_late_reading_beyond_the_limit_gives_an_episode_its_true_times():
    rows = [(10, 5), (20, 5), (30, 5), (40, 5)]
    found = again(rows, [(0, 5), *rows], until=0)
    assert found.corrections == [Correction(episode(10, 30), episode(0, 20))]
    assert (found.watch, found.agrees) == (Watch(active=True), True)


def test_an_episode_nobody_knew_of_is_found_with_its_end():
    found = again([(0, 2), (100, 2)], [(0, 2), (40, 5), (60, 6), (70, 2), (85, 2), (100, 2)], until=85)
    assert found.corrections == [Correction(None, episode(40, 60, 85, 6.0))]


def test_a_late_reading_that_ends_a_silence_is_judged_up_to_the_reading_after_it():
    """The reading at 30 s comes after a silence no more, so that the run before it goes on."""
    start = Watch(active=True, run_us=10_000_000)
    found = rejudge(start, DELAYED, heard([(30, 2, True, True)]), heard([(20, 2), (30, 2, True, False)]),
                    until_us=20_000_000, since=episode(0, 0))
    assert found.corrections == [Correction(episode(0, 0), episode(0, 0, 30))]


def test_what_lies_after_both_say_the_same_is_not_judged_again():
    before = [(0, 2), (30, 2), *((at, 9) for at in range(40, 90, 10))]
    assert again(before, [before[0], (10, 2), *before[1:]], until=10).corrections == []


def test_an_episode_that_was_on_before_is_corrected_under_its_own_beginning():
    found = again([(30, 4), (50, 4)], [(30, 4), (40, 5), (50, 4)], until=40, start=Watch(active=True),
                  since=episode(0, 20))
    assert found.corrections == [Correction(episode(0, 20, 50), episode(0, 20))]
    assert (found.watch, found.agrees) == (Watch(active=True, run_us=50_000_000), False)


def test_without_an_end_in_common_both_states_are_told_apart():
    found = again([(0, 5), (10, 5)], [(0, 5), (5, 2), (10, 5)], until=5)
    assert (found.watch.run_us, found.agrees) == (10_000_000, False)


@pytest.mark.parametrize(("before", "after", "expected"), [
    ([episode(0, 0, 10)], [episode(0, 0, 10)], []),
    ([episode(0, 0, 10)], [episode(2, 2, 12)], [Correction(episode(0, 0, 10), episode(2, 2, 12))]),
    ([episode(0, 0, 10)], [episode(10, 10, 20)],
     [Correction(None, episode(10, 10, 20)), Correction(episode(0, 0, 10), None)]),
    ([episode(0, 0, 40)], [episode(0, 0, 10), episode(30, 30, 40)],
     [Correction(None, episode(0, 0, 10)), Correction(episode(0, 0, 40), episode(30, 30, 40))]),
    ([episode(0, 0, 10), episode(30, 30)], [episode(0, 0)],
     [Correction(episode(30, 30), episode(0, 0)), Correction(episode(0, 0, 10), None)])])
def test_an_episode_that_overlaps_a_known_one_is_that_one(before, after, expected):
    found = corrections(before, after)
    assert sorted(found, key=str) == sorted(expected, key=str) or _is_one_matching(found, before, after)


def test_of_two_that_are_still_on_the_end_is_the_same():
    """The known one has gone on and ended since; the new one has to end with it, not with another."""
    before, after = [episode(10, 10, 40), episode(50, 50)], [episode(10, 10)]
    assert Correction(episode(50, 50), episode(10, 10)) in corrections(before, after)
    assert Correction(episode(10, 10), episode(50, 50)) in corrections(after, before)


@given(LIMITS, ROWS, st.data())
def test_readings_in_any_order_end_with_the_episodes_and_the_state_of_all_in_order(limit, rows, data):
    log = Log(limit)
    for piece in cut(data, data.draw(st.permutations(rows))):
        log.take(sorted(piece))
    assert in_seconds(log.episodes.values()) == in_seconds(watch.history(limit, log.heard(log.rows)))
    assert log.state == watch.fold(REST, limit, log.heard(log.rows))[0]


def _is_one_matching(found, before, after):
    """Tell whether corrections name every episode that changed exactly once."""
    olds = [one.before for one in found if one.before is not None]
    news = [one.after for one in found if one.after is not None]
    return sorted(map(str, set(before) - set(after))) == sorted(
        str(one) for one in olds if one not in after) and set(news) == set(after) - set(before)


class Log:
    """A limit as a database would know it: readings as they came, the state, the episodes by when they were raised."""

    def __init__(self, limit):
        self.limit, self.rows, self.state, self.episodes = limit, [], REST, {}

    def heard(self, rows, *, from_us=NEVER):
        """Return readings as the limit hears them, with the silences between them."""
        told = heard(rows)
        found = watch.heard(told.time_us, told.value, told.counts, last_us=NEVER, frame=FRAME)
        return found.where(found.time_us >= from_us)

    def take(self, rows):
        """Judge the late readings of a batch again, then go on with those that are newer than all before."""
        last = self.rows[-1][0] if self.rows else -1
        late, fresh = [row for row in rows if row[0] < last], [row for row in rows if row[0] > last]
        if late:
            self._again(late)
        self.rows += fresh
        state, turned = watch.fold(self.state, self.limit, self.heard(self.rows, from_us=(last + 1) * 1_000_000))
        self.state, opened = state, self._on_at(NEVER)
        self._write(corrections([] if opened is None else [opened], watch.episodes(turned, since=opened)), agrees=False)

    def _again(self, late):
        from_us, until_us, before = late[0][0] * 1_000_000, late[-1][0] * 1_000_000, list(self.rows)
        for row in late:
            bisect.insort(self.rows, row)
        since = self._on_at(from_us)
        past = self.heard(before)
        start = watch.resume(since is not None, self.limit, past.where(past.time_us < from_us))
        found = rejudge(start, self.limit, self.heard(before, from_us=from_us), self.heard(self.rows, from_us=from_us),
                        until_us=until_us, since=since and Episode(*_values(since)[:2], NEVER, since.value))
        self._write(found.corrections, agrees=found.agrees)
        if not found.agrees:
            self.state = found.watch

    def _on_at(self, at_us):
        """Return the episode that was on at a time; NEVER: that is on."""
        return next((one for one in self.episodes.values() if one.cleared_us == NEVER or (
            at_us != NEVER and one.raised_us < at_us <= one.cleared_us)
            if at_us == NEVER or one.raised_us < at_us), None)

    def _write(self, found, *, agrees):
        ends = {one.before.raised_us: self.episodes.pop(one.before.raised_us) for one in found if one.before}
        for one in found:
            if one.after is not None:
                keeps_end = agrees and one.before is not None and one.before.cleared_us == one.after.cleared_us == NEVER
                end = ends[one.before.raised_us].cleared_us if keeps_end else one.after.cleared_us
                assert one.after.raised_us not in self.episodes
                self.episodes[one.after.raised_us] = Episode(*_values(one.after)[:2], end, one.after.value)
        self.episodes = dict(sorted(self.episodes.items()))


def _values(one):
    return one.began_us, one.raised_us, one.cleared_us

