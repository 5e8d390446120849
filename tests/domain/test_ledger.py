from datetime import UTC, datetime, timedelta

from domain.ledger import Account, Minute, every_minute

NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def test_readings_that_nobody_accounts_for_are_missing() -> None:
    assert Account(10, 1, readings=50, stored=40, repeated=8, conflicting=2).missing == 0
    assert Account(10, 1, readings=50, stored=40, repeated=8, conflicting=1).missing == 1


def test_every_whole_minute_is_there_and_those_without_anything_are_zero() -> None:
    came = Minute(NOW.replace(second=0) - timedelta(minutes=2), 60, 300, 12)
    shown = every_minute([came], now=NOW, count=3)
    assert [minute.at.minute for minute in shown] == [57, 58, 59]
    assert [minute.readings for minute in shown] == [0, 300, 0]


def test_the_minute_that_is_not_over_is_left_out() -> None:
    current = Minute(NOW.replace(second=0), 60, 300, 12)
    assert all(minute.readings == 0 for minute in every_minute([current], now=NOW, count=60))
