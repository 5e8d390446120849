"""Guard rails: what cannot be sent, and what has to be wanted on purpose."""

from datetime import UTC, datetime

import pytest

from domain.settings_check import Frame, Problem, check, errors
from domain.settings_cost import Power
from domain.settings_schema import read
from domain.twin import Origin, Report, Twin, hear, want

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
SCHEMA = read({
    "signals": {"v": {"unit": "mm/s", "min": 0, "max": 50}},
    "settings": {"measurement_interval_s": {"min": 1, "max": 3600}, "report_interval_s": {"min": 1, "max": 86400},
                 "gain": {"min": 1, "max": 8, "step": 0.5}, "led": {"type": "boolean"},
                 "range": {"choices": ["2g", "8g"]}, "limits": True}})
FRAME = Frame(SCHEMA, {"v": (None, 30.0)})
REPORTING = hear(Twin(), Report(0, {"measurement_interval_s": 10, "report_interval_s": 60}), now=NOW)


def problems(changes, *, twin=REPORTING, frame=FRAME):
    return [(found.path, found.problem) for found in check(changes, twin, frame)]


@pytest.mark.parametrize(("changes", "problem"), [
    ({"nonsense": 1}, Problem.UNKNOWN),
    ({"gain": "loud"}, Problem.WRONG_TYPE),
    ({"gain": True}, Problem.WRONG_TYPE),
    ({"gain": float("nan")}, Problem.WRONG_TYPE),
    ({"gain": None}, Problem.MISSING),
    ({"gain": 0.5}, Problem.BELOW_MINIMUM),
    ({"gain": 9}, Problem.ABOVE_MAXIMUM),
    ({"gain": 1.25}, Problem.NOT_A_STEP),
    ({"led": 1}, Problem.WRONG_TYPE),
    ({"range": "4g"}, Problem.NOT_A_CHOICE),
    ({"report_interval_s": 5}, Problem.REPORT_FASTER),
    ({"measurement_interval_s": 120}, Problem.REPORT_FASTER),
    ({"limits/v/high": 30.5}, Problem.OUTSIDE_RANGE),
    ({"limits/v/low": -1}, Problem.OUTSIDE_RANGE),
    ({"limits/w/high": 1}, Problem.UNKNOWN)])
def test_what_cannot_be_sent(changes, problem):
    assert problems(changes) == [(*changes, problem)]
    assert errors(check(changes, REPORTING, FRAME))


@pytest.mark.parametrize("changes", [
    {"gain": 1.5}, {"gain": 8}, {"led": False}, {"range": "8g"}, {"measurement_interval_s": 60},
    {"limits/v/high": 30}, {"limits/v/high": None}, {"measurement_interval_s": 120, "report_interval_s": 120}])
def test_what_can_be_sent_without_a_word(changes):
    assert problems(changes) == []


def test_limits_rise_with_those_that_are_wanted_already():
    twin = want(REPORTING, {"limits/v/high": 4.5}, now=NOW)
    assert problems({"limits/v/high_high": 4.0}, twin=twin) == [("limits/v/high_high", Problem.NOT_BELOW_NEXT)]
    assert problems({"limits/v/low": 4.5}, twin=twin) == [("limits/v/low", Problem.NOT_BELOW_NEXT)]
    assert problems({"limits/v/high_high": 4.5}, twin=twin) == []
    assert problems({"limits/v/high": 8, "limits/v/high_high": 9}, twin=twin) == []


def test_a_finding_names_the_bound():
    assert check({"limits/v/high": 31}, REPORTING, FRAME)[0].numbers == {"bound": 30.0}
    assert check({"report_interval_s": 5}, REPORTING, FRAME)[0].numbers == {"bound": 10.0}


def test_a_device_without_a_description_may_be_set_on_purpose_in_what_it_reports():
    frame = Frame(None)
    assert problems({"measurement_interval_s": 20}, frame=frame) == [("measurement_interval_s", Problem.NOT_DECLARED)]
    assert problems({"measurement_interval_s": "fast"}, frame=frame) == [("measurement_interval_s", Problem.WRONG_TYPE)]
    assert problems({"gain": 2}, frame=frame) == [("gain", Problem.UNKNOWN)]
    assert not errors(check({"measurement_interval_s": 20}, REPORTING, frame))


def test_a_change_at_the_device_is_not_overwritten_by_the_way():
    twin = hear(want(Twin(), {"gain": 2, "led": True}, now=NOW),
                Report(1, {"gain": 4, "led": True}, origin=Origin.LOCAL), now=NOW)
    assert problems({"led": False}, twin=twin) == [("gain", Problem.CHANGED_AT_DEVICE)]
    assert problems({"led": False}, twin=want(twin, {"led": True}, now=NOW)) == []      # ours is on its way already
    assert problems({"gain": 3}, twin=twin) == []


def test_a_battery_that_lasts_much_shorter_is_said_in_days_if_the_device_says_what_it_needs():
    frame = Frame(SCHEMA, has_battery=True, power=Power(3400, sleep_ua=10, measurement_uah=1, report_uah=10))
    found = check({"report_interval_s": 10}, REPORTING, frame)
    assert [one.problem for one in found] == [Problem.BATTERY]
    assert found[0].numbers["before"] == pytest.approx(146, abs=1)
    assert found[0].numbers["after"] == pytest.approx(35.7, abs=1)
    assert check({"report_interval_s": 600}, REPORTING, frame) == []


def test_of_any_other_battery_it_is_said_how_much_more_often_the_device_works():
    found = check({"report_interval_s": 10}, REPORTING, Frame(SCHEMA, has_battery=True))
    assert [(one.problem, one.numbers) for one in found] == [(Problem.BATTERY, {"times": 6.0})]


def test_much_more_data_is_wanted_on_purpose():
    found = check({"measurement_interval_s": 1, "report_interval_s": 1}, REPORTING, Frame(SCHEMA, signals=7))
    assert [one.problem for one in found] == [Problem.DATA_VOLUME]
    assert found[0].numbers["after"] == pytest.approx(86_400 * (120 + 40 + 7 * 22))


def test_errors_come_before_warnings():
    found = check({"report_interval_s": 10, "gain": 99}, REPORTING, Frame(SCHEMA, has_battery=True))
    assert [one.is_warning for one in found] == [False, True]
