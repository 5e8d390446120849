from domain.fleet_fault import Fault, FleetFileError, Problem
from domain.fleet_plan import Outcome
from domain.fleet_row import Table
from fleet.report import changes, mistakes, sentence


def test_every_fault_has_a_sentence_without_blanks_left() -> None:
    for fault in Fault:
        said = sentence(Problem("f.yaml", 3, "x", fault, "given", ("one", "two")))
        assert said
        assert "{" not in said


def test_a_mistake_is_told_with_file_line_and_field() -> None:
    error = FleetFileError([Problem("f.yaml", 12, "criticality", Fault.NOT_WHOLE, "7", ("1", "5"))])
    assert list(mistakes(error)) == ["f.yaml:12: criticality: '7' must be a whole number from 1 to 5"]


def test_what_was_probably_meant_is_said() -> None:
    assert sentence(Problem("f", 1, "type", Fault.NOT_A_CHOICE, "pmup", ("pump",))).endswith(
        "did you mean pump?")
    assert sentence(Problem("f", 1, "kind", Fault.NOT_A_CHOICE, "x", ("site", "line"))).endswith(
        "it must be one of site, line")


def test_a_unit_that_does_not_fit_is_told_with_those_that_do() -> None:
    problem = Problem("f", 1, "unit", Fault.UNIT_DOES_NOT_FIT, "bar", ("temperature", "Cel"))
    assert sentence(problem) == (
        "'bar' does not measure temperature; temperature is measured in Cel or what converts to it")


def test_a_long_value_is_cut() -> None:
    assert len(sentence(Problem("f", 1, "key", Fault.NOT_A_KEY, "x" * 5000))) < 200


def test_more_than_fifty_mistakes_are_counted() -> None:
    error = FleetFileError(Problem("f", line, "x", Fault.MISSING) for line in range(1, 61))
    said = list(mistakes(error))
    assert len(said) == 51
    assert said[-1] == "and 10 more"


def test_changes_are_counted_by_table() -> None:
    outcomes = {Outcome.CREATED: 2, Outcome.PLACED: 1, Outcome.UPDATED: 0, Outcome.UNCHANGED: 7}
    assert list(changes({Table.DEVICES: outcomes}, dry_run=True)) == [
        "devices   2 created, 1 placed, 0 updated, 7 unchanged", "This was a dry run: nothing was changed."]
