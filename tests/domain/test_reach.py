"""Whether a device can be told something: the gateway's word, its own, or its silence."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.reach import Contact, reach

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def ago(seconds):
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(("contact", "away_s", "expected_in_s"), [
    (Contact(online=True, status_at=ago(900), last_message_at=ago(5), interval_s=10), None, None),
    (Contact(online=False, status_at=ago(900), last_message_at=ago(5)), 900, None),
    (Contact(online=True, status_at=ago(200), wakes_in_s=600, last_message_at=ago(200)), 200, 400),
    (Contact(online=False, status_at=ago(200), wakes_in_s=600, last_message_at=ago(200)), 200, 400),
    (Contact(online=True, status_at=ago(900), last_message_at=ago(41), interval_s=10), 41, None),
    (Contact(online=True, status_at=ago(900), last_message_at=ago(40), interval_s=10), None, None),
    (Contact(last_message_at=ago(190)), None, None),                        # a minute is expected, if nothing is said
    (Contact(last_message_at=ago(191)), 191, None),
    (Contact(), 0, None),
    (Contact(online=True, status_at=ago(9), last_message_at=ago(5), gateway_lost_at=ago(70)), 70, None)])
def test_since_when_a_device_is_away_and_when_it_is_expected(contact, away_s, expected_in_s):
    found = reach(contact, now=NOW)
    assert found.away_since == (None if away_s is None else ago(away_s))
    assert found.expected_at == (None if expected_in_s is None else ago(-expected_in_s))


def test_a_device_that_is_there_says_since_when():
    contact = Contact(online=True, status_at=ago(30), here_since=ago(700), last_message_at=ago(5))
    assert reach(contact, now=NOW).here_since == ago(700)
