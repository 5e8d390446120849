from itertools import pairwise

import numpy as np

from simulator import schedule

INTERVAL_MS = 10_000


def test_devices_are_spread_evenly_over_the_interval() -> None:
    offsets_ms = schedule.spread(10_000, interval_ms=INTERVAL_MS)
    per_second = np.histogram(offsets_ms, bins=10, range=(0, INTERVAL_MS))[0]
    assert per_second.tolist() == [1000] * 10


def test_every_device_is_due_once_in_each_interval_however_often_one_asks() -> None:
    offsets_ms = schedule.spread(7, interval_ms=INTERVAL_MS)
    asked_ms = [1_000_000_003, 1_000_000_100, 1_000_004_999, 1_000_010_000, 1_000_023_456, 1_000_030_003]
    found = [pair for after, until in pairwise(asked_ms)
             for pair in zip(*map(np.ndarray.tolist, schedule.due(
                 offsets_ms, interval_ms=INTERVAL_MS, after_ms=after, until_ms=until)), strict=True)]
    assert len(found) == len(set(found)) == 7 * 3
    assert all(at_ms % INTERVAL_MS == offsets_ms[number] for number, at_ms in found)
    assert [at_ms for _, at_ms in found] == sorted(at_ms for _, at_ms in found)


def test_a_moment_belongs_to_the_span_that_ends_with_it() -> None:
    offsets_ms = np.array([500], dtype=np.int64)
    ends = schedule.due(offsets_ms, interval_ms=1000, after_ms=9_400, until_ms=9_500)
    begins = schedule.due(offsets_ms, interval_ms=1000, after_ms=9_500, until_ms=9_600)
    assert ends[1].tolist() == [9_500]
    assert begins[1].tolist() == []


def test_history_lies_on_the_same_moments_as_what_was_sent_live() -> None:
    live = schedule.due(np.array([2500], dtype=np.int64), interval_ms=INTERVAL_MS, after_ms=10**9,
                        until_ms=10**9 + 600_000)[1]
    past = schedule.moments(2500, step_ms=60_000, after_ms=10**9, until_ms=10**9 + 600_000)
    assert len(past) == 10
    assert set(past.tolist()) <= set(live.tolist())
