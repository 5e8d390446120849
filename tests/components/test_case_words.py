from dataclasses import replace
from datetime import timedelta

import pytest

from components import case_words
from components.case_words import ADDED, Told
from domain.alarm import Entry, Event
from domain.case import Outcome
from tests.domain.test_alarm_list import NOW, line

HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"


def happening(event, *, late=timedelta(), reason="beyond", by=None, text="", **details):
    entry = Entry(event, NOW, reason, 7 if by else None, text, details)
    return case_words.happening(entry, line(), Told(NOW, NOW + late, by, BERLIN))


def test_an_alarm_stands_with_its_values_at_its_true_time():
    item = happening(Event.RAISED, value=5.2, limit=4.5, began_at=(NOW - HOUR).isoformat())
    assert item["title"] == "Alarm: Vibration 5.2\u00a0mm/s, above its high limit 4.5"
    assert item["when"] == "22 Nov 2026, 13:00\u00a0CET"
    assert item["text"] == "began 22 Nov 2026, 12:00:00\u00a0CET"
    assert (item["late"], item["tone"]) == ("", "state-advisory")


def test_what_came_late_says_when_it_was_discovered():
    item = happening(Event.RAISED, late=5 * HOUR, value=5.2, limit=4.5, cleared_at=(NOW + HOUR).isoformat())
    assert item["late"] == "discovered 22 Nov 2026, 18:00\u00a0CET, data came late"
    assert item["text"] == "was over 22 Nov 2026, 14:00:00\u00a0CET"


@pytest.mark.parametrize(("reason", "text"), [
    ("within", "back within the limit"), ("stopped", "the machine stopped"), ("limit_removed", "the limit was removed"),
    ("something new", "")])
def test_an_alarm_that_has_returned_says_why(reason, text):
    item = happening(Event.CLEARED, reason=reason)
    assert (item["title"], item["text"]) == ("Returned: Vibration, high limit", text)


def test_what_people_did_says_who_and_their_words():
    assert happening(Event.ACKNOWLEDGED, by="Eva", text="I go")["by"] == "Eva"
    assert happening(Event.SHELVED, by="Eva", text="washed", until=(NOW + HOUR).isoformat())["text"] == (
        "until 22 Nov 2026, 14:00\u00a0CET: washed")
    assert happening(Event.UNSHELVED, reason="expired")["text"] == "its time was over"
    assert happening(Event.UNSHELVED, by="Eva")["text"] == ""


@pytest.mark.parametrize("event", list(Event))
def test_every_event_has_words(event):
    item = happening(event, until=NOW.isoformat(), cause=3)
    assert item["title"]
    assert item["icon"]


@pytest.mark.parametrize("kind", list(ADDED))
def test_every_kind_of_addition_has_words(kind):
    assert case_words.added(kind, "x", Told(NOW, NOW, "Eva", BERLIN))["title"]


def test_owners_and_outcomes_are_named():
    told = Told(NOW, NOW, "Eva", BERLIN)
    assert case_words.added("owner", "", told, owner="Ben")["title"] == "Ben looks after it"
    assert case_words.added("owner", "", told)["title"] == "Nobody looks after it"
    assert case_words.added("closed", "", told, outcome=Outcome.PROCESS)["title"] == (
        "Closed: The process, not the machine")
    assert case_words.other(NOW, Outcome.NOT_FOUND, 3, zone=BERLIN) == ["Nothing found", "22 Nov 2026", "3 alarms"]
    assert case_words.other(NOW, None, 1, zone=BERLIN)[0] == "Open"


def test_an_alarm_without_a_limit_is_named_by_its_sentence():
    assert case_words.name(replace(line(), kind="silent")) == "Vibration (sim-1) is silent"
