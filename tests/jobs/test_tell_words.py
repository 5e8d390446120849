from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.alarm import Kind, Subject
from domain.contact import Contact
from domain.limit import Priority
from domain.telling import MessageKind, Reason
from domain.telling_parcel import Channel, ChannelKind, Facts, Parcel, Recipient
from jobs.tell import words

BEGAN = datetime(2026, 11, 25, 6, 14, tzinfo=UTC)
THEN = (BEGAN,) * 3
PUMP = Facts(1, Subject.MACHINE, Kind.HIGH_HIGH, Priority.CRITICAL, True, False, *THEN, value=7.4, limit=7.1,
             machine_id=5, machine_key="pump", machine="White water pump", places=("Nordwerk", "Paper machine 1"),
             zone="Europe/Berlin", signal="Vibration", unit="mm/s", value_now=7.6, per_day=0.3, case_id=9,
             contacts=(Contact("Fitter", "Carl", phone="+49 30 1", hours="6 to 14"),))


def parcel(kind=MessageKind.RAISED, alarm=PUMP, *, reason=Reason.RULE, members=()):
    return Parcel(1, uuid4(), kind, reason, Priority.HIGH, 1, BEGAN, Recipient(1, "anna", "Anna"),
                  Channel(1, "Mail", ChannelKind.APPRISE, ""), alarm, members)


def said(*arguments, **more):
    return words.text(parcel(*arguments, **more), public_url="https://stethos.plant.example/")


def test_a_message_says_machine_reason_place_since_when_trend_and_contact_and_links_to_the_case():
    text = said()
    assert text.title == "Critical: White water pump"
    assert text.body().splitlines() == [
        "Vibration 7.4 mm/s, above its high-high limit 7.1 mm/s",
        "Place: Nordwerk › Paper machine 1",
        "Since 25 Nov 2026, 07:14 CET",
        "Trend: rising 0.30 mm/s a day",
        "Now 7.6 mm/s",
        "Contact: Carl (Fitter), +49 30 1, 6 to 14",
        "",
        "Case: https://stethos.plant.example/cases/9",
        "Machine: https://stethos.plant.example/machines/5",
    ]


def test_what_was_found_out_late_says_so():
    late = replace(PUMP, discovered_at=BEGAN + timedelta(hours=5))
    assert "Since 25 Nov 2026, 07:14 CET, known since 25 Nov 2026, 12:14 CET: the data came late" in said(
        alarm=late).lines


def test_without_a_public_address_there_are_no_links():
    assert words.text(parcel(), public_url="").links == []


def test_what_is_over_says_from_when_to_when():
    over = replace(PUMP, active=False, cleared_at=BEGAN + timedelta(minutes=20))
    text = said(MessageKind.CLEARED, over, reason=Reason.RESOLVED)
    assert text.title == "Over: White water pump"
    assert "From 25 Nov 2026, 07:14 CET to 25 Nov 2026, 07:34 CET" in text.lines
    assert "It never was: data that came late says so." in said(MessageKind.CLEARED, over,
                                                                reason=Reason.WITHDRAWN).lines


def test_a_gateway_is_told_with_the_machines_that_cannot_be_seen():
    gateway = Facts(2, Subject.GATEWAY, Kind.SILENT, Priority.HIGH, True, False, *THEN, gateway="gw-7", blind=40)
    text = said(alarm=gateway)
    assert text.title == "High: gateway gw-7"
    assert text.lines[0] == "Gateway gw-7 is silent; 40 machines cannot be seen"


def test_the_platform_speaks_of_itself():
    away = Facts(3, Subject.PLATFORM, Kind.BROKER_AWAY, Priority.HIGH, True, False, *THEN)
    assert said(alarm=away).title == "High: Stethos itself"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_alarm_has_a_sentence(kind):
    facts = Facts(4, Subject.DEVICE, kind, Priority.LOW, True, False, *THEN, device="sim-1", value=1.0, limit=2.0)
    assert words.sentence(facts)


@pytest.mark.parametrize("kind", MessageKind)
def test_every_kind_of_message_has_a_title(kind):
    assert said(kind, None if kind in {MessageKind.DIGEST, MessageKind.TEST} else PUMP).title


def test_a_digest_counts_lists_the_worst_and_says_how_many_more():
    members = [(MessageKind.RAISED, PUMP)] * 14 + [(MessageKind.CLEARED, PUMP)] * 4
    text = said(MessageKind.DIGEST, None, reason=Reason.FLOOD, members=members)
    assert text.title == "Many alarms at once: 18 more"
    assert text.lines[0] == "Critical: 14, Over: 4"
    assert len(text.lines) == 12
    assert text.lines[-1] == "and 8 more"
    assert text.links == [("alarms", "Alarms", "https://stethos.plant.example/alarms")]


def test_the_budget_is_honest():
    members = [(MessageKind.RAISED, PUMP)] * 18
    text = said(MessageKind.DIGEST, None, reason=Reason.BUDGET, members=members)
    assert text.title == "18 messages held back, see the list"


def test_names_cannot_add_lines_to_a_message():
    evil = replace(PUMP, machine="Pump\r\nBcc: all@x")
    assert said(alarm=evil).title == "Critical: Pump Bcc: all@x"
