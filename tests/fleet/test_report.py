from domain.fleet_fault import Fault, FleetFileError, Problem
from domain.fleet_plan import Outcome
from domain.fleet_row import Table
from fleet.report import changes, mistakes


def test_a_mistake_is_told_with_file_line_and_field() -> None:
    error = FleetFileError([Problem("f.yaml", 12, "criticality", Fault.NOT_WHOLE, "7", ("1", "5"))])
    assert list(mistakes(error)) == ["f.yaml:12: criticality: '7' must be a whole number from 1 to 5"]


def test_more_than_fifty_mistakes_are_counted() -> None:
    error = FleetFileError(Problem("f", line, "x", Fault.MISSING) for line in range(1, 61))
    said = list(mistakes(error))
    assert len(said) == 51
    assert said[-1] == "and 10 more"


def test_changes_are_counted_by_table() -> None:
    outcomes = {Outcome.CREATED: 2, Outcome.PLACED: 1, Outcome.UPDATED: 0, Outcome.UNCHANGED: 7}
    assert list(changes({Table.DEVICES: outcomes}, dry_run=True)) == [
        "devices     2 created, 1 placed, 0 updated, 7 unchanged", "This was a dry run: nothing was changed."]
