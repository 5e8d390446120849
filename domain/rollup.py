"""Rollups: what a bucket of time says about one signal, kept exact in whatever order readings come.

The bucket in which a signal's newest good reading lies is *open*: it lives in the signal's tail. A newer
bucket closes it. Readings of buckets that are closed already become differences that are merged into them.
All times are microseconds since 1970 (UTC); all functions are vectorised over many signals.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[Any]

GOOD, STALE, BAD = 192, 500, 0     # quality codes of Sparkplug B
NEVER = np.iinfo(np.int64).min     # the time of what has not happened

WIDTHS_US = {"minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}

_LEVEL = [("count", "i8"), ("sum", "f8"), ("min", "f8"), ("max", "f8"), ("first", "f8"), ("first_at", "i8")]
TAIL = np.dtype([
    ("time", "i8"), ("received_at", "i8"), ("value", "f8"), ("quality", "i2"), ("live", "?"),
    ("usable_at", "i8"), ("usable", "f8"), ("changed_at", "i8"),
    *((f"{level}_{name}", kind) for level in WIDTHS_US for name, kind in _LEVEL)])
# ``late`` marks a bucket that was closed before: what it says has to be merged into what is there.
BUCKET = np.dtype([("slot", "i8"), ("bucket", "i8"), *_LEVEL, ("last", "f8"), ("last_at", "i8"), ("late", "?")])


@dataclass(frozen=True, slots=True)
class Readings:
    """Readings in columns, each of shape (n,). ``slot`` numbers the signals; NaN is "could not measure"."""

    slot: Ints
    time: Ints
    value: Floats
    quality: npt.NDArray[np.int16]
    received_at: Ints
    live: Bools

    def __len__(self) -> int:
        return len(self.slot)

    def where(self, chosen: npt.NDArray[Any]) -> "Readings":
        """Return the chosen rows; ``chosen`` is a mask or an array of positions."""
        return Readings(self.slot[chosen], self.time[chosen], self.value[chosen], self.quality[chosen],
                        self.received_at[chosen], self.live[chosen])


def no_tails(count: int) -> Rows:
    """Return the tails of signals that have never been heard, shape (count,), dtype TAIL."""
    tails = np.zeros(count, TAIL)
    levels = (f"{level}_first_at" for level in WIDTHS_US)
    for name in ("time", "received_at", "usable_at", "changed_at", *levels):
        tails[name] = NEVER
    for name in ("value", "usable"):
        tails[name] = np.nan
    return tails


def fold(tails: Rows, new: Readings) -> tuple[Rows, dict[str, Rows]]:
    """Add readings to tails: return the tails after, and per level the buckets that are closed now.

    Shape:  tails is (m,) of dtype TAIL and stays as it is; ``new.slot`` are positions in it.
    Needs:  ``new`` sorted by slot, then time; no two of the same slot and time; none stored before.
    """
    after = tails.copy()
    good = new.where((new.quality == GOOD) & ~np.isnan(new.value))
    buckets = {level: _fold_level(after, tails, good, level=level) for level in WIDTHS_US}
    _fold_newest(after, new)
    _fold_usable(after, good)
    return after, buckets


def _fold_newest(after: Rows, new: Readings) -> None:
    last = new.where(_ends(new.slot))
    newer = last.where(last.time > after["time"][last.slot])
    for name in ("time", "received_at", "value", "quality", "live"):
        after[name][newer.slot] = getattr(newer, name)


def _fold_usable(after: Rows, good: Readings) -> None:
    good = good.where(good.time > after["usable_at"][good.slot])
    if not len(good):
        return
    starts = _starts(good.slot)
    before = np.where(starts, after["usable"][good.slot], np.roll(good.value, 1))
    changed = good.where(good.value != before)
    after["changed_at"][changed.slot] = changed.time    # rows are in time order: the last one stays
    last = good.where(_ends(good.slot))
    after["usable_at"][last.slot], after["usable"][last.slot] = last.time, last.value


def _fold_level(after: Rows, before: Rows, good: Readings, *, level: str) -> Rows:
    """Fold one level into ``after``; return what there is to say of closed buckets."""
    parts = _buckets(good, WIDTHS_US[level])
    if not len(parts):
        return parts
    opened = _open_buckets(before, level=level)
    held = opened["bucket"][parts["slot"]]
    _merge(opened, parts[parts["bucket"] == held])
    newest = (parts["bucket"] > held) & _ends(parts["slot"])
    closing = opened[parts["slot"][newest]]
    opened[parts["slot"][newest]] = parts[newest]
    for name, _ in _LEVEL:
        after[f"{level}_{name}"] = opened[name]
    parts["late"] = parts["bucket"] < held
    apart = parts[(parts["bucket"] != held) & ~newest]
    return np.concatenate([closing[closing["count"] > 0], apart])


def _open_buckets(tails: Rows, *, level: str) -> Rows:
    opened = np.empty(len(tails), BUCKET)
    opened["slot"] = np.arange(len(tails))
    heard = tails[f"{level}_count"] > 0
    width = WIDTHS_US[level]
    opened["bucket"] = np.where(heard, tails["usable_at"] // width * width, NEVER)
    for name, _ in _LEVEL:
        opened[name] = tails[f"{level}_{name}"]
    opened["last"], opened["last_at"], opened["late"] = tails["usable"], tails["usable_at"], False
    return opened


def _buckets(good: Readings, width_us: int) -> Rows:
    """Sum up readings sorted by slot and time, one row of BUCKET for each slot and bucket among them."""
    bucket = good.time // width_us * width_us
    start = np.flatnonzero(_starts(good.slot) | _starts(bucket)) if len(good) else np.empty(0, np.int64)
    end = np.append(start[1:], len(good)) - 1
    parts = np.empty(len(start), BUCKET)
    if not len(start):
        return parts
    parts["slot"], parts["bucket"], parts["count"] = good.slot[start], bucket[start], end - start + 1
    parts["sum"] = np.add.reduceat(good.value, start)
    parts["min"] = np.minimum.reduceat(good.value, start)
    parts["max"] = np.maximum.reduceat(good.value, start)
    parts["first"], parts["first_at"] = good.value[start], good.time[start]
    parts["last"], parts["last_at"], parts["late"] = good.value[end], good.time[end], False
    return parts


def _merge(opened: Rows, parts: Rows) -> None:
    """Add parts to the open buckets of the same time; ``parts`` holds each slot at most once."""
    slot = parts["slot"]
    held = opened[slot]
    earlier, later = parts["first_at"] < held["first_at"], parts["last_at"] > held["last_at"]
    held["count"] += parts["count"]
    held["sum"] += parts["sum"]
    held["min"] = np.minimum(held["min"], parts["min"])
    held["max"] = np.maximum(held["max"], parts["max"])
    for name in ("first", "first_at"):
        held[name] = np.where(earlier, parts[name], held[name])
    for name in ("last", "last_at"):
        held[name] = np.where(later, parts[name], held[name])
    opened[slot] = held


def _starts(keys: Ints) -> Bools:
    """Mark the first row of each run of equal keys."""
    marks = np.ones(len(keys), np.bool_)
    marks[1:] = keys[1:] != keys[:-1]
    return marks


def _ends(keys: Ints) -> Bools:
    """Mark the last row of each run of equal keys."""
    marks = np.ones(len(keys), np.bool_)
    marks[:-1] = keys[1:] != keys[:-1]
    return marks
