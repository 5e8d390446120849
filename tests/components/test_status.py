"""Each state has a word, a shape and a colour of its own."""

import re
from pathlib import Path

import pytest

from components import status
from domain.state import Condition, Running, Trust

ASSETS = Path(__file__).parents[2] / "assets"
STATES = [*Condition, *Running, *Trust]


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_shown_by_an_icon_that_exists(state):
    assert f".i-{status.mark(state).icon} " in (ASSETS / "20-icons.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("axis", [status.CONDITIONS, status.RUNNINGS, status.TRUSTS])
def test_states_of_one_axis_differ_in_word_and_shape(axis):
    assert len({str(mark.word) for mark in axis.values()}) == len(axis)
    assert len({mark.icon for mark in axis.values()}) == len(axis)


def test_every_colour_is_defined():
    styles = "".join(path.read_text(encoding="utf-8") for path in ASSETS.glob("*.css"))
    for state in STATES:
        assert re.search(rf"\.{status.mark(state).tone} \{{", styles), state


def test_only_healthy_is_healthy_green():
    green = status.CONDITIONS[Condition.HEALTHY].tone
    assert [state for state in STATES if status.mark(state).tone == green] == [Condition.HEALTHY]


def test_a_machine_of_a_type_nobody_knows_has_a_picture():
    assert status.type_icon("centrifuge") == "other"
    assert status.type_icon("pump") == "pump"
