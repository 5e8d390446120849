"""What a device measures is proposed by its description and by what came from it; a form becomes rows."""

import pytest

from domain import fleet_plan, placing
from domain.fleet import Fleet
from domain.placing import Form, Heard, OtherQuantityError


def test_titles_kinds_units_and_intervals_are_proposed():
    heard = [Heard("vib_de", None, "other", "mm/s", has_readings=True), Heard("t", None, "temperature", "Cel", 10.0),
             Heard("load", "Load", "load", "%"), Heard("x.1", None, "other", None), Heard("rh", None, "other", "%")]
    about = {"signals": {"t": {"title": "Bearing temperature"}, "x.1": 7}}
    found = placing.proposals(heard, about, {"report_interval_s": 30}, default_s=60)
    assert [(one.title, one.kind, one.unit, one.interval_s, one.is_fixed) for one in found] == [
        ("Vib de", "vibration_velocity_rms", "mm/s", 30, True),
        ("Bearing temperature", "temperature", "Cel", 10, False),
        ("Load", "load", "%", 30, False), ("X 1", "other", None, 30, False), ("Rh", "other", "%", 30, False)]
    assert placing.proposals(heard[3:4], {"signals": []}, {}, default_s=60)[0].interval_s == 60


@pytest.mark.parametrize(("gaps", "interval_s"), [
    ([10.0, 10.1, 9.9], 10), ([59, 61, 60, 600], 60), ([1, 2], None), ([], None), ([45, 45, 45], 45), ([0.5] * 4, 0.5),
    ([0, 0, 0], None)])
def test_the_usual_gap_is_the_interval(gaps, interval_s):
    assert placing.interval_s(gaps) == interval_s


@pytest.mark.parametrize(("name", "key"), [
    ("Pump 7", "pump-7"), ("Kühlpumpe Süd (groß)", "kuhlpumpe-sud-gross"), ("泵", "new"), ("Fan", "fan-3"),
    ("a" * 99, "a" * 56)])
def test_a_key_is_made_of_the_name_and_is_free(name, key):
    assert placing.key(name, taken={"fan", "fan-2"}) == key


def test_a_form_for_a_new_machine_in_a_new_site_is_a_fleet_file_without_problems():
    form = Form("n-1", new_machine={"name": "Pump 7", "type": "pump"},
                new_place={"name": "Werk Süd", "kind": "site", "time_zone": "Europe/Berlin", "parent": ""},
                signals=[{"name": "vib", "title": "Vibration", "kind": "vibration_velocity_rms", "unit": "mm/s",
                          "interval_s": "10"}])
    made = fleet_plan.plan(Fleet(), placing.rows(form, machines=(), places=()))
    assert made.problems == []
    assert [(change.after.key, change.after.place) for change in made.machines.every] == [("pump-7", "werk-sud")]
    assert made.devices.every[0].after.machine == "pump-7"


def test_what_is_wrong_is_told_with_its_line():
    form = Form("n-1", new_machine={"name": "", "type": "pump", "place": "nowhere"},
                signals=[{"name": "vib", "kind": "temperature", "unit": "mm/s", "interval_s": "soon"}])
    problems = fleet_plan.plan(Fleet(), placing.rows(form, machines=(), places=())).problems
    assert [(one.line, one.field, one.fault.value) for one in problems] == [
        (2, "name", "missing"), (10, "interval_s", "not_a_number"), (10, "unit", "unit_does_not_fit")]


def test_signals_are_paired_by_name_and_else_by_kind():
    old = [Heard("vib", None, "vibration_velocity_rms", "mm/s"), Heard("temp", None, "temperature", "Cel"),
           Heard("load", None, "load", "%"), Heard("p", None, "pressure", "bar")]
    new = [Heard("vib", None, "vibration_velocity_rms", "[in_i]/s"), Heard("t1", None, "temperature", "Cel"),
           Heard("p", None, "flow", "m3/h"), Heard("a", None, "load", "%"), Heard("b", None, "load", "%")]
    assert placing.pairs(old, new) == {"vib": "vib", "temp": "t1"}
    assert placing.pairs(old, []) == {"vib": "vib", "temp": "temp", "load": "load", "p": "p"}


def test_what_is_sent_in_another_unit_is_converted_or_refused():
    assert placing.sent_unit("mm/s", "in/s") == "[in_i]/s"
    assert placing.sent_unit("mm/s", "mm/s") is None
    assert placing.sent_unit(None, "bar") is None
    with pytest.raises(OtherQuantityError):
        placing.sent_unit("mm/s", "Cel")
