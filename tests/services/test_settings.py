"""Settings of a device are changed by one person at a time, over what that person saw, with all that belongs to it."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

import db.audit
import db.twin
import db.users
from db.connect import open_connection
from domain.access import Role
from domain.errors import NotFoundError
from domain.settings_error import (
    InvalidSettingsError,
    NeedsConsentError,
    NothingToChangeError,
    ReportChangedError,
    SettingsChangedError,
)
from domain.settings_history import Author, Cause
from domain.twin import Origin, Report, hear
from services import settings
from tests.plant import Plant

NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
ABOUT = {"signals": {"vibration": {"unit": "[in_i]/s", "min": 0, "max": 2}},
         "settings": {"measurement_interval_s": {"min": 1, "max": 3600}, "report_interval_s": {"min": 1, "max": 3600},
                      "limits": {"signals": ["vibration"]}}}


@pytest.fixture
def device(conn):
    Plant(conn)
    found = conn.execute("UPDATE device SET about = %s RETURNING id", (Jsonb(ABOUT),)).fetchone()[0]
    conn.execute("UPDATE signal SET unit = 'mm/s', wire_unit = '[in_i]/s', maximum = 38.1 WHERE name = 'vibration'")
    return found


@pytest.fixture
def ada(conn):
    return db.users.insert_user(conn, name="ada", full_name="Ada Lindqvist", role=Role.ADMIN, password_hash="-")


def by(user_id=None, reason="", at=NOW):
    return Author(user_id, at, reason)


def change(conn, device, *, revision=0, user_id=None, reason="", consent=False, **changes):
    return settings.change(conn, device, changes, revision=revision, by=by(user_id, reason), consent=consent)


def report(conn, device, revision, reported, **more):
    known = db.twin.locked(conn, [device])[device]
    heard = hear(known.twin, Report(revision, reported, **more), now=NOW + timedelta(seconds=1))
    db.twin.set_report(conn, device, heard, document={"revision": revision, "settings": reported}, is_new=True)


def wanted(conn, device):
    return db.twin.twin(conn, device).twin.desired


def test_a_device_nobody_has_set_anything_on_has_an_empty_twin(conn, device):
    known = db.twin.twin(conn, device)
    assert (known.twin.revision, known.twin.desired, known.twin.report, known.version) == (0, {}, None, 0)
    assert db.twin.twin(conn, -1) is None


def test_a_change_is_a_revision_with_its_author_its_audit_and_something_to_publish(conn, device, ada):
    assert change(conn, device, user_id=ada, reason="finer", measurement_interval_s=10) == 1
    revision = db.twin.revisions(conn, device)[0]
    assert (revision.number, revision.settings, revision.cause, revision.who, revision.reason) == (
        1, {"measurement_interval_s": 10}, Cause.CHANGE, "Ada Lindqvist", "finer")
    audit = db.audit.history(conn, object=settings.OBJECT, object_id=device)[0]
    assert (audit.before, audit.after, audit.reason) == ({}, {"measurement_interval_s": 10}, "finer")
    assert [(one.device, one.twin.desired) for one in db.twin.outgoing(conn)] == [
        ("sim-0001", {"measurement_interval_s": 10})]


def test_settings_that_are_not_mentioned_stay(conn, device):
    change(conn, device, measurement_interval_s=10)
    change(conn, device, revision=1, report_interval_s=60)
    assert wanted(conn, device) == {"measurement_interval_s": 10, "report_interval_s": 60}


def test_whoever_saw_an_older_revision_sees_the_new_one_first(conn, device):
    change(conn, device, measurement_interval_s=10)
    with pytest.raises(SettingsChangedError) as refused:
        change(conn, device, measurement_interval_s=20)
    assert refused.value.revision == 1
    assert wanted(conn, device) == {"measurement_interval_s": 10}


def test_of_two_who_save_at_once_one_wins(database):
    with open_connection(database, name="test") as conn:
        Plant(conn)
        device = conn.execute("UPDATE device SET about = %s RETURNING id", (Jsonb(ABOUT),)).fetchone()[0]
    outcomes = []

    def save(value):
        with open_connection(database, name="test") as mine:
            try:
                outcomes.append(change(mine, device, measurement_interval_s=value))
            except SettingsChangedError:
                outcomes.append("late")

    threads = [threading.Thread(target=save, args=(value,)) for value in (10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["1", "late"]


def test_what_cannot_be_used_changes_nothing(conn, device):
    with pytest.raises(InvalidSettingsError) as refused:
        change(conn, device, measurement_interval_s=0)
    assert [found.path for found in refused.value.findings] == ["measurement_interval_s"]
    assert db.twin.revisions(conn, device) == []


def test_a_limit_lies_in_the_range_of_the_signal_in_the_unit_of_the_device(conn, device):
    with pytest.raises(InvalidSettingsError) as refused:        # 38.1 mm/s are 1.5 inches a second
        change(conn, device, **{"limits/vibration/high": 1.6})
    assert refused.value.findings[0].numbers == {"bound": pytest.approx(1.5)}
    assert change(conn, device, **{"limits/vibration/high": 1.4}) == 1


def test_what_has_consequences_needs_consent(conn, device):
    conn.execute("UPDATE device SET battery_pct = 80")
    report(conn, device, 0, {"measurement_interval_s": 600})
    with pytest.raises(NeedsConsentError):
        change(conn, device, measurement_interval_s=10)
    assert [one.path for one in settings.findings(conn, device, {"measurement_interval_s": 10})] == [
        "measurement_interval_s"]
    assert change(conn, device, measurement_interval_s=10, consent=True) == 1


def test_what_is_wanted_already_makes_no_revision(conn, device):
    change(conn, device, measurement_interval_s=10)
    with pytest.raises(NothingToChangeError):
        change(conn, device, revision=1, measurement_interval_s=10.0)


def test_a_change_at_the_device_is_adopted_as_it_was_seen(conn, device, ada):
    change(conn, device, measurement_interval_s=10)
    report(conn, device, 1, {"measurement_interval_s": 30}, origin=Origin.LOCAL)
    with pytest.raises(ReportChangedError) as refused:
        settings.adopt(conn, device, {"measurement_interval_s": 25}, revision=1, by=by(ada))
    assert refused.value.reported == {"measurement_interval_s": 30}
    assert settings.adopt(conn, device, {"measurement_interval_s": 30}, revision=1, by=by(ada)) == 2
    assert wanted(conn, device) == {"measurement_interval_s": 30}
    assert db.twin.revisions(conn, device)[0].cause is Cause.ADOPTED


def test_ours_is_pushed_again_as_a_new_revision(conn, device, ada):
    with pytest.raises(NothingToChangeError):
        settings.push_again(conn, device, revision=0, by=by(ada))
    change(conn, device, measurement_interval_s=10)
    assert settings.push_again(conn, device, revision=1, by=by(ada)) == 2
    assert wanted(conn, device) == {"measurement_interval_s": 10}


def test_rolling_back_is_a_new_revision_and_undoes_what_was_never_set_before(conn, device, ada):
    report(conn, device, 0, {"measurement_interval_s": 10, "report_interval_s": 60})
    change(conn, device, measurement_interval_s=20)
    change(conn, device, revision=1, report_interval_s=120)
    assert settings.roll_back(conn, device, to=1, revision=2, by=by(ada)) == 3
    assert wanted(conn, device) == {"measurement_interval_s": 20, "report_interval_s": 60}
    assert settings.roll_back(conn, device, to=0, revision=3, by=by(ada)) == 4
    assert wanted(conn, device) == {"measurement_interval_s": 10, "report_interval_s": 60}
    with pytest.raises(NothingToChangeError):
        settings.roll_back(conn, device, to=0, revision=4, by=by(ada))
    with pytest.raises(NotFoundError):
        settings.roll_back(conn, device, to=9, revision=4, by=by(ada))


def test_a_new_revision_is_above_what_the_device_knows_after_a_backup_was_restored(conn, device):
    report(conn, device, 12, {"measurement_interval_s": 30})
    assert change(conn, device, measurement_interval_s=10) == 13


def test_a_device_is_asked_to_report_again_and_the_answer_ends_the_question(conn, device, ada):
    settings.ask_to_report(conn, device, user_id=ada, now=NOW)
    assert [(one.who, one.answered_at) for one in db.twin.requests(conn, device)] == [("Ada Lindqvist", None)]
    assert len(db.twin.outgoing(conn)) == 1
    report(conn, device, 0, {"measurement_interval_s": 30})
    assert db.twin.requests(conn, device)[0].answered_at == NOW + timedelta(seconds=1)


def test_nothing_can_be_done_to_a_device_that_does_not_exist(conn, ada):
    with pytest.raises(NotFoundError):
        change(conn, -1, measurement_interval_s=10)
    with pytest.raises(NotFoundError):
        settings.ask_to_report(conn, -1, user_id=ada, now=NOW)
    with pytest.raises(NotFoundError):
        settings.findings(conn, -1, {})


def test_what_was_published_is_noted_for_the_newest_revision_only(conn, device):
    change(conn, device, measurement_interval_s=10)
    change(conn, device, revision=1, measurement_interval_s=20)
    db.twin.set_published(conn, [(device, 1, NOW)])
    assert db.twin.twin(conn, device).sending.published_at is None
    db.twin.set_published(conn, [(device, 2, NOW)])
    known = db.twin.twin(conn, device)
    assert (known.sending.published_revision, known.sending.publications, known.twin.sent_at) == (2, 1, NOW)


def test_a_broker_that_lost_its_memory_gets_everything_again(conn, device):
    change(conn, device, measurement_interval_s=10)
    db.twin.set_published(conn, [(device, 1, NOW)])
    report(conn, device, 1, {"measurement_interval_s": 10})
    assert db.twin.outgoing(conn) == []
    assert db.twin.forget_published(conn) == 1
    assert len(db.twin.outgoing(conn)) == 1
    assert db.twin.twin(conn, device).twin.sent_at == NOW


def test_a_device_is_reached_by_what_it_and_its_gateway_said(conn, device):
    conn.execute("INSERT INTO device (name, online, status_at) VALUES ('gw-1', false, %s)", (NOW,))
    conn.execute("UPDATE device SET gateway = 'gw-1', online = true, status_at = %s WHERE id = %s", (NOW, device))
    found = db.twin.contacts(conn, [device])[device]
    assert (found.online, found.gateway_lost_at, found.interval_s) == (True, NOW, 10)


def test_the_change_is_told_at_the_commit(database):
    with open_connection(database, name="test") as conn, open_connection(database, name="test") as other:
        Plant(conn)
        device = conn.execute("UPDATE device SET about = %s RETURNING id", (Jsonb(ABOUT),)).fetchone()[0]
        db.twin.listen(other)
        change(conn, device, measurement_interval_s=10)
        assert [told.payload for told in other.notifies(timeout=5, stop_after=1)] == [str(device)]
