from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain import telling_flow
from domain.limit import Priority
from domain.telling import MessageKind, Reason
from domain.telling_flow import Spell, Waiting, admit, digest_at, gives_up, is_flood, retry_at, spell

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
waitings = st.lists(st.builds(
    Waiting, st.integers(1, 10**6), st.sampled_from(MessageKind), st.sampled_from([Reason.RULE, Reason.HOURS]),
    st.sampled_from(Priority), st.integers(1, 3), st.booleans(),
    st.none() | st.sampled_from([Reason.FLOOD, Reason.BUDGET])), max_size=60)


def minutes(*pairs):
    return [(NOW + timedelta(minutes=begin), None if end is None else NOW + timedelta(minutes=end))
            for begin, end in pairs]


def raised(number, **more):
    return Waiting(number, MessageKind.RAISED, Reason.RULE, more.pop("priority", Priority.HIGH), 1, **more)


def test_the_eleventh_new_alarm_in_ten_minutes_makes_a_flood():
    assert not is_flood(10)
    assert is_flood(11)


def test_in_a_flood_only_critical_messages_go_out_alone():
    verdicts = admit([raised(1), raised(2, priority=Priority.CRITICAL)], flood=True, spent={}, budgets={1: 20})
    assert [(one.held_back, one.in_digest) for one in verdicts] == [(Reason.FLOOD, True), (None, False)]


def test_beyond_the_budget_of_an_hour_messages_are_held_back_and_counted():
    verdicts = admit([raised(number) for number in range(38)], flood=False, spent={}, budgets={1: 20})
    assert [one.held_back for one in verdicts] == [None] * 20 + [Reason.BUDGET] * 18
    assert all(one.in_digest for one in verdicts[20:])


def test_what_waited_for_the_morning_and_is_over_by_then_is_not_sent():
    held = Waiting(1, MessageKind.RAISED, Reason.HOURS, Priority.LOW, 1, wanted=False)
    assert admit([held], flood=False, spent={}, budgets={1: 20})[0].held_back is Reason.OVER


def test_what_was_told_in_a_digest_is_resolved_in_a_digest():
    cleared = Waiting(1, MessageKind.CLEARED, Reason.RESOLVED, Priority.LOW, 1, told_in=Reason.FLOOD)
    assert admit([cleared], flood=False, spent={}, budgets={1: 20})[0].held_back is Reason.FLOOD


@given(waitings, st.booleans(), st.dictionaries(st.integers(1, 3), st.integers(0, 30)),
       st.dictionaries(st.integers(1, 3), st.integers(1, 20)))
def test_critical_messages_are_never_held_by_flood_or_budget(waiting, flood, spent, budgets):
    verdicts = admit(waiting, flood=flood, spent=spent, budgets=budgets)
    assert [one.id for one in verdicts] == [one.id for one in waiting]
    for one, verdict in zip(waiting, verdicts, strict=True):
        if one.priority is Priority.CRITICAL and one.reason is not Reason.HOURS:
            assert verdict.held_back is None


@given(waitings, st.dictionaries(st.integers(1, 3), st.integers(1, 20)))
def test_nobody_gets_more_than_the_budget_unless_critical_or_a_digest(waiting, budgets):
    verdicts = admit(waiting, flood=False, spent={}, budgets=budgets)
    for user in (1, 2, 3):
        plain = [one for one, verdict in zip(waiting, verdicts, strict=True)
                 if verdict.held_back is None and one.user_id == user and one.priority is not Priority.CRITICAL
                 and one.kind not in {MessageKind.DIGEST, MessageKind.TEST}]
        assert len(plain) <= budgets.get(user, 0)


def test_digests_of_a_flood_are_five_minutes_apart_and_the_first_waits_half_a_minute():
    assert digest_at(Reason.FLOOD, last_at=None, now=NOW) == NOW + timedelta(seconds=30)
    last_at = NOW - timedelta(minutes=1)
    assert digest_at(Reason.FLOOD, last_at=last_at, now=NOW) == NOW + timedelta(minutes=4)
    assert digest_at(Reason.BUDGET, last_at=last_at, now=NOW) == NOW + timedelta(minutes=59)


def test_the_third_episode_within_ten_minutes_begins_a_spell_of_flapping():
    two = minutes((-8, -7), (-5, -4))
    assert spell(two, now=NOW) is None
    found = spell([*two, *minutes((-1, None))], now=NOW)
    assert (found.since, found.calm_at) == (NOW - timedelta(minutes=1), NOW + timedelta(minutes=9))


def test_a_spell_goes_on_while_it_flaps_and_ends_after_ten_calm_minutes():
    episodes = minutes(*((begin, begin + 1) for begin in range(-60, -9, 3)))      # the last turn was at -11
    assert spell(episodes, now=NOW - timedelta(minutes=2)).since == NOW - timedelta(minutes=54)
    assert spell(episodes, now=NOW) is None


def test_a_spell_that_is_known_keeps_its_beginning_however_long_it_lasts():
    known = spell(minutes((-6, -5), (-4, -3), (-2, -1)), now=NOW)
    later = minutes(*((begin, begin + 1) for begin in range(0, 90, 2)))[-15:]
    found = spell(later, now=NOW + timedelta(minutes=90), before=Spell(known.since, later[0][0]))
    assert found.since == known.since


def test_after_a_calm_time_a_new_spell_needs_three_episodes_again():
    episodes = minutes((-40, -39), (-37, -36), (-34, -33), (-5, -4), (-2, None))
    assert spell(episodes, now=NOW) is None


def test_retries_come_later_and_later_up_to_five_minutes():
    pauses = [(retry_at(attempts, now=NOW, jitter=1.0) - NOW).total_seconds() for attempts in range(1, 12)]
    assert pauses[:8] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert pauses[8:] == [300, 300, 300]
    assert retry_at(1, now=NOW, jitter=0.0) == NOW + timedelta(seconds=1)


def test_a_server_that_asks_for_a_pause_gets_it_but_not_for_ever():
    assert retry_at(1, now=NOW, jitter=1.0, asked_s=120) == NOW + timedelta(minutes=2)
    assert retry_at(1, now=NOW, jitter=1.0, asked_s=1e9) == NOW + timedelta(hours=1)


def test_it_gives_up_after_a_day_and_on_a_test_at_once():
    assert not gives_up(MessageKind.RAISED, admitted_at=NOW - timedelta(hours=23), now=NOW)
    assert gives_up(MessageKind.RAISED, admitted_at=NOW - telling_flow.GIVE_UP_AFTER, now=NOW)
    assert gives_up(MessageKind.TEST, admitted_at=NOW, now=NOW)
