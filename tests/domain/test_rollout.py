"""A rollout goes on by what devices report, never beyond its stage, and stops when too many fail."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import rollout
from domain.rollout import Counts, Outcome, Standing, Status, Why
from domain.twin import Origin, Reach, Report, Twin, replace_desired

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
WANTED = {"report_interval_s": 60}
HERE = Reach()


def counts(**of):
    return Counts({Outcome(name): number for name, number in of.items()})


def given_twin(**report):
    twin = Twin(3, {"report_interval_s": 60, "led": True}, NOW, NOW)
    return replace(twin, report=Report(**report), reported_at=NOW) if report else twin


@pytest.mark.parametrize(("devices", "ends"), [(1000, [1, 100, 1000]), (30, [1, 3, 30]), (5, [1, 2, 5]),
                                               (2, [1, 2, 2]), (1, [1, 1, 1]), (0, [0, 0, 0])])
def test_stages_are_one_a_tenth_and_all(devices, ends):
    assert [rollout.stage_end(stage, devices) for stage in (1, 2, 3)] == ends
    assert rollout.stage_end(0, devices) == 0


def test_sleepers_come_last_and_neighbours_are_spread():
    found = rollout.order([(number, number in (1, 2)) for number in range(1, 101)])
    assert set(found[-2:]) == {1, 2}
    assert sorted(found) == list(range(1, 101))
    assert not all(abs(one - other) == 1 for one, other in pairwise(found))


@pytest.mark.parametrize(("reach", "report", "later_s", "outcome"), [
    (HERE, {}, 0, Outcome.SENDING),
    (HERE, {}, 61, Outcome.OVERDUE),
    (Reach(away_since=NOW), {}, 9999, Outcome.WAITING),
    (HERE, {"revision": 3, "settings": {"report_interval_s": 60}}, 0, Outcome.IN_EFFECT),
    (HERE, {"revision": 2, "settings": {"report_interval_s": 10}}, 0, Outcome.SENDING),
    (HERE, {"revision": 3, "settings": {"report_interval_s": 10}, "refused": {"report_interval_s": "battery"}}, 0,
     Outcome.REFUSED),
    (HERE, {"revision": 3, "settings": {}}, 0, Outcome.REFUSED),
    (HERE, {"revision": 3, "settings": {"report_interval_s": 5}, "origin": Origin.LOCAL}, 0, Outcome.CHANGED)])
def test_a_device_stands_as_it_reported(reach, report, later_s, outcome):
    found = rollout.stand(WANTED, given_twin(**report), reach, now=NOW + timedelta(seconds=later_s))
    assert found.outcome is outcome


def test_the_reason_of_a_device_is_kept_and_the_worst_of_its_settings_counts():
    twin = given_twin(revision=3, settings={"report_interval_s": 60, "led": False}, refused={"led": "no lamp"})
    assert rollout.stand({**WANTED, "led": True}, twin, HERE, now=NOW) == Standing(Outcome.REFUSED, "no lamp")


def test_who_stays_overdue_fails_and_who_is_only_late_is_waited_for():
    late, stays = (rollout.stand(WANTED, given_twin(), HERE, now=NOW + timedelta(seconds=s)) for s in (100, 121))
    assert (late.stays, stays.stays) == (False, True)
    assert rollout.count([(late, False)]).late == 1
    assert rollout.count([(stays, False)]).failing == 1
    back = Reach(here_since=NOW + timedelta(seconds=100))
    assert not rollout.stand(WANTED, given_twin(), back, now=NOW + timedelta(seconds=121)).stays


def test_what_somebody_wants_otherwise_by_now_is_no_matter_of_the_rollout():
    twin = replace_desired(given_twin(), {"report_interval_s": 5}, now=NOW)
    assert rollout.stand(WANTED, twin, HERE, now=NOW).outcome is Outcome.REPLACED


@pytest.mark.parametrize(("status", "stage", "found", "why", "room"), [
    (Status.RUNNING, 0, counts(pending=50), Why.NEXT_STAGE, 0),
    (Status.RUNNING, 1, counts(pending=50), Why.GIVE, 1),
    (Status.RUNNING, 1, counts(pending=49, sending=1), Why.ON_THEIR_WAY, 0),
    (Status.RUNNING, 1, counts(pending=49, waiting=1), Why.ASLEEP, 0),
    (Status.RUNNING, 1, counts(pending=49, in_effect=1), Why.NEXT_STAGE, 0),
    (Status.RUNNING, 1, counts(pending=49, replaced=1), Why.NEXT_STAGE, 0),
    (Status.RUNNING, 2, counts(pending=49, in_effect=1), Why.GIVE, 4),
    (Status.RUNNING, 2, counts(pending=45, in_effect=3, waiting=2), Why.NEXT_STAGE, 0),
    (Status.RUNNING, 2, counts(pending=45, in_effect=2, waiting=3), Why.ASLEEP, 0),
    (Status.RUNNING, 3, counts(in_effect=45, waiting=5), Why.FINISH, 0),
    (Status.RUNNING, 1, counts(skipped=50), Why.FINISH, 0),
    (Status.PAUSED, 1, counts(pending=50), Why.NOT_RUNNING, 0)])
def test_the_next_step_follows_from_the_counts(status, stage, found, why, room):
    assert rollout.advance(status, stage, found, share=0.1) == rollout.Decision(why, room)


@pytest.mark.parametrize(("failing", "reached", "share", "stops"), [
    (1, 1, 0.1, True), (1, 10, 0.1, False), (2, 10, 0.1, True), (1, 1, 1.0, False), (1, 100, 0.0, True),
    (0, 0, 0.0, False)])
def test_more_than_the_share_stops_it_and_exactly_the_share_does_not(failing, reached, share, stops):
    found = Counts({Outcome.REFUSED: failing, Outcome.IN_EFFECT: reached - failing, Outcome.PENDING: 9}, failing)
    assert rollout.is_failing(found, share=share) is stops


def test_sleepers_are_no_excuse_for_those_that_refuse():
    found = Counts({Outcome.REFUSED: 2, Outcome.IN_EFFECT: 8, Outcome.WAITING: 90}, failing=2)
    assert rollout.advance(Status.RUNNING, 3, found, share=0.1).why is Why.STOP


def test_the_way_back_leaves_alone_what_others_have_changed():
    former, desired = {"report_interval_s": 10, "led": False}, {"report_interval_s": 60, "led": True, "gain": 2}
    wanted = {"report_interval_s": 60, "led": False, "mode": "eco"}
    assert rollout.restored(wanted, former, desired) == {"report_interval_s": 10, "led": True, "gain": 2}
    assert rollout.restored(WANTED, {}, WANTED) == {}


def test_a_change_by_somebody_else_since_the_preview_is_seen():
    twin = given_twin()
    former = rollout.before(["report_interval_s", "mode"], twin)
    assert former == {"report_interval_s": 60}
    assert not rollout.has_changed(former, twin, ["report_interval_s", "mode"])
    assert rollout.has_changed(former, replace(twin, desired={"report_interval_s": 61}), ["report_interval_s", "mode"])
    assert rollout.has_changed(former, replace(twin, desired={**twin.desired, "mode": "eco"}),
                               ["report_interval_s", "mode"])


# ---- a fleet of models -------------------------------------------------------------------------------------------


@dataclass
class Model:
    """A device that obeys, refuses, sleeps for some turns, or never answers."""

    manner: str
    turns: int = 0
    given_at: int | None = None
    forgiven: bool = False

    def standing(self, turn):
        if self.given_at is None:
            return Standing(Outcome.PENDING)
        passed = turn - self.given_at
        if self.manner == "asleep":
            return Standing(Outcome.WAITING if passed < self.turns else Outcome.IN_EFFECT)
        if self.manner == "mute":
            return Standing(Outcome.SENDING if passed < 2 else Outcome.OVERDUE, stays=passed > 4)
        if passed < 1:
            return Standing(Outcome.SENDING)
        return Standing(Outcome.REFUSED if self.manner == "refuses" else Outcome.IN_EFFECT)


models = st.lists(st.builds(Model, st.sampled_from(["obeys"] * 12 + ["refuses", "asleep", "mute"]),
                            st.integers(0, 30)), max_size=60)


def run(fleet, share, *, pause_at=None, turns=400):
    """Run a rollout; yield what was decided in each turn, with the state before and after."""
    status, stage = Status.RUNNING, 0
    for turn in range(turns):
        if turn == pause_at:
            status = Status.PAUSED
        found = rollout.count([(model.standing(turn), model.forgiven) for model in fleet])
        decision = rollout.advance(status, stage, found, share=share)
        yield decision, stage, found
        if decision.why is Why.GIVE:
            for model in [one for one in fleet if one.given_at is None][:decision.room]:
                model.given_at = turn
        stage += decision.why is Why.NEXT_STAGE
        if decision.why in (Why.STOP, Why.FINISH):
            return


@given(models, st.sampled_from([0.0, 0.05, 0.1, 0.3, 1.0]))
def test_no_stage_is_ever_exceeded_and_what_is_counted_is_everything(fleet, share):
    for decision, stage, found in run(fleet, share):
        assert found.total == len(fleet)
        assert found.given + decision.room <= rollout.stage_end(stage, len(fleet))
        assert stage <= 3


@given(models, st.sampled_from([0.0, 0.05, 0.1, 0.3, 1.0]))
def test_it_ends_and_what_it_gave_out_beyond_the_share_is_never_more_than_a_stage(fleet, share):
    steps = list(run(fleet, share))
    last, _, found = steps[-1]
    assert last.why in (Why.STOP, Why.FINISH)
    if last.why is Why.STOP:
        assert found.failing > share * (found.given - found[Outcome.WAITING])
    else:
        assert found[Outcome.PENDING] == 0
        assert not rollout.is_failing(found, share=share)


@given(st.integers(1, 300), st.sampled_from(["refuses", "mute"]))
def test_settings_that_every_device_refuses_reach_one_device_only(devices, manner):
    fleet = [Model(manner) for _ in range(devices)]
    assert [*run(fleet, 0.1)][-1][0].why is Why.STOP
    assert sum(model.given_at is not None for model in fleet) == 1


@given(models, st.integers(0, 20))
def test_while_it_is_paused_nothing_more_is_given_out(fleet, pause_at):
    after = [decision for turn, (decision, _, _) in enumerate(run(fleet, 1.0, pause_at=pause_at, turns=60))
             if turn >= pause_at]
    assert {decision.why for decision in after} <= {Why.NOT_RUNNING}


@given(models)
def test_resumed_over_its_failures_it_counts_new_ones_only(fleet):
    for _ in range(len(fleet) + 1):
        *_, (last, _, _) = run(fleet, 0.0)
        if last.why is Why.FINISH:
            break
        for model in fleet:
            model.forgiven = model.forgiven or model.given_at is not None
    assert all(model.given_at is not None for model in fleet)


values = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), max_size=4)


@given(values, values, values, values)
def test_the_way_back_undoes_exactly_the_rollout(desired, reported, wanted, later):
    twin = Twin(1, desired, report=Report(1, reported))
    former = rollout.before(wanted, twin)
    assert rollout.restored(wanted, former, {**desired, **wanted}) == {**desired, **former}
    after = rollout.restored(wanted, former, {**desired, **wanted, **later})
    for path, value in later.items():
        if value != wanted.get(path):
            assert after[path] == value
