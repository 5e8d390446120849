"""Limits that a sensor judges by itself."""

from hypothesis import given
from hypothesis import strategies as st

from domain import sensor_limit, settings_schema
from domain.limit import Level
from domain.twin import Report, Twin

ABOUT = {"signals": {"vibration": {"unit": "[in_i]/s"}, "speed": {"unit": "rpm"}},
         "settings": {"limits": {"levels": ["high", "high_high"]}}}
SCHEMA = settings_schema.read(ABOUT)
KNOWN = sensor_limit.fields(SCHEMA, "vibration")
HIGH = "limits/vibration/high"


def changes(wanted, twin=None):
    return sensor_limit.changes(KNOWN, twin or Twin(), wanted, stored_unit="mm/s")


def test_only_what_the_device_declares_can_be_on_the_sensor():
    assert list(KNOWN) == [Level.HIGH, Level.HIGH_HIGH]
    assert sensor_limit.fields(None, "vibration") == {}
    assert changes({Level.LOW: 1.0}) == {}


def test_a_limit_goes_to_the_sensor_in_its_own_unit_and_comes_back_in_ours():
    assert changes({Level.HIGH: 25.4}) == {HIGH: 1.0}
    assert sensor_limit.on_the_sensor(KNOWN[Level.HIGH], Twin(1, {HIGH: 1.0}), stored_unit="mm/s") == 25.4


def test_what_the_sensor_does_already_is_not_sent_again():
    reporting = Twin(report=Report(0, {HIGH: 1.0}))
    assert changes({Level.HIGH: 25.4}, reporting) == {}
    assert changes({Level.HIGH: None}) == {}
    assert changes({Level.HIGH: None}, reporting) == {HIGH: None}
    assert changes({Level.HIGH: 25.4}, Twin(1, {HIGH: None}, report=Report(1, {HIGH: 1.0}))) == {HIGH: 1.0}


def test_what_is_wanted_counts_before_what_is_reported():
    twin = Twin(1, {HIGH: 2.0}, report=Report(0, {HIGH: 1.0}))
    assert sensor_limit.on_the_sensor(KNOWN[Level.HIGH], twin, stored_unit="mm/s") == 50.8
    assert sensor_limit.on_the_sensor(KNOWN[Level.HIGH_HIGH], twin, stored_unit="mm/s") is None


@given(st.floats(0.001, 1e6))
def test_a_limit_that_was_sent_is_not_sent_again_after_any_rounding(value):
    sent = changes({Level.HIGH: value})
    shown = sensor_limit.on_the_sensor(KNOWN[Level.HIGH], Twin(1, sent), stored_unit="mm/s")
    assert changes({Level.HIGH: shown}, Twin(1, sent)) == {}
