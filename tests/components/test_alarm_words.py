from dataclasses import replace
from datetime import timedelta

import pytest

from components import alarm_words
from domain.alarm import NE107, Kind, State, Subject
from domain.case import Outcome
from domain.limit import Priority
from tests.domain.test_alarm_list import NOW, line

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("kind", "sentence"), [
    (Kind.HIGH_HIGH, "Vibration 7.4\u00a0mm/s, above its high-high limit 4.5"),
    (Kind.HIGH, "Vibration 7.4\u00a0mm/s, above its high limit 4.5"),
    (Kind.LOW, "Vibration 7.4\u00a0mm/s, below its low limit 4.5"),
    (Kind.LOW_LOW, "Vibration 7.4\u00a0mm/s, below its low-low limit 4.5"),
    (Kind.RATE, "Vibration changes by 7.4\u00a0mm/s an hour, more than its limit 4.5"),
    (Kind.STUCK, "Vibration (sim-1) has not moved: the sensor may be stuck")])
def test_the_sentence_says_why(kind, sentence):
    assert alarm_words.why(line(kind=kind)) == sentence


def test_a_gateway_says_how_many_machines_cannot_be_seen():
    gateway = replace(line(subject=Subject.GATEWAY, kind=Kind.SILENT), gateway="gw-7", blind=40, signal_id=None)
    assert alarm_words.why(gateway) == "gw-7 is silent: 40 machines cannot be seen"
    assert alarm_words.title(gateway) == "Gateway gw-7"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("subject", list(Subject))
def test_every_kind_of_everything_has_a_sentence_and_a_title(kind, subject):
    assert alarm_words.why(line(kind=kind, subject=subject))
    assert alarm_words.title(line(kind=kind, subject=subject))


def test_every_word_is_there():
    assert set(alarm_words.PRIORITIES) == set(Priority)
    assert set(alarm_words.STATES) == set(State)
    assert set(alarm_words.OUTCOMES) == set(Outcome)
    assert {alarm_words.ne107(kind)[0] for kind in NE107} == {"Failure", "Out of specification", "Maintenance required"}
    assert alarm_words.ne107(Kind.HIGH) is None


def test_what_came_late_says_when_it_began_and_when_it_was_discovered():
    late = replace(line(), began_at=NOW - 6 * HOUR, raised_at=NOW - 6 * HOUR, heard_at=NOW, zone="Europe/Berlin")
    assert alarm_words.notes(late, State.ACTIVE_UNACKNOWLEDGED, zone="Europe/Berlin") == [
        "began 22 Nov 2026, 07:00\u00a0CET, discovered 22 Nov 2026, 13:00\u00a0CET: its data came late"]


def test_what_is_shelved_says_until_when_by_whom_and_why():
    shelved = replace(line(shelved_until=NOW, shelved_reason="washed"), shelved_by="Eva")
    assert alarm_words.notes(shelved, State.SHELVED, zone="UTC") == [
        "shelved until 22 Nov 2026, 12:00\u00a0UTC by Eva: washed"]


def test_an_alarm_may_be_shelved_only_as_long_as_its_priority_allows():
    allowed = {name: max(seconds for seconds, _text, names in alarm_words.shelf_choices() if name in names) / 3600
               for name in Priority}
    assert allowed == {"critical": 4, "high": 12, "medium": 72, "low": 336}
