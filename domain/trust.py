"""Trust: whether what a signal says can be believed.

All functions are vectorised over signals; times are microseconds since 1970.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.rollup import NEVER, Bools, Floats, Ints, Rows
from domain.state import Trust

# From believed to not at all; the trust of a machine is the worst of its signals.
ORDER = (Trust.GOOD, Trust.LATE, Trust.STUCK, Trust.CLOCK_WRONG, Trust.OUT_OF_RANGE, Trust.SILENT)
CODE = {trust: code for code, trust in enumerate(ORDER)}

CLOCK_AHEAD_S = 60.0       # more than the network explains
CLOCK_BEHIND_S = 300.0     # of a single sample; buffered uploads are old by nature


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of signals, each of shape (n,); NaN where nothing is."""

    interval_s: Floats
    stuck_after_s: Floats
    minimum: Floats
    maximum: Floats


def late_after_s(interval_s: Floats) -> Floats:
    """Return after how long without a message a signal is late."""
    return 1.5 * interval_s + 5.0


def silent_after_s(interval_s: Floats) -> Floats:
    """Return after how long without a message a signal is silent."""
    return 3.0 * interval_s + 10.0


def silence_us(interval_s: float) -> int:
    """Return the same for one signal, in microseconds: no run of readings goes on over that."""
    return round(float(silent_after_s(np.array([interval_s]))[0]) * 1e6)


def judge(tails: Rows, expected: Expectation, *, offline_at: Ints, now_us: int) -> npt.NDArray[np.int8]:
    """Return the trust of each signal, as codes of ORDER.

    Shape:  tails is (n,) of dtype domain.rollup.TAIL; offline_at is (n,): since when the device of each
            signal says it is off-line, NEVER if it does not.
    """
    age_s = _seconds(now_us, _heard_at(tails))
    behind_s = _seconds(now_us, tails["usable_at"])
    clock_s = np.where(tails["live"], (tails["time"] - tails["received_at"]) / 1e6, 0.0)
    changed_at = np.where(tails["changed_at"] == NEVER, tails["usable_at"], tails["changed_at"])
    unchanged_s = (tails["usable_at"] - changed_at) / 1e6
    offline = (offline_at != NEVER) & (offline_at >= tails["received_at"])
    late = (age_s > late_after_s(expected.interval_s)) | (
        ~tails["live"] & (behind_s > late_after_s(expected.interval_s)))
    marks = {
        Trust.LATE: late,
        Trust.STUCK: unchanged_s > expected.stuck_after_s,
        Trust.CLOCK_WRONG: (clock_s > CLOCK_AHEAD_S) | (clock_s < -CLOCK_BEHIND_S),
        Trust.OUT_OF_RANGE: (tails["usable"] < expected.minimum) | (tails["usable"] > expected.maximum),
        Trust.SILENT: offline | (age_s > silent_after_s(expected.interval_s)),
    }
    codes = np.zeros(len(tails), np.int8)
    for trust, marked in marks.items():     # in ascending order: the worst one stays
        codes[marked] = CODE[trust]
    return codes


def believed(codes: npt.NDArray[np.int8]) -> Bools:
    """Tell which signals are believed: late data is still the machine's own."""
    trusted: Bools = codes <= CODE[Trust.LATE]
    return trusted


def _heard_at(tails: Rows) -> Ints:
    """When a usable value came last: a message that says "could not measure" does not count as one."""
    measured = tails["usable_at"] == tails["time"]
    heard: Ints = np.where(measured, tails["received_at"], tails["usable_at"])
    return heard


def _seconds(now_us: int, moments: Ints) -> Floats:
    """Return how long ago moments were; infinite for NEVER."""
    return np.where(moments == NEVER, np.inf, (now_us - np.where(moments == NEVER, 0, moments)) / 1e6)
