"""Limits that are proposed, with the numbers in sight; and what is not proposed, with the reason."""

from dataclasses import replace

import pytest

from domain.limit import Level, Limit, Priority
from domain.proposal import Basis, proposals
from domain.zones import Facts, Refusal, rows

FAN = Facts("fan", "vibration_velocity_rms", "mm/s", "Drive-end vibration", power_kw=90, speed_rpm=1480,
            foundation="rigid", band_from_hz=10, band_to_hz=1000, minimum=0, maximum=50, knows_running=True)
PUMP = replace(FAN, machine_type="pump", foundation=None, impeller="coupled")
TEMPERATURE = Facts("motor", "temperature", "Cel", "Bearing temperature", minimum=-40, maximum=200)


def _high(facts, basis=Basis.ZONES):
    """Return group and the two borders of each proposal."""
    return [(one.group, one.limits[Level.HIGH].value, one.limits[Level.HIGH_HIGH].value)
            for one in proposals(facts)[0] if one.basis is basis]


def _reasons(facts):
    return {reason for refused in proposals(facts)[1] for reason in refused.reasons} - {Refusal.NO_BASE_LINE}


@pytest.mark.parametrize(("power_kw", "foundation", "group", "b_c", "c_d"), [
    (15.1, "rigid", "2", 2.8, 4.5), (300, "rigid", "2", 2.8, 4.5), (300, "flexible", "2", 4.5, 7.1),
    (300.1, "rigid", "1", 4.5, 7.1), (300.1, "flexible", "1", 7.1, 11.0), (50_000, "flexible", "1", 7.1, 11.0)])
def test_zones_of_iso_20816_3_by_group_and_foundation(power_kw, foundation, group, b_c, c_d):
    assert _high(replace(FAN, power_kw=power_kw, foundation=foundation)) == [(group, b_c, c_d)]


@pytest.mark.parametrize(("height_mm", "group"), [(132, "2"), (160, "2"), (314, "2"), (315, "1"), (None, "2")])
def test_a_motor_is_of_the_first_group_by_its_shaft_height_too(height_mm, group):
    assert _high(replace(FAN, machine_type="motor", shaft_height_mm=height_mm))[0][0] == group
    assert _high(replace(FAN, machine_type="fan", shaft_height_mm=height_mm))[0][0] == "2"


@pytest.mark.parametrize(("power_kw", "first", "second"), [
    (200, (4.0, 6.6), (5.1, 8.5)), (200.1, (5.0, 7.6), (6.1, 9.5))])
def test_pumps_have_the_categories_of_iso_10816_7(power_kw, first, second):
    assert _high(replace(PUMP, power_kw=power_kw)) == [("I", *first), ("II", *second)]
    assert {one.standard for one in proposals(PUMP)[0]} == {"ISO 10816-7"}


@pytest.mark.parametrize(("changes", "reason"), [
    ({"power_kw": 15}, Refusal.TOO_SMALL), ({"power_kw": 50_001}, Refusal.TOO_LARGE),
    ({"power_kw": None}, Refusal.POWER_UNKNOWN), ({"speed_rpm": None}, Refusal.SPEED_UNKNOWN),
    ({"speed_rpm": 119, "band_from_hz": 2}, Refusal.SPEED), ({"speed_rpm": 30_001}, Refusal.SPEED),
    ({"band_from_hz": None}, Refusal.BAND_UNKNOWN), ({"band_from_hz": 2}, Refusal.BAND),
    ({"band_to_hz": 500}, Refusal.BAND), ({"speed_rpm": 599}, Refusal.BAND),
    ({"unit": "m/s2"}, Refusal.UNIT), ({"unit": None}, Refusal.UNIT),
    ({"kind": "vibration_acceleration_rms", "unit": "[g]"}, Refusal.ACCELERATION),
    ({"foundation": None}, Refusal.FOUNDATION_UNKNOWN),
    ({"machine_type": "compressor"}, Refusal.MOTION_UNKNOWN),
    ({"machine_type": "compressor", "motion": "reciprocating"}, Refusal.RECIPROCATING),
    ({"machine_type": "pump"}, Refusal.IMPELLER_UNKNOWN),
    ({"machine_type": "pump", "impeller": "direct"}, Refusal.IMPELLER_DIRECT),
    ({"machine_type": "gearbox"}, Refusal.NOT_COVERED), ({"machine_type": "other"}, Refusal.NOT_COVERED),
    ({"maximum": 3}, Refusal.OUTSIDE_RANGE)])
def test_zones_are_refused_where_they_do_not_apply(changes, reason):
    assert _reasons(FAN) == set()
    assert _reasons(replace(FAN, **changes)) == {reason}
    assert _high(replace(FAN, **changes)) == []


def test_all_reasons_are_told_at_once():
    facts = replace(FAN, power_kw=None, foundation=None, band_from_hz=None)
    assert _reasons(facts) == {Refusal.POWER_UNKNOWN, Refusal.FOUNDATION_UNKNOWN, Refusal.BAND_UNKNOWN}


def test_a_slow_machine_is_measured_from_two_hertz():
    assert _reasons(replace(FAN, speed_rpm=599, band_from_hz=2)) == set()
    assert _reasons(replace(FAN, speed_rpm=600, band_from_hz=10)) == set()


def test_a_rotary_compressor_is_covered():
    assert _high(replace(FAN, machine_type="compressor", motion="rotary")) == [("2", 2.8, 4.5)]


def test_other_units_of_velocity_are_converted():
    assert _high(replace(FAN, unit="m/s", maximum=0.05)) == [("2", 0.0028, 0.0045)]


def test_an_acceleration_is_compared_with_its_own_base_line_only():
    shaking = replace(FAN, kind="vibration_acceleration_rms", unit="[g]", median=0.2)
    assert [(one.basis, one.limits[Level.HIGH].value) for one in proposals(shaking)[0]] == [(Basis.USUAL, 0.4)]


@pytest.mark.parametrize(("median", "high"), [
    (1.0, 1.7), (2.0, 2.7), (2.8, 3.5), (3.5, 3.5), (9.0, 3.5)])    # 25 % of 2.8 is 0.7, 1.25 times 2.8 is 3.5
def test_the_base_line_gives_the_alarm_within_bounds_and_the_zone_the_trip(median, high):
    assert _high(replace(FAN, median=median), Basis.BASE_LINE) == [("2", high, 4.5)]


def test_a_trip_is_at_most_a_quarter_above_its_border_and_never_below_the_alarm():
    for row in rows("vibration_zones"):
        b_c, c_d = float(row["b_c_mm_s"]), float(row["c_d_mm_s"])
        assert 1.25 * b_c <= c_d


def test_without_a_base_line_none_is_proposed():
    assert (Basis.BASE_LINE, (Refusal.NO_BASE_LINE,)) in [(one.basis, one.reasons) for one in proposals(FAN)[1]]


def test_every_field_of_a_proposed_limit_is_filled_in():
    proposed = proposals(FAN)[0][0]
    assert proposed.limits[Level.HIGH] == Limit(Level.HIGH, 2.8, 0.14, 60, 60, Priority.MEDIUM, only_while_running=True)
    assert proposed.limits[Level.HIGH_HIGH].priority is Priority.CRITICAL
    assert (proposed.standard, proposed.edition, proposed.group, proposed.foundation) == (
        "ISO 20816-3", "as ISO 10816-3:2009", "2", "rigid")
    assert "not checked" in proposed.source


def test_where_nobody_knows_when_it_runs_limits_hold_always():
    assert not proposals(replace(FAN, knows_running=False))[0][0].limits[Level.HIGH].only_while_running


@pytest.mark.parametrize(("name", "unit", "values"), [
    ("Bearing temperature", "Cel", (80, 95)), ("Winding temperature", "Cel", (120, 135)),
    ("Bearing temperature", "[degF]", (176, 203)), ("Bearing temperature", "K", (353, 368))])
def test_temperatures_have_usual_limits_by_what_they_are_of(name, unit, values):
    facts = replace(TEMPERATURE, name=name, unit=unit, minimum=None, maximum=None)
    assert _high(facts, Basis.USUAL) == [("", *values)]


def test_another_temperature_is_compared_with_its_base_line():
    assert _high(replace(TEMPERATURE, name="Oil", median=50.0), Basis.USUAL) == [("", 65, 75)]
    assert _reasons(replace(TEMPERATURE, name="Oil")) == set()
    assert proposals(replace(TEMPERATURE, name="Oil"))[1][0].reasons == (Refusal.NO_BASE_LINE,)


def test_the_pressure_of_a_pump_is_not_that_of_a_network():
    pressure = Facts("pump", "pressure", "bar", "Discharge pressure", minimum=0, maximum=25, median=10.0)
    found = [{level: one.value for level, one in proposals(facts)[0][0].limits.items()}
             for facts in (pressure, replace(pressure, machine_type="compressor"))]
    assert found == [{Level.LOW_LOW: 6, Level.LOW: 8, Level.HIGH: 12},
                     {Level.LOW_LOW: 8, Level.LOW: 9, Level.HIGH: 11, Level.HIGH_HIGH: 12}]


def test_the_deadband_is_a_share_of_the_range():
    assert proposals(TEMPERATURE)[0][0].limits[Level.HIGH].deadband == 2.4      # 1 % of 240


def test_nothing_is_usual_for_any_signal():
    assert proposals(replace(TEMPERATURE, kind="other")) == ([], [])


@pytest.mark.parametrize("name", ["vibration_scope", "vibration_zones", "usual_limits", "judging"])
def test_every_row_of_data_has_its_edition_and_source(name):
    assert all(row["edition"] and row["source"] for row in rows(name))


def test_the_borders_rise_from_zone_to_zone():
    for row in rows("vibration_zones"):
        borders = [float(row[name]) for name in ("a_b_mm_s", "b_c_mm_s", "c_d_mm_s")]
        assert borders == sorted(set(borders))
