from pathlib import Path

import pytest

from domain.fleet_fault import Fault
from domain.fleet_row import Content, Table
from fleet.disk import content

WHOLE = """\
version: 1
places:
  - key: mill
    name: Paper mill
    kind: site
    time_zone: Europe/Berlin
machines:
  - key: fan-1
    name: Fan
    place: mill
    type: fan
    serial_number: 007
    running: {signal: d1/speed, above: 100}
    devices:
      - id: d1
        signals:
          - name: vibration
            kind: vibration_velocity_rms
            unit: mm/s
            range: [0, 50]
            limits: {high: 4.5, high_high: 7.1}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fleet.yaml"


def reading(path: Path, text: str | bytes) -> Content:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return content(path)


def told(found: Content) -> list[tuple[int, str, Fault]]:
    return [(problem.line, problem.field, problem.fault) for problem in found.problems]


def test_each_entry_becomes_a_row_with_its_line(path: Path) -> None:
    found = reading(path, WHOLE)
    assert found.problems == []
    assert [(row.table, row.line) for row in found.rows] == [
        (Table.PLACES, 3), (Table.MACHINES, 8), (Table.DEVICES, 15), (Table.SIGNALS, 17)]


def test_every_field_keeps_its_line_and_its_text(path: Path) -> None:
    _, machine, device, signal = reading(path, WHOLE).rows
    assert machine.cells["serial_number"] == ("007", 12)
    assert device.cells["machine"].text == "fan-1"
    assert signal.cells["device"].text == "d1"
    assert signal.cells["maximum"] == ("50", 20)
    assert signal.cells["high"] == ("4.5", 21)


def test_a_group_that_is_given_is_complete(path: Path) -> None:
    _, machine, _, signal = reading(path, WHOLE).rows
    assert machine.cells["starting_s"] == (None, 13)
    assert signal.cells["low"] == (None, 21)


def test_a_group_that_is_not_given_says_nothing(path: Path) -> None:
    signal = reading(path, WHOLE.replace("            limits: {high: 4.5, high_high: 7.1}\n", "")).rows[-1]
    assert "high" not in signal.cells


@pytest.mark.parametrize("nothing", ["null", "~", ""])
def test_nothing_clears_a_group(path: Path, nothing: str) -> None:
    signal = reading(path, WHOLE.replace("{high: 4.5, high_high: 7.1}", nothing)).rows[-1]
    assert [signal.cells[name].text for name in ("low_low", "low", "high", "high_high")] == [None] * 4


def test_a_quoted_null_is_a_text(path: Path) -> None:
    machine = reading(path, WHOLE.replace("name: Fan", 'name: "null"')).rows[1]
    assert machine.cells["name"].text == "null"


@pytest.mark.parametrize(("instead_of", "wrong", "line", "field", "fault"), [
    ("version: 1", "version: 2", 1, "version", Fault.WRONG_VERSION),
    ("version: 1", "# none", 2, "version", Fault.WRONG_VERSION),
    ("places:", "plcaes:", 3, "plcaes", Fault.UNKNOWN_KEY),
    ("    type: fan", "    tpye: fan", 11, "tpye", Fault.UNKNOWN_KEY),
    ("above: 100", "abvoe: 100", 13, "abvoe", Fault.UNKNOWN_KEY),
    ("    type: fan", "    name: Again", 11, "name", Fault.KEY_TWICE),
    ("range: [0, 50]", "range: [0]", 20, "range", Fault.NOT_A_RANGE),
    ("range: [0, 50]", "range: 50", 20, "range", Fault.NOT_A_RANGE),
    ("{high: 4.5, high_high: 7.1}", "7.1", 21, "limits", Fault.NOT_A_MAPPING),
    ("name: Fan", "name: [Fan]", 9, "name", Fault.NOT_A_VALUE),
    ("- name: vibration", "- vibration\n          - name: x", 17, "signals", Fault.NOT_A_MAPPING)])
def test_what_is_out_of_place_is_told_with_its_line(
        path: Path, instead_of: str, wrong: str, line: int, field: str, fault: Fault) -> None:
    assert (line, field, fault) in told(reading(path, _replaced(instead_of, wrong)))


def test_a_misspelt_key_is_guessed(path: Path) -> None:
    found = reading(path, WHOLE.replace("kind: vib", "knid: vib"))
    assert [problem.wanted for problem in found.problems] == [("kind",)]


@pytest.mark.parametrize(("text", "line", "fault"), [
    ("a: b: c\n", 1, Fault.SYNTAX), ("version: 1\nplaces: [\n", 3, Fault.SYNTAX), ("\tx: 1", 1, Fault.SYNTAX),
    ("version: &v 1\nplaces: *v\n", 2, Fault.ALIAS), ("x: " + "[" * 50, 1, Fault.SYNTAX),
    ("", 0, Fault.NO_ROWS), ("# only this\n", 0, Fault.NO_ROWS), ("- a\n", 1, Fault.NOT_A_MAPPING),
    (b"version: 1\nplaces:\n  - name: M\xfchle\n", 3, Fault.NOT_A_TEXT), ("a: \x01", 0, Fault.SYNTAX)])
def test_a_text_that_is_no_fleet_file_is_told_with_the_line_where_it_breaks_off(
        path: Path, text: str | bytes, line: int, fault: Fault) -> None:
    assert (line, "", fault) in told(reading(path, text))


def test_a_file_that_is_not_there_is_told(path: Path) -> None:
    assert told(content(path)) == [(0, "", Fault.UNREADABLE)]


def test_a_byte_order_mark_is_no_text(path: Path) -> None:
    assert reading(path, b"\xef\xbb\xbf" + WHOLE.encode()).problems == []


def test_empty_lists_are_fine(path: Path) -> None:
    assert reading(path, "version: 1\nplaces: []\nmachines:\n") == Content([], [])


CONTACTS = """\
version: 1
places:
  - key: mill
    contacts:
      - {role: Lead, name: A, phone: 4711}
      - role: Gate
        name: B
        email: b@mill.example
machines:
  - {key: fan-1, contacts: []}
  - {key: fan-2, contacts: }
"""


def test_contacts_know_whose_they_are_and_on_which_line_they_stand(path: Path) -> None:
    found = reading(path, CONTACTS)
    assert found.problems == []
    assert [(row.line, row.cells["place"].text, row.cells["name"]) for row in found.rows
            if row.table is Table.CONTACTS and "place" in row.cells] == [
        (5, "mill", ("A", 5)), (6, "mill", ("B", 7))]


def test_an_empty_list_of_contacts_is_a_row_that_names_nobody(path: Path) -> None:
    nobody = [row for row in reading(path, CONTACTS).rows if row.table is Table.CONTACTS and "machine" in row.cells]
    assert [(row.line, row.cells["machine"].text, row.cells["name"].text) for row in nobody] == [
        (10, "fan-1", None), (11, "fan-2", None)]


def test_a_machine_without_the_word_contacts_says_nothing_about_them(path: Path) -> None:
    assert not [row for row in reading(path, WHOLE).rows if row.table is Table.CONTACTS]


def test_contacts_that_are_no_list_are_told(path: Path) -> None:
    assert told(reading(path, CONTACTS.replace("contacts: []", "contacts: A"))) == [(10, "contacts", Fault.NOT_A_LIST)]


def _replaced(instead_of: str, wrong: str) -> str:
    assert instead_of in WHOLE
    return WHOLE.replace(instead_of, wrong)


def _limits(path: Path, text: str) -> dict[str, tuple[str | None, int]]:
    signal = reading(path, WHOLE.replace("{high: 4.5, high_high: 7.1}", text)).rows[-1]
    return {name: (cell.text, cell.line) for name, cell in signal.cells.items()
            if signal.labels.get(name, "").startswith("limits.")}


def test_a_limit_is_a_number_or_a_group_with_the_way_it_is_judged(path: Path) -> None:
    text = """
              high:
                value: 4.5
                deadband: 0.2
                latching: true
              rate: 2"""
    assert _limits(path, text) == {
        "low_low": (None, 22), "low": (None, 22), "high": ("4.5", 23), "high_deadband": ("0.2", 24),
        "high_latching": ("true", 25), "high_high": (None, 22), "rate": ("2", 26)}


def test_a_group_of_a_limit_without_a_value_keeps_the_value(path: Path) -> None:
    assert "high" not in _limits(path, "{high: {priority: low}}")


@pytest.mark.parametrize(("text", "field", "fault"), [
    ("{high: {vlaue: 4.5}}", "vlaue", Fault.UNKNOWN_KEY), ("{hihg: 4.5}", "hihg", Fault.UNKNOWN_KEY),
    ("{high: [4.5]}", "limits.high", Fault.NOT_A_VALUE), ("4.5", "limits", Fault.NOT_A_MAPPING),
    ("{high: {value: {a: 1}}}", "limits.high.value", Fault.NOT_A_VALUE)])
def test_what_is_no_limit_is_told_with_its_line(path: Path, text: str, field: str, fault: Fault) -> None:
    found = reading(path, WHOLE.replace("{high: 4.5, high_high: 7.1}", text))
    assert told(found) == [(21, field, fault)]


def test_a_band_is_two_frequencies(path: Path) -> None:
    signal = reading(path, WHOLE.replace("range: [0, 50]", "band: [10, 1000]")).rows[-1]
    assert (signal.cells["band_from_hz"], signal.cells["band_to_hz"]) == (("10", 20), ("1000", 20))
