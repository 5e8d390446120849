from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db import users as memory
from domain.access import DEMO_LOGINS, Role, Theme
from domain.errors import InvalidError, NotFoundError
from services import users
from tests.web import quick_passwords

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PASSWORD = "four words to remember"


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with quick_passwords():
        yield


def fail(conn, *, times: int, name: str = "eva", address: str = "192.0.2.1", at: datetime = NOW) -> None:
    for _number in range(times):
        users.begin_login(conn, name=name, address=address, now=at)


def test_a_new_user_is_active_follows_the_device_and_was_never_here(conn):
    users.add(conn, name="Eva", role=Role.TECHNICIAN, password=PASSWORD, full_name=" Eva Stern ")
    user = memory.user_named(conn, "eva")
    assert (user.name, user.full_name, user.role) == ("Eva", "Eva Stern", Role.TECHNICIAN)
    assert (user.active, user.theme, user.session_version, user.last_login_at) == (True, Theme.AUTO, 1, None)


def test_a_name_is_taken_in_any_case_of_letters(conn):
    users.add(conn, name="eva", role=Role.VIEWER, password=PASSWORD)
    with pytest.raises(users.NameTakenError):
        users.add(conn, name="EVA", role=Role.VIEWER, password=PASSWORD)


@pytest.mark.parametrize("name", ["", " ", "eva stern", "eva\n", "x" * 65, "ева", "<b>", "a/b"])
def test_a_name_has_plain_letters_only(conn, name):
    with pytest.raises(InvalidError):
        users.add(conn, name=name, role=Role.VIEWER, password=PASSWORD)


@pytest.mark.parametrize("change", [
    lambda conn: users.disable(conn, "eva"),
    lambda conn: users.change_password(conn, "eva", "another long password")])
def test_whoever_is_kept_out_or_gets_a_new_password_loses_every_session(conn, change):
    users.add(conn, name="eva", role=Role.VIEWER, password=PASSWORD)
    change(conn)
    assert memory.user_named(conn, "eva").session_version == 2


def test_letting_somebody_in_again_revives_no_old_session(conn):
    users.add(conn, name="eva", role=Role.VIEWER, password=PASSWORD)
    users.disable(conn, "eva")
    users.enable(conn, "eva")
    assert (memory.user_named(conn, "eva").active, memory.user_named(conn, "eva").session_version) == (True, 2)


@pytest.mark.parametrize("verb", [users.disable, users.enable,
                                  lambda conn, name: users.change_password(conn, name, PASSWORD)])
def test_a_user_nobody_knows_is_told(conn, verb):
    with pytest.raises(NotFoundError, match="There is no user 'nobody'"):
        verb(conn, "nobody")


def test_the_right_password_opens(conn):
    users.add(conn, name="eva", role=Role.VIEWER, password=PASSWORD)
    attempt = users.begin_login(conn, name=" Eva ", address="192.0.2.1", now=NOW)
    assert users.right_user(attempt, PASSWORD).name == "eva"
    users.complete_login(conn, attempt, stronger_hash=None, now=NOW)
    assert memory.user_named(conn, "eva").last_login_at == NOW


def test_a_wrong_password_an_unknown_name_and_a_disabled_user_are_the_same_error(conn):
    users.add(conn, name="eva", role=Role.VIEWER, password=PASSWORD)
    users.add(conn, name="out", role=Role.VIEWER, password=PASSWORD)
    users.disable(conn, "out")
    for name, password in (("eva", "wrong"), ("nobody", PASSWORD), ("out", PASSWORD), ("", "")):
        attempt = users.begin_login(conn, name=name, address="192.0.2.1", now=NOW)
        with pytest.raises(users.WrongPasswordError):
            users.right_user(attempt, password)


def test_the_sixth_attempt_in_a_row_has_to_wait_and_is_not_counted(conn):
    fail(conn, times=5)
    for _number in range(10):
        with pytest.raises(users.TooManyAttemptsError) as refused:
            users.begin_login(conn, name="EVA", address="192.0.2.99", now=NOW)
        assert refused.value.wait == timedelta(seconds=1)
    fail(conn, times=1, at=NOW + timedelta(seconds=1))


def test_after_a_quarter_of_an_hour_all_is_forgotten(conn):
    fail(conn, times=5)
    fail(conn, times=5, at=NOW + timedelta(minutes=16))


def test_old_attempts_are_deleted(conn):
    fail(conn, times=3, at=NOW - timedelta(days=2))
    fail(conn, times=1)
    since = NOW - timedelta(days=9)
    assert memory.account_failures(conn, "eva", since=since).count == 1


def test_a_success_clears_the_account_but_not_the_address(conn):
    fail(conn, times=4)
    attempt = users.begin_login(conn, name="eva", address="192.0.2.1", now=NOW + timedelta(seconds=1))
    users.complete_login(conn, attempt, stronger_hash=None, now=NOW)
    since = NOW - timedelta(minutes=15)
    assert memory.account_failures(conn, "eva", since=since).count == 0
    assert memory.address_failures(conn, "192.0.2.1", since=since).count == 4


def test_a_stronger_hash_never_overwrites_a_password_changed_meanwhile(conn):
    users.add(conn, name="eva", role=Role.VIEWER, password=PASSWORD)
    attempt = users.begin_login(conn, name="eva", address="192.0.2.1", now=NOW)
    users.change_password(conn, "eva", "another long password")
    changed = memory.password_hash(conn, attempt.user.id)
    users.complete_login(conn, attempt, stronger_hash="$argon2id$of-the-old-password", now=NOW)
    assert memory.password_hash(conn, attempt.user.id) == changed


def test_the_demo_logins_always_work_and_are_left_alone_when_they_do(conn):
    users.ensure_demo(conn)
    users.ensure_demo(conn)
    assert [memory.user_named(conn, login.name).session_version for login in DEMO_LOGINS] == [1, 1, 1]
    users.disable(conn, "viewer")
    users.change_password(conn, "admin", "another long password")
    users.ensure_demo(conn)
    for login in DEMO_LOGINS:
        attempt = users.begin_login(conn, name=login.name, address="192.0.2.1", now=NOW)
        assert users.right_user(attempt, login.password, demo=True).role is login.role


def test_ended_sessions_are_kept_as_long_as_their_cookies_live(conn):
    users.end_session(conn, "first", lifetime_hours=12)
    users.end_session(conn, "first", lifetime_hours=12)
    users.end_session(conn, "second", lifetime_hours=12)
    assert memory.ended_sessions(conn) == {"first", "second"}
    memory.delete_ended_sessions(conn, older_than_hours=0)
