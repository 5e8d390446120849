"""The form of a device's settings: order, what is typed, and two people at once."""

from datetime import UTC, datetime

import pytest

from domain import settings_form, settings_schema
from domain.settings_history import Cause, Revision
from domain.settings_schema import Field, Type
from domain.twin import Origin, Reach, Report, State, Twin

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
ABOUT = {"signals": {"vibration": {"unit": "mm/s"}, "temperature": {}},
         "settings": {"led": {"type": "boolean"}, "report_interval_s": {"min": 1}, "measurement_interval_s": {"min": 1},
                      "mode": {"choices": ["eco", "full"]}, "limits": {"levels": ["high_high", "low"]}}}
SCHEMA = settings_schema.read(ABOUT)


def rows(twin, schema=SCHEMA):
    return settings_form.rows(twin, schema, reach=Reach(), now=NOW)


def test_intervals_come_first_then_the_order_of_the_device_limits_by_signal_and_the_undeclared_last():
    found = rows(Twin(report=Report(0, {"serial_mode": 1})))
    assert [row.standing.path for row in found] == [
        "measurement_interval_s", "report_interval_s", "led", "mode", "limits/vibration/low",
        "limits/vibration/high_high", "limits/temperature/low", "limits/temperature/high_high", "serial_mode"]
    assert found[-1].field is None      # a device that declares its settings has no others


def test_a_form_starts_from_what_is_wanted_else_reported_else_the_default():
    schema = settings_schema.read({"settings": {name: {"default": 5} for name in "abc"}})
    twin = Twin(1, {"a": 1}, report=Report(1, {"a": 2, "b": 3}))
    assert [row.value for row in rows(twin, schema)] == [1, 3, 5]


def test_a_device_that_declares_nothing_gets_its_form_from_what_it_reports():
    found = rows(Twin(report=Report(0, {"measurement_interval_s": 10, "led": True, "mode": "eco"})), None)
    assert [(row.field.path, row.field.type, row.field.unit) for row in found] == [
        ("measurement_interval_s", Type.NUMBER, "s"), ("led", Type.BOOLEAN, None), ("mode", Type.CHOICE, None)]


@pytest.mark.parametrize(("text", "field", "value"), [
    ("10", Field("a"), 10), ("10.0", Field("a"), 10), ("4.5", Field("a"), 4.5), (" 1e3 ", Field("a"), 1000),
    ("", Field("a"), None), ("ten", Field("a"), "ten"), ("inf", Field("a"), "inf"), ("nan", Field("a"), "nan"),
    ("true", Field("a", Type.BOOLEAN), True), ("false", Field("a", Type.BOOLEAN), False),
    ("1", Field("a", Type.BOOLEAN), "1"), ("7", Field("a", Type.CHOICE), "7"), ("7", None, "7")])
def test_what_is_typed_becomes_a_value_of_its_kind_or_stays_text(text, field, value):
    found = settings_form.typed({"a": text}, {"a": field} if field else {})["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("given", [None, 7, [], "x", {}])
def test_what_is_no_form_changes_nothing(given):
    assert settings_form.typed(given, {}) == {}


def test_two_people_over_one_revision_see_all_that_either_changed():
    found = settings_form.clashes({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 2, "c": 1, "d": 4}, {"a": 9, "b": 3})
    assert [(one.path, one.before, one.theirs, one.mine, one.is_mine) for one in found] == [
        ("a", 1, 1, 9, True), ("b", 1, 2, 3, True), ("d", None, 4, None, False)]


def test_each_setting_knows_the_revision_that_made_it_what_it_is():
    history = [Revision(number, settings, {}, Cause.CHANGE, NOW) for number, settings in (
        (4, {"a": 1, "b": 2, "c": 5}), (3, {"a": 1, "b": 2}), (2, {"a": 9, "b": 2}), (1, {"a": 1}))]
    found = settings_form.since({"a": 1, "b": 2, "c": 5}, history)
    assert {path: revision.number for path, revision in found.items()} == {"a": 3, "b": 2, "c": 4}


def test_what_somebody_changed_at_the_device_is_found():
    twin = Twin(1, {"led": True}, report=Report(1, {"led": False}, origin=Origin.LOCAL))
    assert [row.standing.path for row in settings_form.changed_at_device(rows(twin))] == ["led"]
    assert settings_form.changed_at_device(rows(Twin(1, {"led": True}, report=Report(1, {"led": True})))) == []
    assert rows(twin)[2].standing.state is State.CHANGED
