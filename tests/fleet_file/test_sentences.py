from domain.fleet_fault import Fault, Problem
from fleet_file.sentences import sentence


def test_every_fault_has_a_sentence_without_blanks_left() -> None:
    for fault in Fault:
        said = sentence(Problem("f.yaml", 3, "x", fault, "given", ("one", "two")))
        assert said
        assert "{" not in said


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
