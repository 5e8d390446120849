"""When desired settings are published, and when once more."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.sending import Sending, again_after, is_due
from domain.twin import Report, Twin, hear, want

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
WANTED = want(Twin(), {"interval_s": 10}, now=NOW)
ANSWERED = hear(WANTED, Report(1, {"interval_s": 10}), now=NOW)


def ago(**span):
    return NOW - timedelta(**span)


@pytest.mark.parametrize(("twin", "sending", "due"), [
    (Twin(), Sending(), False),                                             # nothing to say
    (WANTED, Sending(), True),                                              # never sent
    (WANTED, Sending(1, ago(seconds=9)), False),
    (WANTED, Sending(1, ago(seconds=10)), True),                            # lost, perhaps
    (WANTED, Sending(1, ago(seconds=10), 1), False),                        # longer the second time
    (WANTED, Sending(1, ago(minutes=59), 50), False),
    (WANTED, Sending(1, ago(minutes=60), 50), True),
    (ANSWERED, Sending(1, ago(days=9)), False),
    (ANSWERED, Sending(1, None), True),                                     # the broker has lost its memory
    (ANSWERED, Sending(1, ago(days=9), asked_at=NOW), True),
    (ANSWERED, Sending(1, NOW, asked_at=ago(seconds=1)), False),            # asked and sent
    (Twin(), Sending(asked_at=NOW), True)])                                 # a question needs no settings
def test_when_settings_are_due(twin, sending, due):
    assert is_due(twin, sending, now=NOW) is due


def test_a_device_that_forgot_after_a_long_time_gets_its_settings_at_once():
    forgot = hear(ANSWERED, Report(0, {"interval_s": 60}), now=NOW)
    assert is_due(forgot, Sending(1, ago(days=9)), now=NOW)


def test_waiting_doubles_up_to_an_hour():
    assert [again_after(n).total_seconds() for n in (0, 1, 2, 8, 9, 100)] == [10, 20, 40, 2560, 3600, 3600]
