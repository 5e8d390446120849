"""Many devices are changed in stages: what was previewed, no further than it works, and back again."""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

import db.audit
import db.rollout
import db.twin
import db.users
from db.connect import open_connection
from domain.access import Role
from domain.rollout import Outcome, Skip, Status
from domain.rollout_error import (
    NoDevicesError,
    NoSettingsError,
    NothingToDoError,
    NotPossibleNowError,
    PreviewOldError,
    SeeWarningsError,
    ShareError,
)
from domain.settings_history import Author, Cause
from domain.twin import Origin
from services import rollout_plan, rollouts, settings
from services.rollouts import Wish
from tests.plant import Plant
from tests.rollout_rows import Devices

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
WANTED = {"report_interval_s": 60}


class Fleet(Devices):
    """Devices on one machine with the rollouts that change them."""

    def prepare(self, wanted=WANTED, **more):
        return rollouts.create(self.conn, Wish(self.ids, wanted, **more), user_id=None, now=NOW)

    def run(self, number, turns, *, start=NOW, **how):
        for turn in range(turns):
            now = start + timedelta(seconds=2 * (turn + 1))
            rollouts.advance(self.conn, now)
            self.obey(now, **how)
        return db.rollout.rollout(self.conn, number)

    def outcomes(self, number, now=NOW + timedelta(minutes=1)):
        found = db.rollout.rollout(self.conn, number)
        return {member.target.device_id: one.outcome for member, one in rollouts.standings(self.conn, found, now=now)}

    def given(self, number):
        return sum(member.target.is_given for member in db.rollout.members(self.conn, number))


def twenty(conn):
    return Fleet.make(conn, Plant(conn).machine_id, count=20, now=NOW)


@pytest.fixture
def fleet(conn):
    return twenty(conn)


@pytest.fixture
def ada(conn):
    return db.users.insert_user(conn, name="ada", full_name="Ada Lindqvist", role=Role.ADMIN, password_hash="-")


def start(fleet, number, **more):
    rollouts.start(fleet.conn, number, user_id=None, now=NOW, **more)


def test_a_preview_shows_how_each_device_is_and_changes_nothing(conn, fleet):
    settings.change(conn, fleet.ids[0], WANTED, revision=0, by=Author(None, NOW))
    conn.execute("UPDATE device SET about = '{}' WHERE id = %s", (fleet.ids[1],))
    conn.execute("UPDATE device SET about = %s WHERE id = %s",
                 (Jsonb({"settings": {"report_interval_s": {"max": 10}}}), fleet.ids[2]))
    number = fleet.prepare()
    members = {one.target.device_id: one for one in db.rollout.members(conn, number)}
    assert [members[one].target.skip for one in fleet.ids[:4]] == [Skip.SAME, None, Skip.INVALID, None]
    assert members[fleet.ids[3]].target.former == {"report_interval_s": 30}
    assert [one.findings[0][1] for one in members.values() if one.target.skip is None and one.findings] == [
        "not_declared"]
    assert fleet.twin(fleet.ids[3]).revision == 0
    assert rollouts.advance(conn, NOW) == 0


@pytest.mark.parametrize(("wish", "error"), [
    (Wish([], WANTED), NoDevicesError), (Wish([1], {}), NoSettingsError), (Wish([1], WANTED, share=1.1), ShareError)])
def test_what_cannot_be_prepared_says_why(conn, wish, error):
    with pytest.raises(error):
        rollouts.create(conn, wish, user_id=None, now=NOW)


def test_a_warning_has_to_be_seen_and_a_change_of_somebody_else_makes_the_preview_old(conn, fleet):
    conn.execute("UPDATE device SET battery_pct = 80 WHERE id = %s", (fleet.ids[0],))
    number = fleet.prepare({"report_interval_s": 5})
    with pytest.raises(SeeWarningsError):
        start(fleet, number)
    settings.change(conn, fleet.ids[1], {"report_interval_s": 20}, revision=0, by=Author(None, NOW))
    with pytest.raises(PreviewOldError):
        start(fleet, number, consent=True)
    rollouts.preview_again(conn, number)
    start(fleet, number, consent=True)
    with pytest.raises(NotPossibleNowError):
        start(fleet, number, consent=True)


def test_nothing_to_do_is_said(fleet):
    number = fleet.prepare({"unheard_of": 1})
    with pytest.raises(NothingToDoError):
        start(fleet, number)


def test_stages_go_on_by_what_devices_report(conn, fleet, ada):
    number = fleet.prepare(reason="quieter")
    rollouts.start(conn, number, user_id=ada, now=NOW)
    given = []
    for turn in range(7):
        fleet.run(number, 1, start=NOW + timedelta(seconds=2 * turn))
        given.append(fleet.given(number))
    assert given == [0, 1, 1, 2, 2, 20, 20]
    assert db.rollout.rollout(conn, number).status is Status.FINISHED
    assert set(fleet.outcomes(number).values()) == {Outcome.IN_EFFECT}
    revision = db.twin.revisions(conn, fleet.ids[5])[0]
    assert (revision.cause, revision.who, revision.reason) == (Cause.BULK, "Ada Lindqvist", "quieter")
    actions = [(one.action, one.who) for one in db.audit.history(conn, object=rollouts.OBJECT, object_id=number)]
    assert actions == [("finished", None), ("stage", None), ("stage", None), ("stage", None),
                       ("started", "Ada Lindqvist"), ("prepared", None)]


def test_without_an_answer_of_the_first_device_no_second_one_is_touched(conn, fleet):
    number = fleet.prepare()
    start(fleet, number)
    fleet.run(number, 10, mute=fleet.ids)
    assert fleet.given(number) == 1
    found = fleet.run(number, 2, start=NOW + timedelta(minutes=5), mute=fleet.ids)
    assert (found.status, fleet.given(number)) == (Status.STOPPED, 1)
    assert found.counts == {Outcome.PENDING: 19, Outcome.OVERDUE: 1}


def test_too_many_refusals_stop_it_and_it_can_be_resumed_over_them(conn, fleet, ada):
    number = fleet.prepare()
    start(fleet, number)
    found = fleet.run(number, 3, refusing=fleet.ids)
    assert (found.status, fleet.given(number)) == (Status.STOPPED, 1)
    refused = [one for member, one in rollouts.standings(conn, found, now=NOW) if one.outcome is Outcome.REFUSED]
    assert [one.reason for one in refused] == ["battery low"]
    rollouts.resume(conn, number, user_id=ada, now=NOW)
    found = fleet.run(number, 8)
    assert (found.status, found.counts) == (Status.FINISHED, {Outcome.IN_EFFECT: 19, Outcome.REFUSED: 1})


def test_sleepers_come_last_and_are_waited_for_by_nobody(conn, fleet):
    asleep = fleet.ids[:2]
    conn.execute("UPDATE device SET online = false, wakes_in_s = 3600 WHERE id = ANY (%s)", (asleep,))
    number = fleet.prepare()
    start(fleet, number)
    found = fleet.run(number, 8, mute=asleep)
    assert (found.status, found.counts) == (Status.FINISHED, {Outcome.IN_EFFECT: 18, Outcome.WAITING: 2})
    fleet.obey(NOW + timedelta(hours=1))
    conn.execute("UPDATE device SET online = true, wakes_in_s = NULL")
    rollouts.count_again(conn, NOW + timedelta(hours=1))
    assert db.rollout.rollout(conn, number).counts == {Outcome.IN_EFFECT: 20}


def test_paused_it_gives_to_nobody_and_resumed_it_goes_on(conn, fleet, ada):
    number = fleet.prepare()
    start(fleet, number)
    fleet.run(number, 3)
    rollouts.pause(conn, number, user_id=ada, now=NOW)
    assert (fleet.run(number, 5).status, fleet.given(number)) == (Status.PAUSED, 1)
    with pytest.raises(NotPossibleNowError):
        rollouts.pause(conn, number, user_id=ada, now=NOW)
    rollouts.resume(conn, number, user_id=ada, now=NOW)
    assert fleet.run(number, 8).status is Status.FINISHED


def test_what_somebody_sets_meanwhile_is_left_alone_and_said(conn, fleet):
    number = fleet.prepare()
    start(fleet, number)
    fleet.run(number, 2)
    last, local = [one.target.device_id for one in db.rollout.members(conn, number)][-2:]
    settings.change(conn, last, {"report_interval_s": 5}, revision=0, by=Author(None, NOW))
    settings.change(conn, local, {"led": True}, revision=0, by=Author(None, NOW))
    fleet.report(local, 1, {"report_interval_s": 30, "led": False}, origin=Origin.LOCAL)
    conn.execute("UPDATE device_twin SET reported_at = %s WHERE device_id = %s", (NOW + timedelta(seconds=1), local))
    found = fleet.run(number, 8)
    assert found.counts == {Outcome.IN_EFFECT: 18, Outcome.SKIPPED: 2}
    assert fleet.twin(last).desired == {"report_interval_s": 5}
    assert fleet.twin(local).desired == {"led": True}


def test_rolled_back_every_device_does_what_it_did_before_and_later_changes_stay(conn, fleet, ada):
    settings.change(conn, fleet.ids[0], {"report_interval_s": 10, "led": True}, revision=0, by=Author(None, NOW))
    fleet.obey(NOW)
    number = fleet.prepare()
    start(fleet, number)
    fleet.run(number, 8)
    settings.change(conn, fleet.ids[1], {"report_interval_s": 7}, revision=1, by=Author(None, NOW))
    settings.change(conn, fleet.ids[2], {"led": True}, revision=1, by=Author(None, NOW))
    fleet.obey(NOW)
    rollouts.roll_back(conn, number, user_id=ada, now=NOW)
    found = fleet.run(number, 3, start=NOW + timedelta(minutes=1))
    assert found.status is Status.ROLLED_BACK
    reported = [fleet.twin(one).reported for one in fleet.ids[:4]]
    assert reported == [{"report_interval_s": 10, "led": True}, {"report_interval_s": 7, "led": False},
                        {"report_interval_s": 30, "led": True}, {"report_interval_s": 30, "led": False}]
    outcomes = fleet.outcomes(number, NOW + timedelta(minutes=2))
    assert [outcomes[one] for one in fleet.ids[:3]] == [Outcome.IN_EFFECT, Outcome.REPLACED, Outcome.IN_EFFECT]
    assert db.twin.revisions(conn, fleet.ids[3])[0].cause is Cause.ROLLBACK


def test_stopped_half_way_only_those_that_were_given_it_go_back(conn, fleet, ada):
    number = fleet.prepare()
    start(fleet, number)
    fleet.run(number, 3, refusing=fleet.ids)
    rollouts.roll_back(conn, number, user_id=ada, now=NOW)
    fleet.run(number, 3)
    assert sorted(fleet.twin(one).revision for one in fleet.ids) == [0] * 19 + [2]


def test_a_draft_can_be_thrown_away_and_an_old_one_goes_by_itself(conn, fleet, ada):
    rollouts.discard(conn, fleet.prepare(), user_id=ada)
    fleet.prepare()
    rollouts.count_again(conn, NOW + timedelta(days=8))
    assert db.rollout.rollouts(conn, most=9) == []


def test_a_pause_between_two_devices_stops_the_second(database, monkeypatch):
    with open_connection(database, name="test") as conn, open_connection(database, name="other") as other:
        fleet = twenty(conn)
        number = fleet.prepare(share=1.0)
        start(fleet, number)
        fleet.run(number, 5)
        give = rollouts._give
        done = []

        def give_one(*args, **named):
            done.append(give(*args, **named))
            return done[-1]

        monkeypatch.setattr(rollouts, "_give", give_one)
        locked = db.rollout.locked

        def pausing(connection, rollout_id):
            if len(done) == 3 and connection is conn:
                db.rollout.set_status(other, rollout_id, Status.PAUSED, at=NOW)
            return locked(connection, rollout_id)

        monkeypatch.setattr(db.rollout, "locked", pausing)
        assert rollouts.advance(conn, NOW + timedelta(seconds=12)) == 3


def test_the_fields_offered_are_those_that_all_have(conn, fleet):
    conn.execute("UPDATE device SET about = %s WHERE id = %s",
                 (Jsonb({"settings": {"report_interval_s": {"min": 5, "max": 9000}}}), fleet.ids[0]))
    conn.execute("UPDATE device SET about = NULL WHERE id = %s", (fleet.ids[1],))
    found, silent = rollout_plan.fields(conn, fleet.ids)
    assert ([(one.path, one.minimum, one.maximum) for one in found], silent) == ([("report_interval_s", 5, 600)], 1)
