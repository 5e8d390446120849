"""What somebody types into the form of an entry becomes a draft, or it is said what is wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fleet_fault import Fault
from domain.log import Draft, Kind, Part
from domain.log_form import Around, Form, draft, hours, local, moment, texts

NOW = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
BERLIN = Around("Europe/Berlin", NOW, frozenset({3}))
TYPED = {"done_at": "2026-03-28T09:30", "kind": "repair", "text": "Seal changed", "done_by": "Timo"}


def wrong(parts=(), **values):
    return [(one.field, one.fault) for one in draft(Form(TYPED | values, parts), BERLIN)[1]]


def test_the_time_is_that_of_the_plant():
    made, problems = draft(Form(TYPED), BERLIN)
    assert problems == []
    assert made == Draft(datetime(2026, 3, 28, 8, 30, tzinfo=UTC), Kind.REPAIR, "Seal changed", "Timo")


def test_parts_hours_and_the_case_are_kept_and_empty_rows_are_none():
    rows = [{"name": "Seal", "number": "47-A", "quantity": "2"}, {"name": " ", "number": "", "quantity": ""}]
    made, _problems = draft(Form(TYPED | {"running_h": "1200.5", "case": "3"}, rows), BERLIN)
    assert made is not None
    assert (made.parts, made.running_h, made.case_id) == ((Part("Seal", "47-A", 2.0),), 1200.5, 3)


@pytest.mark.parametrize(("values", "problem"), [
    ({"done_at": ""}, ("done_at", Fault.MISSING)), ({"done_at": "yesterday"}, ("done_at", Fault.NOT_A_MOMENT)),
    ({"done_at": "2026-02-30T10:00"}, ("done_at", Fault.NOT_A_MOMENT)),
    ({"done_at": "1650-02-03T10:00"}, ("done_at", Fault.NOT_A_MOMENT)),
    ({"done_at": "2026-03-29T14:10"}, ("done_at", Fault.IN_THE_FUTURE)),
    ({"kind": "magic"}, ("kind", Fault.NOT_A_CHOICE)),
    ({"text": "  "}, ("text", Fault.MISSING)), ({"done_by": ""}, ("done_by", Fault.MISSING)),
    ({"running_h": "-1"}, ("running_h", Fault.OUT_OF_BOUNDS)),
    ({"running_h": "many"}, ("running_h", Fault.NOT_A_NUMBER)),
    ({"case": "4"}, ("case", Fault.NOT_A_CHOICE)), ({"text": "x" * 2001}, ("text", Fault.TOO_LONG))])
def test_what_cannot_be_is_refused_at_its_field(values, problem):
    assert wrong(**values) == [problem]


def test_a_part_without_a_name_is_refused_at_its_row():
    assert wrong([{"name": "Seal"}, {"name": "", "quantity": "0"}]) == [
        ("parts.1.name", Fault.MISSING), ("parts.1.quantity", Fault.OUT_OF_BOUNDS)]


def test_a_clock_that_is_a_little_ahead_is_no_future():
    made, problems = draft(Form(TYPED | {"done_at": "2026-03-29T14:04"}), BERLIN)
    assert (made and made.done_at, problems) == (NOW, [])


def test_the_moment_is_known_while_the_rest_is_not():
    assert moment(Form({"done_at": "2026-03-28T09:30"}), BERLIN) == datetime(2026, 3, 28, 8, 30, tzinfo=UTC)
    assert moment(Form({}), BERLIN) is None
    assert (hours(None), hours(1200.04), hours(1200.06)) == ("", "1200", "1200.1")


@given(st.builds(
    Draft, st.integers(0, 26 * 365 * 1440).map(
        lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(0, 60 * minutes)),
    st.sampled_from(Kind), st.just("Seal changed"), st.just("Timo"),
    st.lists(st.builds(Part, st.just("Seal"), st.none() | st.just("4"), st.none() | st.floats(0.5, 900)),
             max_size=3).map(tuple),
    st.none() | st.integers(0, 10**6).map(float), st.none() | st.just(3)))
def test_a_draft_comes_back_from_the_texts_of_its_form(made):
    again, problems = draft(texts(made, zone="Europe/Berlin"), BERLIN)
    assert problems == []
    assert again is not None
    # In the hour that comes twice in autumn the earlier one is meant: on the clock it is the same.
    assert local(again.done_at, zone="Europe/Berlin") == local(made.done_at, zone="Europe/Berlin")
    assert (again.kind, again.running_h, again.case_id) == (made.kind, made.running_h, made.case_id)
    assert [part.name for part in again.parts] == [part.name for part in made.parts]
