from datetime import UTC, datetime, timedelta

import pytest

from domain.access import (
    DEMO_LOGINS,
    FREE_PER_ACCOUNT,
    LONGEST_WAIT,
    Failures,
    Role,
    source_of_attempts,
    wait_before_login,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NONE = Failures()


def test_each_role_may_do_what_the_ones_before_it_may():
    viewer, technician, admin = Role.VIEWER, Role.TECHNICIAN, Role.ADMIN
    assert [admin.allows(role) for role in Role] == [True, True, True]
    assert [technician.allows(role) for role in Role] == [True, True, False]
    assert [viewer.allows(role) for role in Role] == [True, False, False]


@pytest.mark.parametrize(("failures", "wait_s"), [
    (0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (10, 32), (11, 60), (500, 60)])
def test_the_wait_doubles_with_each_failure_beyond_the_free_ones_up_to_a_minute(failures, wait_s):
    assert wait_before_login(Failures(failures, NOW), NONE, now=NOW) == timedelta(seconds=wait_s)


def test_an_address_has_more_free_attempts_than_an_account():
    assert wait_before_login(NONE, Failures(19, NOW), now=NOW) == timedelta()
    assert wait_before_login(NONE, Failures(20, NOW), now=NOW) == timedelta(seconds=1)


def test_the_longer_of_both_waits_counts():
    assert wait_before_login(Failures(6, NOW), Failures(23, NOW), now=NOW) == timedelta(seconds=8)


def test_waiting_helps_whatever_happened_before():
    worst = Failures(10_000, NOW - LONGEST_WAIT)
    assert wait_before_login(worst, worst, now=NOW) == timedelta()


def test_the_wait_counts_from_the_last_failure():
    failures = Failures(FREE_PER_ACCOUNT + 3, NOW - timedelta(seconds=3))
    assert wait_before_login(failures, NONE, now=NOW) == timedelta(seconds=5)


@pytest.mark.parametrize(("address", "source"), [
    ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"), ("::ffff:192.0.2.7", "192.0.2.7"), ("", ""), ("unix:", "unix:")])
def test_an_ipv6_customer_has_one_network_and_not_billions_of_addresses(address, source):
    assert source_of_attempts(address) == source


def test_the_demo_has_one_login_of_each_role():
    assert [login.role for login in DEMO_LOGINS] == list(Role)
    assert all(len(login.password) >= 12 for login in DEMO_LOGINS)
