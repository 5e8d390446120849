"""What may be set, by the device's own description, however odd that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.limit import Level
from domain.settings_schema import Field, Type, from_stored, limit_path, read, to_stored

SIGNALS = {"v": {"unit": "[in_i]/s", "min": 0, "max": 2}, "t": {"unit": "Cel", "min": -40, "max": 200}}


def test_a_device_that_says_nothing_of_settings_has_no_schema():
    assert read(None) is None
    assert read({"signals": SIGNALS}) is None


def test_every_part_of_a_declaration_is_read():
    schema = read({"settings": {
        "measurement_interval_s": {"min": 1, "max": 3600, "step": 1, "default": 10, "title": "Measure every"},
        "led": {"type": "boolean", "default": True},
        "range": {"choices": ["2g", "8g"], "unit": "g"}}})
    assert schema == {
        "measurement_interval_s": Field("measurement_interval_s", Type.NUMBER, 1.0, 3600.0, 1.0, "s",
                                        title="Measure every", default=10.0),
        "led": Field("led", Type.BOOLEAN, default=True),
        "range": Field("range", Type.CHOICE, unit="g", choices=("2g", "8g"))}


def test_limits_of_all_signals_lie_in_what_the_sensor_can_measure():
    schema = read({"signals": SIGNALS, "settings": {"limits": True}})
    assert len(schema) == 8
    assert schema["limits/v/high"] == Field("limits/v/high", Type.NUMBER, 0.0, 2.0, unit="[in_i]/s", signal="v",
                                            level=Level.HIGH)


def test_limits_can_be_named_by_level_and_signal():
    schema = read({"signals": SIGNALS, "settings": {"limits": {"levels": ["high", "rate"], "signals": ["t", "x"]}}})
    assert list(schema) == ["limits/t/high"]


@pytest.mark.parametrize("declared", [
    {"a b": {}}, {"x": 7}, {"x": {"type": "matrix"}}, {"x": {"type": "choice"}}, {"x": {"min": 9, "max": 1}},
    {"limits": 3}, {"limits": False}])
def test_a_declaration_that_cannot_be_used_is_passed_over(declared):
    assert list(read({"settings": {**declared, "fine": {}}})) == ["fine"]


_WORDS = st.sampled_from(["number", "choice", "mm/s", ""])
_JSON = st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | _WORDS,
                     lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                         st.sampled_from(["type", "min", "max", "choices", "limits", "levels", "signals", "x", "unit"]),
                         inner, max_size=4), max_leaves=12)


@given(st.dictionaries(st.sampled_from(["settings", "signals"]), _JSON))
def test_no_description_whatever_breaks_the_reading(about):
    schema = read(about)
    assert schema is None or all(path == field.path for path, field in schema.items())


def test_a_limit_goes_to_the_device_in_its_own_unit_and_back():
    field = read({"signals": SIGNALS, "settings": {"limits": True}})[limit_path("v", Level.HIGH)]
    assert from_stored(field, 50.8, stored_unit="mm/s") == pytest.approx(2.0)
    assert to_stored(field, 2.0, stored_unit="mm/s") == pytest.approx(50.8)
    assert to_stored(field, 2.0, stored_unit=None) == 2.0
