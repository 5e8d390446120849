from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.alarm import State
from domain.limit import Priority
from domain.telling import (
    CALLING,
    Alarm,
    Book,
    Call,
    Lateness,
    MessageKind,
    MessageState,
    Person,
    Reason,
    Rule,
    Step,
    Told,
)
from domain.telling_flow import Spell
from domain.telling_hours import Hours
from domain.telling_plan import Look, Plan, after_failure, lateness, plan, resolved

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALARM = Alarm(7, "signal:3", "high", Priority.HIGH, State.ACTIVE_UNACKNOWLEDGED, active=True, acknowledged=False,
              machine_ids=frozenset({5}), place_ids=frozenset({1, 2}))
ANNA, BERT, MAIL, SMS = 1, 2, 11, 12
BOTH = Rule(1, [Step(ANNA, MAIL), Step(BERT, SMS, 15)])


PEOPLE = (Person(ANNA), Person(BERT))


def book(*rules, people=PEOPLE, channels=(MAIL, SMS)):
    return Book(rules or [BOTH], {person.id: person for person in people}, frozenset(channels))


def look(alarm=ALARM, told=(), *, rules=(), minutes=0.0, **more):
    call = more.pop("call", Call(100, NOW))
    return Look(call, alarm, more.pop("book", book(*rules)), told, NOW + timedelta(minutes=minutes), **more)


def told_of(messages, state=MessageState.SENT, first_id=1):
    return [Told(first_id + index, one.about, one.kind, state, one.reason, one.user_id, one.channel_id, one.call,
                 admitted=True) for index, one in enumerate(messages)]


def whom(messages):
    return [(one.kind.value, one.user_id, one.channel_id) for one in messages]


def test_the_first_step_is_told_at_once_and_the_next_after_fifteen_minutes_without_acknowledgement():
    first = plan(look())
    assert whom(first.messages) == [("raised", ANNA, MAIL)]
    told = told_of(first.messages)
    assert plan(look(told=told, minutes=14.9)).messages == []
    later = plan(look(told=told, minutes=15))
    assert whom(later.messages) == [("escalation", BERT, SMS)]
    assert later.messages[0].reason is Reason.NOT_ACKNOWLEDGED


def test_the_next_look_is_when_the_next_step_is_due():
    assert plan(look(minutes=14.5)).look_at == NOW + timedelta(minutes=15)


def test_an_acknowledged_alarm_calls_nobody_any_more():
    assert plan(look(replace(ALARM, acknowledged=True), minutes=15)).look_at is None


def test_nobody_is_called_for_what_is_put_aside_and_it_calls_no_longer():
    for state in (State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE):
        assert plan(look(replace(ALARM, state=state))) == Plan()


def test_a_rule_is_about_its_places_its_machines_and_its_priorities():
    def covers(**more):
        return Rule(1, [], **{"everywhere": False} | more).covers(ALARM)

    assert covers(place_ids=frozenset({1}))
    assert covers(machine_ids=frozenset({5}))
    assert covers(everywhere=True)
    assert not covers(place_ids=frozenset({3}), machine_ids=frozenset({6}))
    assert not covers()
    assert covers(everywhere=True, least_priority=Priority.HIGH)
    assert not covers(everywhere=True, least_priority=Priority.CRITICAL)


def test_two_rules_that_tell_the_same_person_by_the_same_channel_tell_once():
    assert whom(plan(look(rules=(BOTH, replace(BOTH, id=2)))).messages) == [("raised", ANNA, MAIL)]


def test_a_person_who_left_hands_the_minutes_on_to_the_next():
    found = plan(look(book=book(people=(Person(BERT),))))
    assert whom(found.messages) == [("raised", BERT, SMS)]


def test_in_quiet_hours_a_message_waits_until_they_end_and_a_critical_one_does_not():
    sleeps = book(people=(Person(ANNA, "UTC", Hours(time(11), time(13))),))
    held = plan(look(book=sleeps)).messages[0]
    assert (held.at, held.reason) == (NOW + timedelta(hours=1), Reason.HOURS)
    critical = plan(look(replace(ALARM, priority=Priority.CRITICAL), book=sleeps)).messages[0]
    assert (critical.at, critical.reason) == (NOW, Reason.RULE)


def test_reminders_go_to_all_who_were_told_and_the_missed_ones_are_not_made_up_for():
    rule = replace(BOTH, remind_min=60)
    told = told_of(plan(look(rules=(rule,), minutes=15)).messages)
    found = plan(look(told=told, rules=(rule,), minutes=190))
    assert [one.about for one in found.messages] == ["reminder 7 100 3 1 11", "reminder 7 100 3 2 12"]
    assert plan(look(replace(ALARM, acknowledged=True), told=told, rules=(rule,), minutes=190)).messages == ()


def test_only_who_was_told_is_told_that_it_is_over():
    told = told_of(plan(look()).messages)
    over = replace(ALARM, active=False)
    found = resolved(over, told, number=101, now=NOW)
    assert whom(found) == [("cleared", ANNA, MAIL)]
    assert resolved(over, told + told_of(found, first_id=50), number=102, now=NOW) == []


def test_who_would_have_been_told_in_the_morning_is_not_told_that_it_is_over():
    sleeping = [replace(one, state=MessageState.WAITING, reason=Reason.HOURS, admitted=False)
                for one in told_of(plan(look()).messages)]
    assert resolved(ALARM, sleeping, number=101, now=NOW) == []


def test_who_could_not_be_told_is_not_told_that_it_is_over():
    assert resolved(ALARM, told_of(plan(look()).messages, MessageState.FAILED), number=101, now=NOW) == []


def test_a_failed_step_hands_over_to_the_next_at_once():
    found = after_failure(look(), BOTH, position=0)
    assert (found.user_id, found.channel_id, found.reason) == (BERT, SMS, Reason.PREVIOUS_FAILED)
    assert after_failure(look(), BOTH, position=1) is None
    assert after_failure(look(replace(ALARM, acknowledged=True)), BOTH, position=0) is None


def test_a_flapping_alarm_gives_one_notice_a_person_however_often_it_comes():
    flaps = Spell(NOW, NOW)
    first = plan(look(flaps=flaps))
    assert whom(first.messages) == [("flapping", ANNA, MAIL)]
    told = told_of(first.messages)
    again = plan(look(told=told, flaps=flaps, minutes=5, call=Call(105, NOW)))
    assert again.messages == []
    silent = replace(ALARM, active=False, state=State.RETURNED_UNACKNOWLEDGED)
    assert plan(look(silent, told=told, flaps=flaps, minutes=5)).look_at is not None
    calm = plan(look(silent, told=told, minutes=15))
    assert (whom(calm.messages), calm.look_at) == ([("cleared", ANNA, MAIL)], None)


def test_what_came_late_and_is_over_is_only_noted_unless_critical():
    def judged(priority=Priority.HIGH, *, hours=5.0, over=True, after_s=0.0, active=False):
        alarm = replace(ALARM, priority=priority, active=active or not over)
        return lateness(alarm, at=NOW - timedelta(hours=hours), created_at=NOW, over=over,
                        now=NOW + timedelta(seconds=after_s))

    assert judged() is Lateness.OVER_ALREADY
    assert judged(Priority.CRITICAL) is Lateness.IN_TIME
    assert judged(Priority.CRITICAL, active=True) is Lateness.OVER_ALREADY
    assert judged(hours=0) is Lateness.IN_TIME
    assert judged(over=False) is Lateness.NOT_YET
    assert judged(over=False, after_s=30) is Lateness.IN_TIME
    assert judged(over=False, hours=0) is Lateness.IN_TIME


# ---- an alarm's whole life, with any rules and any actions ----

quiet = st.none() | st.builds(Hours, st.just(time(11)), st.times().filter(lambda t: t != time(11)))
persons = st.builds(Person, st.integers(1, 4), st.sampled_from(["UTC", "Europe/Berlin"]), quiet)
steps = st.builds(Step, st.integers(1, 4), st.integers(11, 13), st.sampled_from([0, 0, 5, 15, 60]))
rules = st.builds(Rule, st.integers(1, 99), st.lists(steps, min_size=1, max_size=4),
                  least_priority=st.sampled_from(Priority), remind_min=st.none() | st.sampled_from([5, 30]))
acts = st.lists(st.tuples(st.sampled_from(["raise", "clear", "acknowledge", "wait", "shelve", "unshelve", "fail"]),
                          st.integers(0, 40)), min_size=1, max_size=14)


def live(priority, people, some_rules, actions):
    """Play the life of one alarm; return every message in order with when it was made."""
    everybody = Book(some_rules, {one.id: one for one in people}, frozenset({11, 12, 13}))
    alarm, call, now = replace(ALARM, priority=priority, active=False, acknowledged=True), None, NOW
    made, told = [], []

    def tell(messages):
        for one in messages:
            made.append((one, now))
            waits = one.at > now
            told.append(Told(len(told), one.about, one.kind, MessageState.WAITING if waits else MessageState.SENT,
                             one.reason, one.user_id, one.channel_id, one.call, admitted=not waits))

    for number, (act, pause) in enumerate(actions):
        now += timedelta(minutes=pause)
        if act == "raise" and not alarm.active:
            alarm = replace(alarm, active=True, acknowledged=False)
            call = Call(number, is_new=True)
        elif act == "clear" and alarm.active:
            alarm = replace(alarm, active=False)
            tell(resolved(alarm, told, number=number, now=now))
            call = None
        elif act == "acknowledge":
            alarm = replace(alarm, acknowledged=True)
        elif act == "fail" and told:
            told[-1] = replace(told[-1], state=MessageState.FAILED)
        alarm = replace(alarm, state=State.SHELVED if act == "shelve" else State.ACTIVE_UNACKNOWLEDGED)
        if call is not None:
            found = plan(Look(call, alarm, everybody, told, now))
            tell(found.messages)
            call = Call(call.number, found.since) if found.look_at else None
    return made, told


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(Priority), st.lists(persons, max_size=4), st.lists(rules, max_size=3), acts)
def test_nobody_is_ever_told_the_same_twice(priority, people, some_rules, actions):
    made, _told = live(priority, people, some_rules, actions)
    assert len({message.about for message, _now in made}) == len(made)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(Priority), st.lists(persons, max_size=4), st.lists(rules, max_size=3), acts)
def test_only_who_was_told_that_it_is_bad_is_told_that_it_is_over_and_only_once(priority, people, some_rules, actions):
    _made, told = live(priority, people, some_rules, actions)
    knows = set()
    for one in told:
        if one.kind in CALLING and one.state is not MessageState.FAILED and one.reason is not Reason.HOURS:
            knows.add(one.pair)
        elif one.kind is MessageKind.CLEARED and one.state is not MessageState.FAILED:
            assert one.pair in knows
            knows.discard(one.pair)


@settings(max_examples=300, deadline=None)
@given(st.lists(persons, max_size=4), st.lists(rules, max_size=3), acts)
def test_critical_alarms_never_wait_for_hours(people, some_rules, actions):
    made, _told = live(Priority.CRITICAL, people, some_rules, actions)
    assert all(message.at == now for message, now in made)
