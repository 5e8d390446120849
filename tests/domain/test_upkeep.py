"""Whether planned maintenance is due follows from the plan, the day and the running hours."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.fleet_fault import Fault
from domain.upkeep import (
    STANDINGS_WORST_FIRST,
    Clock,
    Due,
    Plan,
    Standing,
    Upkeep,
    done,
    due,
    months_after,
    urgency,
    worst_first,
)
from domain.upkeep_form import texts, upkeep

Dicts: TypeAlias = st.SearchStrategy[dict[str, Any]]
OIL = Upkeep("Oil change", every_months=3, due_on=date(2026, 3, 31), every_h=2000, due_at_h=4000)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
HOURS = st.floats(0, 1e6).map(lambda hours: round(hours, 1))
BY_DATE: Dicts = st.one_of(
    st.builds(dict, due_on=DAYS, every_days=st.integers(1, 4000)),
    st.builds(dict, due_on=DAYS, every_months=st.integers(1, 120)))
BY_HOURS: Dicts = st.builds(dict, due_at_h=HOURS, every_h=st.floats(0.5, 1e5).map(lambda hours: round(hours, 1)))
SOON: Dicts = st.builds(dict, soon_days=st.integers(0, 400), soon_h=HOURS)
PLANS = st.one_of(BY_DATE, BY_HOURS, st.tuples(BY_DATE, BY_HOURS).map(lambda both: both[0] | both[1])).flatmap(
    lambda given_: SOON.map(lambda soon: Upkeep("Oil change", **given_, **soon)))
CLOCKS = st.builds(Clock, DAYS, HOURS)


def rank(found):
    return STANDINGS_WORST_FIRST.index(found.standing)


@pytest.mark.parametrize(("today", "hours", "standing", "days", "over_h"), [
    (date(2026, 3, 1), 3900, Standing.OK, -30, -100), (date(2026, 3, 17), 3900, Standing.SOON, -14, -100),
    (date(2026, 3, 31), 3900, Standing.SOON, 0, -100), (date(2026, 4, 1), 3900, Standing.OVERDUE, 1, -100),
    (date(2026, 3, 1), 3950, Standing.SOON, -30, -50), (date(2026, 3, 1), 4000, Standing.SOON, -30, 0),
    (date(2026, 3, 1), 4000.5, Standing.OVERDUE, -30, 0.5), (date(2026, 3, 1), None, Standing.OK, -30, None)])
def test_it_is_due_by_date_or_hours_whichever_comes_first(today, hours, standing, days, over_h):
    assert due(OIL, Clock(today, hours)) == Due(standing, days, over_h)


@pytest.mark.parametrize(("day", "months", "later"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2027, 12, 31), 2, date(2028, 2, 29)),
    (date(2026, 11, 15), 14, date(2028, 1, 15)), (date(2900, 1, 1), 1200, date(2999, 12, 31))])
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, months, later):
    assert months_after(day, months) == later


@given(PLANS, CLOCKS, st.integers(0, 5000), st.floats(0, 1e5))
def test_waiting_makes_nothing_better(planned, clock, days, hours):
    later = Clock(clock.today + timedelta(days), clock.running_h + hours)
    assert rank(due(planned, later)) <= rank(due(planned, clock))
    assert urgency(due(planned, later)) >= urgency(due(planned, clock))


@given(PLANS, CLOCKS)
def test_by_both_it_stands_as_by_the_worse_of_them(planned, clock):
    alone = [due(replace(planned, due_at_h=None), clock), due(replace(planned, due_on=None), clock)]
    given_ = [found for found in alone if found.over_days is not None or found.over_h is not None]
    assert due(planned, clock).standing == min((found.standing for found in given_), key=STANDINGS_WORST_FIRST.index)
    assert (due(planned, clock).standing is Standing.OVERDUE) == (urgency(due(planned, clock)) > 0)


@given(PLANS, CLOCKS)
def test_what_is_done_is_not_overdue_and_due_again_in_its_interval(planned, clock):
    after = done(planned, clock)
    found = due(after, clock)
    assert found.standing is not Standing.OVERDUE
    if planned.every_days:
        assert found.over_days == -planned.every_days
    if planned.every_months:
        assert after.due_on == months_after(clock.today, planned.every_months)
    if planned.every_h:
        assert found.over_h == pytest.approx(-planned.every_h)
    assert replace(after, due_on=planned.due_on, due_at_h=planned.due_at_h) == planned


@given(PLANS, CLOCKS)
def test_hours_nobody_counts_make_nothing_due(planned, clock):
    assume(planned.due_on is None)
    assert due(planned, Clock(clock.today)) == Due(Standing.OK)
    assert done(planned, Clock(clock.today)).due_at_h == planned.due_at_h + planned.every_h


@given(st.lists(PLANS, max_size=6), CLOCKS)
def test_the_longest_overdue_comes_first(plans, clock):
    found = [(Plan(number, 1, 1, one), due(one, clock)) for number, one in enumerate(plans)]
    ordered = worst_first(found)
    assert sorted(plan.id for plan, _due in ordered) == list(range(len(plans)))
    assert [rank(stands) for _plan, stands in ordered] == sorted(rank(stands) for _plan, stands in found)
    assert not ordered or urgency(ordered[0][1]) == max(
        urgency(stands) for _plan, stands in found if stands.standing is ordered[0][1].standing)


@given(PLANS)
def test_a_plan_comes_back_from_the_texts_of_its_form(planned):
    assert upkeep(texts(planned)) == (planned, [])


@pytest.mark.parametrize(("values", "field", "fault"), [
    ({"every": ""}, "every", Fault.HALF_A_SCHEDULE), ({"due_on": ""}, "due_on", Fault.HALF_A_SCHEDULE),
    ({"every": "0"}, "every", Fault.NOT_WHOLE), ({"every_unit": "years"}, "every_unit", Fault.NOT_A_CHOICE),
    ({"due_on": "2026-02-30"}, "due_on", Fault.NOT_A_DAY), ({"every_h": "9"}, "due_at_h", Fault.HALF_A_SCHEDULE),
    ({"due_at_h": "9"}, "every_h", Fault.HALF_A_SCHEDULE), ({"name": ""}, "name", Fault.MISSING),
    ({"every": "", "due_on": ""}, "due_on", Fault.NO_SCHEDULE), ({"soon_days": "-1"}, "soon_days", Fault.NOT_WHOLE)])
def test_what_is_wrong_is_said_at_its_field(values, field, fault):
    typed = {"name": "Oil change", "every": "3", "every_unit": "months", "due_on": "2026-03-31"} | values
    made, problems = upkeep(typed)
    assert made is None
    assert [(one.field, one.fault) for one in problems] == [(field, fault)]
