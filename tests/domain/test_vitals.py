"""The vital signs of one machine's signals agree with how the whole machine is judged."""

import numpy as np
import pytest

from domain.machine import Signal
from domain.rollup import NEVER, no_tails
from domain.state import Condition, Running, Trust
from domain.vitals import vitals

NOW_US = 1_790_000_000_000_000
SECOND = 1_000_000


def _signal(*, low=None, high=4.5, high_high=7.1, maximum=50.0):
    return Signal(1, "v", "Vibration", "mm/s", 10, 1800, 0.0, maximum, None, low, high, high_high, None, "sim-0001")


def _vital(signal, *, value=1.0, age_s=2, running=Running.RUNNING, offline=False):
    tails = no_tails(1)
    if value is not None:
        for name in ("time", "received_at", "usable_at", "changed_at"):
            tails[name] = NOW_US - age_s * SECOND
        tails["usable"] = tails["value"] = value
        tails["live"], tails["quality"] = True, 192
    offline_at = np.array([NOW_US if offline else NEVER])
    return vitals([signal], tails, offline_at=offline_at, running=running, now_us=NOW_US)[0]


@pytest.mark.parametrize(("value", "condition"), [
    (1.0, Condition.HEALTHY), (4.5, Condition.HEALTHY), (4.6, Condition.WARNING), (7.2, Condition.CRITICAL)])
def test_a_fresh_value_is_judged_by_its_limits(value, condition):
    found = _vital(_signal(), value=value)
    assert (found.condition, found.trust, found.value) == (condition, Trust.GOOD, value)
    assert found.at_us == NOW_US - 2 * SECOND


def test_a_signal_without_limits_has_no_condition():
    assert _vital(_signal(high=None, high_high=None)).condition is None


def test_a_signal_that_was_never_heard_is_silent_and_unknown():
    found = _vital(_signal(), value=None)
    assert (found.value, found.at_us, found.trust, found.condition) == (None, None, Trust.SILENT, Condition.UNKNOWN)


def test_a_good_value_is_unknown_once_its_sensor_is_silent():
    assert _vital(_signal(), age_s=60).condition is Condition.UNKNOWN
    assert _vital(_signal(), offline=True).trust is Trust.SILENT


def test_trouble_that_was_seen_stays_when_the_sensor_falls_silent():
    assert _vital(_signal(), value=8.0, age_s=60).condition is Condition.CRITICAL


def test_a_value_that_cannot_be_is_no_trouble_but_unknown():
    found = _vital(_signal(), value=99.0)
    assert (found.trust, found.condition) == (Trust.OUT_OF_RANGE, Condition.UNKNOWN)


def test_low_limits_do_not_count_while_the_machine_stands():
    signal = _signal(low=2.0, high=None, high_high=None)
    assert _vital(signal, value=0.0, running=Running.RUNNING).condition is Condition.WARNING
    assert _vital(signal, value=0.0, running=Running.STOPPED).condition is Condition.HEALTHY
