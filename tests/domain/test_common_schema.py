"""Devices of several kinds share the settings that all of them have, within the bounds of all."""

from domain.common_schema import common
from domain.settings_schema import read

ONE = read({"settings": {"report_interval_s": {"min": 1, "max": 600, "default": 60},
                         "mode": {"choices": ["eco", "fast", "off"]}, "led": {"type": "boolean"}}})
OTHER = read({"settings": {"report_interval_s": {"min": 10, "max": 3600, "default": 60},
                           "mode": {"choices": ["fast", "off"]}, "gain": {"min": 1, "max": 8}}})


def test_bounds_are_the_narrowest_and_choices_those_of_all():
    found = common([ONE, OTHER])
    assert list(found) == ["report_interval_s", "mode"]
    assert (found["report_interval_s"].minimum, found["report_interval_s"].maximum) == (10, 600)
    assert (found["mode"].choices, found["report_interval_s"].default) == (("fast", "off"), 60)


def test_what_no_value_suits_or_is_something_else_there_is_left_out():
    assert common([ONE, read({"settings": {"report_interval_s": {"min": 900}, "mode": {"type": "boolean"},
                                           "led": {"min": 0}}})]) == {}
    assert common([]) == {}
    assert common([ONE]) == dict(ONE)
