"""Who changed what, when and why stays written down."""

import pytest

import db.audit
import db.users
import services.audit
from domain import audit
from domain.access import Role


@pytest.fixture
def ada(conn):
    return db.users.insert_user(conn, name="ada", full_name="Ada Lindqvist", role=Role.ADMIN, password_hash="-")


def _record(conn, user_id, before, after, *, object_id=7, reason=""):
    services.audit.record(conn, user_id=user_id, object="signal_limit", object_id=object_id, action="changed",
                          before=before, after=after, reason=reason)


def test_a_change_is_told_with_who_before_after_and_why_the_newest_first(conn, ada):
    _record(conn, ada, None, {"high": {"value": 4.5}}, reason=" after the overhaul ")
    _record(conn, None, {"high": {"value": 4.5}}, {"high": {"value": 5.0}})
    newest, first = db.audit.history(conn, object="signal_limit", object_id=7)
    assert (first.who, first.action, first.before, first.after) == (
        "Ada Lindqvist", "changed", None, {"high": {"value": 4.5}})
    assert first.reason == "after the overhaul"
    assert (newest.who, newest.after) == (None, {"high": {"value": 5.0}})
    assert newest.at == conn.execute("SELECT now()").fetchone()[0]


def test_each_object_has_a_history_of_its_own(conn, ada):
    _record(conn, ada, None, {}, object_id=7)
    _record(conn, ada, None, {}, object_id=70)
    assert len(db.audit.history(conn, object="signal_limit", object_id="7")) == 1
    assert db.audit.history(conn, object="machine", object_id=7) == []


def test_a_reason_is_kept_to_five_hundred_signs(conn, ada):
    _record(conn, ada, None, {}, reason="x" * 900)
    assert len(db.audit.history(conn, object="signal_limit", object_id=7)[0].reason) == 500


def test_only_what_differs_is_told():
    before = {"high": {"value": 4.5, "priority": "medium"}, "low": {"value": 1.0}}
    after = {"high": {"value": 5.0, "priority": "medium"}, "rate": {"value": 2.0}}
    assert list(audit.differences(before, after)) == [
        ("high.value", 4.5, 5.0), ("low.value", 1.0, None), ("rate.value", None, 2.0)]
    assert list(audit.differences(before, before)) == []
    assert list(audit.differences(None, {"a": 1})) == [("a", None, 1)]
