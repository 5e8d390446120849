"""Overdue maintenance on the ward round: told of a machine of which nothing worse is known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from domain import ward
from domain.overdue import Candidate, found, shown
from domain.rollup import NEVER
from domain.state import Condition, Reason
from domain.upkeep import Plan, Upkeep
from domain.ward import States

NOW = datetime(2026, 4, 12, 22, 30, tzinfo=UTC)      # the 13th in Berlin already
IDS = np.array([3, 5, 8])
OIL = Upkeep("Oil change", every_months=3, due_on=date(2026, 4, 1))
FILTER = Upkeep("Filter", every_h=500, due_at_h=1000.0)


def candidate(number, machine, planned=OIL, *, zone="Europe/Berlin", hours=None):
    return Candidate(Plan(number, machine, 1, planned), zone, hours)


def states(*ranks):
    many, count = np.zeros(len(ranks), np.int64), len(ranks)
    return States(np.array(ranks, np.int8), many.astype(np.int8), many.astype(np.int8), np.ones(count, np.int8),
                  np.arange(count), np.arange(count), np.full(count, 2.5), np.full(count, 4.5), many, many, many,
                  np.zeros(0, np.int8), np.full(count, -1))


def test_days_count_by_the_calendar_of_the_plant():
    overdue = found([candidate(1, 5), candidate(2, 8, zone="UTC")], IDS, now=NOW)
    assert (overdue.plan.tolist(), overdue.value[1:].tolist()) == ([-1, 1, 2], [12, 11])
    assert overdue.since_us[1] == datetime(2026, 4, 1, 22, tzinfo=UTC).timestamp() * 1e6


def test_the_longest_overdue_is_told_and_the_others_are_counted():
    overdue = found([candidate(1, 5), candidate(2, 5, FILTER, hours=1400.0), candidate(3, 5, FILTER, hours=1001.0)],
                    IDS, now=NOW)
    assert (overdue.plan[1], ward.REASONS[overdue.reason[1]], overdue.value[1], overdue.others[1]) == (
        2, Reason.OVERDUE_HOURS, 400, 2)
    assert overdue.since_us[1] == NEVER
    turned = found([candidate(2, 5, FILTER, hours=1100.0), candidate(1, 5)], IDS, now=NOW)
    assert (turned.plan[1], ward.REASONS[turned.reason[1]], turned.others[1]) == (1, Reason.OVERDUE_DAYS, 1)


def test_what_is_not_overdue_or_of_no_machine_in_service_is_not_told():
    later = replace(OIL, due_on=date(2026, 4, 13))
    for one in (candidate(1, 5, later), candidate(1, 4), candidate(1, 99), candidate(1, 5, FILTER, hours=None)):
        assert found([one], IDS, now=NOW).plan.tolist() == [-1, -1, -1]


@pytest.mark.parametrize(("rank", "condition"), [
    (0, Condition.ADVISORY), (1, Condition.ADVISORY), (2, Condition.ADVISORY), (3, Condition.UNKNOWN),
    (4, Condition.WARNING), (5, Condition.CRITICAL)])
def test_it_is_told_only_where_nothing_worse_is_known(rank, condition):
    overdue = found([candidate(7, 5)], IDS, now=NOW)
    after = shown(states(0, rank, 0), np.array([3, 3, 3]), overdue)
    told = rank <= ward.UNJUDGED
    assert (after.marks(1)[0], after.plan[1]) == (condition, 7 if told else -1)
    assert (after.signal[1], after.value[1]) == ((-1, 12) if told else (1, 2.5))
    assert after.marks(0)[0] is Condition.HEALTHY
    assert np.isnan(after.limit[1]) == told


def test_it_comes_after_trouble_of_the_same_rank_and_the_screen_is_told_when_another_plan_is_meant():
    before = shown(states(0, 0, 0), np.array([3, 3, 3]), found([candidate(7, 5)], IDS, now=NOW))
    assert before.urgency[1] == ward.urgency(np.array([ward.ADVISORY]), np.array([3]), np.array([0.12]))[0]
    after = shown(states(0, 0, 0), np.array([3, 3, 3]), found([candidate(9, 5)], IDS, now=NOW))
    assert after.changed_since(before).tolist() == [False, True, False]
