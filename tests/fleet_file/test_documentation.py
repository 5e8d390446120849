"""docs/fleet-file.md, kept true to the code."""

import re
from pathlib import Path

from domain.fleet import Fleet, MachineType
from domain.fleet_plan import plan
from domain.fleet_row import COLUMNS, Table
from domain.unit import Kind
from fleet import disk

TEXT = (Path(__file__).parents[2] / "docs" / "fleet-file.md").read_text(encoding="utf-8")


def test_the_example_can_be_imported(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", TEXT, re.S)
    assert example
    (tmp_path / "fleet.yaml").write_text(example[1])
    found = disk.content(tmp_path / "fleet.yaml")
    made = plan(Fleet(), found.rows)
    assert found.problems + made.problems == []
    assert len(made.signals.needed()) == 2


def test_the_columns_of_each_csv_file_are_listed() -> None:
    for table, columns in COLUMNS.items():
        row = re.search(rf"\| {table}\.csv \| (.*) \|", TEXT)
        assert row
        assert re.sub(r" \([^)]*\)", "", row[1]).split(", ") == list(columns)


def test_every_field_kind_and_type_is_explained() -> None:
    words = set(re.findall(r"[\w]+", TEXT))
    for table in (Table.PLACES, Table.MACHINES, Table.DEVICES, Table.CONTACTS):
        assert set(COLUMNS[table]) - words == set()
    assert {kind.value for kind in Kind} - words == set()
    assert {kind.value for kind in MachineType} - words == set()
