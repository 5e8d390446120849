"""One sentence why, with its numbers."""

from datetime import UTC, datetime

import pytest

from components.sentence import Why, why
from domain.state import Reason, Running, Trust

AT = datetime(2026, 7, 1, 10, 5, tzinfo=UTC)
NBSP = "\u00a0"


def said(reason, running=Running.RUNNING, trust=Trust.GOOD, **more):
    return why(Why(reason, running, trust, **more)).replace(NBSP, " ")


def vibration(reason, **more):
    return said(reason, **({"signal": "Drive-end vibration", "unit": "mm/s", "value": 7.42, "limit": 7.1} | more))


def test_beyond_a_limit_it_says_value_limit_slope_and_running():
    assert vibration(Reason.ABOVE_HIGH_HIGH, per_day=0.3) == (
        "Drive-end vibration 7.4 mm/s, above its high-high limit 7.1, rising 0.3 mm/s a day, running")


def test_below_a_limit_it_falls():
    text = said(Reason.BELOW_LOW, signal="Oil pressure", unit="bar", value=1.04, limit=1.5, per_day=-0.2)
    assert text == "Oil pressure 1.0 bar, below its low limit 1.5, falling 0.2 bar a day, running"


def test_a_slope_that_does_not_matter_is_not_told():
    assert "rising" not in vibration(Reason.ABOVE_HIGH, per_day=0.01)


def test_what_will_pass_a_limit_says_when():
    text = vibration(Reason.REACHES_LIMIT_SOON, value=4.1, limit=4.5, per_day=0.1)
    assert text.startswith("Drive-end vibration 4.1 mm/s, will pass its limit 4.5 in about 4 days, rising 0.1")


def test_further_signals_in_trouble_are_counted():
    assert vibration(Reason.ABOVE_HIGH, others=1).endswith("running, 1 more signal in trouble")
    assert vibration(Reason.ABOVE_HIGH, others=2).endswith("2 more signals in trouble")


@pytest.mark.parametrize(("trust", "text"), [
    (Trust.SILENT, "Drive-end vibration is silent, last 7.4 mm/s on 1 Jul 2026, 12:05 CEST"),
    (Trust.STUCK, "Drive-end vibration has not moved: the sensor may be stuck at 7.4 mm/s"),
    (Trust.OUT_OF_RANGE, "Drive-end vibration says 7.4 mm/s, which cannot be: the sensor may be broken"),
    (Trust.CLOCK_WRONG, "Drive-end vibration comes with the wrong time: the clock of its device is wrong"),
])
def test_doubt_says_what_is_doubted(trust, text):
    found = vibration(Reason.NOT_BELIEVABLE, running=Running.UNKNOWN, trust=trust, data_at=AT, zone="Europe/Berlin")
    assert found == text


def test_what_never_spoke_is_not_called_silent():
    assert said(Reason.NOT_BELIEVABLE, Running.UNKNOWN, Trust.SILENT, signal="Speed") == "No data from Speed yet"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence_also_without_any_number(reason):
    text = said(reason, Running.UNKNOWN, Trust.SILENT)
    assert text
    assert "{" not in text


@pytest.mark.parametrize(("reason", "value", "others", "text"), [
    (Reason.OVERDUE_DAYS, 12, 0, "Oil change overdue by 12 days, running"),
    (Reason.OVERDUE_DAYS, 1, 2, "Oil change overdue by 1 day, running, 2 more overdue"),
    (Reason.OVERDUE_HOURS, 40.4, 0, "Oil change overdue by 40 running hours, running")])
def test_overdue_maintenance_says_which_and_by_how_much(reason, value, others, text):
    assert said(reason, Running.RUNNING, value=value, others=others, plan="Oil change") == text
