from datetime import UTC, datetime, timedelta

import pytest

from domain.flood import flood

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(("count", "told"), [(0, 0), (10, 0), (11, 11), (400, 400)])
def test_more_than_ten_new_alarms_in_ten_minutes_are_a_flood(count, told):
    assert flood([NOW - timedelta(seconds=599) * (n / max(count, 1)) for n in range(count)], now=NOW) == told


def test_what_was_announced_earlier_does_not_count():
    assert flood([NOW - timedelta(minutes=10)] * 20, now=NOW) == 0
    assert flood([NOW - timedelta(minutes=10)] * 20 + [NOW] * 10, now=NOW) == 0
