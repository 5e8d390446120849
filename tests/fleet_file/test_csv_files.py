from pathlib import Path

import pytest

from domain.fleet import Fleet, Machine
from domain.fleet_fault import Fault
from domain.fleet_row import Content
from fleet import disk


def reading(folder: Path, table: str, text: str) -> Content:
    (folder / f"{table}.csv").write_bytes(text.encode())
    return disk.content(folder)


def told(found: Content) -> list[tuple[str, int, str, Fault]]:
    return [(problem.file, problem.line, problem.field, problem.fault) for problem in found.problems]


def test_a_column_that_is_not_there_says_nothing_and_an_empty_cell_clears(tmp_path: Path) -> None:
    row = reading(tmp_path, "machines", "key,maker\nfan-1,\n").rows[0]
    assert row.cells == {"key": ("fan-1", 2), "maker": (None, 2)}


def test_lines_are_counted_through_quoted_text(tmp_path: Path) -> None:
    text = 'key,address\na,"Street 1\nTown"\n\nb,x\n'
    assert [row.line for row in reading(tmp_path, "places", text).rows] == [2, 5]


def test_semicolons_and_a_byte_order_mark_as_spreadsheets_write_them(tmp_path: Path) -> None:
    row = reading(tmp_path, "machines", "\ufeffkey;name\r\nfan-1;Fan, big\r\n").rows[0]
    assert row.cells["name"].text == "Fan, big"


@pytest.mark.parametrize(("text", "line", "field", "fault"), [
    ("key,nmae\n", 1, "nmae", Fault.UNKNOWN_KEY), ("key,name,name\n", 1, "name", Fault.KEY_TWICE),
    ("name\n", 1, "key", Fault.MISSING), ("", 1, "key", Fault.MISSING),
    ("key,name\na\n", 2, "", Fault.WRONG_NUMBER_OF_VALUES),
    ("key,name\na,b\nc,d,e\n", 3, "", Fault.WRONG_NUMBER_OF_VALUES),
    ('key,name\na,b\nc,"d"e\n', 3, "", Fault.SYNTAX)])
def test_what_does_not_fit_is_told_with_its_line(
        tmp_path: Path, text: str, line: int, field: str, fault: Fault) -> None:
    assert told(reading(tmp_path, "machines", text)) == [("machines.csv", line, field, fault)]


def test_all_files_are_checked_at_once(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("kye\n")
    (tmp_path / "signals.csv").write_bytes(b"device,name\nd,\xff\n")
    assert told(disk.content(tmp_path)) == [
        ("places.csv", 1, "kye", Fault.UNKNOWN_KEY), ("places.csv", 1, "key", Fault.MISSING),
        ("signals.csv", 2, "", Fault.NOT_A_TEXT)]


def test_a_folder_without_any_of_the_files_is_told(tmp_path: Path) -> None:
    assert [problem.fault for problem in disk.content(tmp_path).problems] == [Fault.NO_ROWS]


def test_contacts_are_a_file_in_which_each_line_names_its_owner(tmp_path: Path) -> None:
    text = "place,machine,role,name,phone\n,fan-1,Lead,A,'+49 30 23125 017\nmill,,,,\n"
    rows = reading(tmp_path, "contacts", text).rows
    assert [(row.cells["place"].text, row.cells["machine"].text, row.cells["phone"].text) for row in rows] == [
        (None, "fan-1", "+49 30 23125 017"), ("mill", None, None)]


def test_a_spreadsheet_never_takes_a_text_for_a_formula(tmp_path: Path) -> None:
    evil = Machine("m", '=HYPERLINK("x")', "p", "fan", maker="'=1", model="-5", rated_power_kw=5.5)
    disk.write_folder(tmp_path, Fleet(machines={"m": evil}))
    assert (tmp_path / "machines.csv").read_text().splitlines()[1].startswith(
        """m,"'=HYPERLINK(""x"")",p,fan,''=1,'-5,,5.5""")
    cells = disk.content(tmp_path).rows[0].cells
    assert (cells["name"].text, cells["maker"].text, cells["model"].text) == ('=HYPERLINK("x")', "'=1", "-5")
