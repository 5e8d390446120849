"""Rollups are exact whatever the order in which readings come."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from domain import rollup
from domain.rollup import BAD, GOOD, NEVER, STALE, WIDTHS_US, Readings

MINUTE = WIDTHS_US["minute"]
# Whole numbers keep the sums exact; times fall into a few minutes, hours and days, also before 1970.
TIMES = st.integers(-3, 3).flatmap(
    lambda day: st.integers(0, 40).map(lambda step: day * WIDTHS_US["day"] // 2 + step * 17_000_000))
READING = st.tuples(st.integers(0, 2), TIMES, st.integers(-50, 50), st.sampled_from([GOOD, GOOD, GOOD, STALE, BAD]))


def _readings(rows):
    rows = sorted(rows)
    slot, time, value, quality = (np.array(column) for column in zip(*rows, strict=True))
    values = np.where(quality == BAD, np.nan, value.astype(float))
    return Readings(slot, time, values, quality.astype(np.int16), time + 5, np.ones(len(rows), bool))


def _merge(closed, rows):
    for row in rows:
        key = int(row["slot"]), int(row["bucket"])
        if key not in closed:
            closed[key] = {name: row[name] for name in rollup.BUCKET.names}
            continue
        held = closed[key]
        held["count"] += row["count"]
        held["sum"] += row["sum"]
        held["min"], held["max"] = min(held["min"], row["min"]), max(held["max"], row["max"])
        if row["first_at"] < held["first_at"]:
            held["first"], held["first_at"] = row["first"], row["first_at"]
        if row["last_at"] > held["last_at"]:
            held["last"], held["last_at"] = row["last"], row["last_at"]


def _all_buckets(closed, tails, level):
    """What a reader sees: closed buckets, and the open one of each tail."""
    seen = {key: tuple(float(row[n]) for n in ("count", "sum", "min", "max", "first", "last"))
            for key, row in closed.items()}
    for slot, tail in enumerate(tails):
        if tail[f"{level}_count"]:
            key = slot, int(tail["usable_at"]) // WIDTHS_US[level] * WIDTHS_US[level]
            assert key not in seen, "a bucket is open and closed at once"
            seen[key] = (*(float(tail[f"{level}_{n}"]) for n in ("count", "sum", "min", "max", "first")),
                         float(tail["usable"]))
    return seen


def _recomputed(rows, level):
    buckets = {}
    for slot, time, value, quality in sorted(rows):
        if quality == GOOD:
            buckets.setdefault((slot, time // WIDTHS_US[level] * WIDTHS_US[level]), []).append(float(value))
    return {key: (float(len(v)), sum(v), min(v), max(v), v[0], v[-1]) for key, v in buckets.items()}


@given(st.lists(READING, min_size=1, max_size=60, unique_by=lambda row: row[:2]), st.data())
def test_rollups_equal_a_recomputation_for_any_order_and_any_batches(rows, data):
    shuffled = data.draw(st.permutations(rows))
    tails, closed, start = rollup.no_tails(3), {level: {} for level in WIDTHS_US}, 0
    while start < len(shuffled):
        size = data.draw(st.integers(1, 20))
        tails, buckets = rollup.fold(tails, _readings(shuffled[start:start + size]))
        for level, found in buckets.items():
            _merge(closed[level], found)
        start += size
    for level in WIDTHS_US:
        assert _all_buckets(closed[level], tails, level) == _recomputed(rows, level)


@given(st.lists(READING, min_size=1, max_size=60, unique_by=lambda row: row[:2]), st.data())
def test_the_newest_value_is_the_newest_by_device_time_not_the_last_to_come(rows, data):
    tails = rollup.no_tails(3)
    for row in data.draw(st.permutations(rows)):
        tails, _ = rollup.fold(tails, _readings([row]))
    for slot in range(3):
        times = [time for s, time, *_ in rows if s == slot]
        good = [(time, value) for s, time, value, quality in rows if s == slot and quality == GOOD]
        assert tails["time"][slot] == max(times, default=NEVER)
        if good:
            assert (tails["usable_at"][slot], tails["usable"][slot]) == max(good)


def test_a_run_of_equal_values_remembers_its_beginning():
    tails = rollup.no_tails(1)
    for second, value in enumerate([5, 7, 7, 7]):
        tails, _ = rollup.fold(tails, _readings([(0, second * 1_000_000, value, GOOD)]))
    assert tails["changed_at"][0] == 1_000_000
    tails, _ = rollup.fold(tails, _readings([(0, s * 1_000_000, v, GOOD) for s, v in [(4, 7), (5, 8), (6, 8)]]))
    assert tails["changed_at"][0] == 5_000_000


def test_folding_leaves_the_tails_it_was_given_as_they_were():
    tails = rollup.no_tails(1)
    rollup.fold(tails, _readings([(0, MINUTE, 1, GOOD)]))
    assert tails["time"][0] == NEVER


def test_a_value_that_could_not_be_measured_is_newest_but_never_in_a_rollup():
    tails, buckets = rollup.fold(rollup.no_tails(1), _readings([(0, MINUTE, 4, GOOD), (0, 2 * MINUTE, 9, BAD)]))
    assert tails["time"][0] == 2 * MINUTE
    assert np.isnan(tails["value"][0])
    assert (tails["usable"][0], tails["minute_count"][0]) == (4, 1)
    assert not len(buckets["minute"])
