import pytest

from domain.fleet_fault import Fault, FleetFileError, Problem
from domain.fleet_row import COLUMNS, Cell, Row, Table, values


def reading(table: Table, column: str, text: str | None) -> object:
    """Return the value of the text in this column, or the fault with what would be right."""
    found, problems = values(Row(table, "f", 1, {column: Cell(text, 1)}))
    return (problems[0].fault, *problems[0].wanted) if problems else found[column]


@pytest.mark.parametrize(("text", "value"), [("4.5", 4.5), ("-3", -3.0), ("1e3", 1000.0), (".5", 0.5)])
def test_a_number_is_read(text: str, value: float) -> None:
    assert reading(Table.SIGNALS, "high", text) == value


@pytest.mark.parametrize("text", ["4,5", "nan", "inf", "1_000", "0x10", "1e999", "4.5 mm/s", " ", "١"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    assert reading(Table.SIGNALS, "high", text) == (Fault.NOT_A_NUMBER,)


def test_a_serial_number_stays_as_it_is_written() -> None:
    assert reading(Table.MACHINES, "serial_number", "007") == "007"


def test_text_has_no_control_characters_and_a_bound() -> None:
    assert reading(Table.MACHINES, "maker", "a\0b") == (Fault.NOT_A_TEXT,)
    assert reading(Table.MACHINES, "maker", "x" * 501) == (Fault.TOO_LONG, "500")
    assert reading(Table.PLACES, "address", "Street 1\nTown") == "Street 1\nTown"


@pytest.mark.parametrize("text", ["Fan", "fan_1", "-fan", "ä", "", "x" * 65])
def test_a_key_is_small_letters_digits_and_hyphens(text: str) -> None:
    assert reading(Table.MACHINES, "key", text) == (Fault.NOT_A_KEY,)


@pytest.mark.parametrize("text", ["a/b", "a b", "a#", "+", "x" * 65])
def test_a_device_id_is_what_a_topic_may_hold(text: str) -> None:
    assert reading(Table.DEVICES, "id", text) == (Fault.NOT_A_DEVICE,)


def test_a_unit_is_stored_in_our_spelling() -> None:
    assert reading(Table.SIGNALS, "unit", "°C") == "Cel"
    assert reading(Table.SIGNALS, "unit", "{rpm}") == "rpm"
    assert reading(Table.SIGNALS, "unit", "furlong") == (Fault.UNKNOWN_UNIT,)


@pytest.mark.parametrize("text", ["Europe/Berln", "../etc/passwd", "Europe", "/etc/localtime", "a\0b"])
def test_a_time_zone_exists(text: str) -> None:
    _, problems = values(Row(Table.PLACES, "f", 1, {"time_zone": Cell(text, 1)}))
    assert [problem.fault for problem in problems] == [Fault.UNKNOWN_ZONE]


def test_a_misspelt_time_zone_is_guessed() -> None:
    assert reading(Table.PLACES, "time_zone", "europe/berln") == (Fault.UNKNOWN_ZONE, "Europe/Berlin")


def test_a_choice_is_guessed_or_listed() -> None:
    assert reading(Table.MACHINES, "type", "pmup") == (Fault.NOT_A_CHOICE, "pump")
    assert reading(Table.PLACES, "kind", "zzz") == (Fault.NOT_A_CHOICE, "site", "line", "area")


@pytest.mark.parametrize("text", ["0", "6", "3.5", "three", "9999999999999"])
def test_criticality_is_whole_and_from_1_to_5(text: str) -> None:
    assert reading(Table.MACHINES, "criticality", text) == (Fault.NOT_WHOLE, "1", "5")


def test_an_interval_is_positive() -> None:
    assert reading(Table.SIGNALS, "interval_s", "0") == (Fault.OUT_OF_BOUNDS, "0.001", "1000000000")


def test_nothing_is_the_default() -> None:
    assert reading(Table.SIGNALS, "interval_s", None) == 60.0
    assert reading(Table.SIGNALS, "kind", None) == "other"
    assert reading(Table.SIGNALS, "high", None) is None


def test_every_column_reads_some_text_or_refuses_it() -> None:
    for table, columns in COLUMNS.items():
        for name in columns:
            reading(table, name, "anything at all")


def test_problems_are_told_in_the_order_of_the_file_up_to_fifty() -> None:
    error = FleetFileError(Problem("f", line, "x", Fault.MISSING) for line in range(70, 0, -1))
    assert [problem.line for problem in error.problems] == list(range(1, 51))
    assert error.more == 20


def test_tags_are_parted_by_commas_and_each_stands_once() -> None:
    assert reading(Table.MACHINES, "tags", "paper,  critical  spare, Paper,, ") == ("paper", "critical spare")
    assert reading(Table.MACHINES, "tags", None) == ()
    assert reading(Table.MACHINES, "tags", "x" * 41) == (Fault.TOO_LONG, "40")
