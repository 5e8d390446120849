from datetime import timedelta

import pytest

import db.telling_outbox
import services.alarms
import services.maintenance
from services import telling
from tests.telling_world import NOW, World, minutes


@pytest.fixture
def world(conn):
    return World(conn)


@pytest.fixture
def anna(world):
    return world.person("anna")


@pytest.fixture
def bert(world):
    return world.person("bert")


@pytest.fixture
def hook(world):
    return world.channel()


@pytest.fixture
def pager(world):
    return world.channel("pager")


def deliver(conn, now):
    """Let everything that is due arrive; return how many did."""
    parcels = telling.due(conn, now=now)
    for parcel in parcels:
        telling.sent(conn, parcel.id, now=now)
    return len(parcels)


def run(conn, now):
    # What a service has just announced was stored by the clock of the database, which is not that of the test.
    conn.execute("UPDATE announcement SET created_at = at WHERE created_at = transaction_timestamp()")
    telling.route(conn, now=now)
    return deliver(conn, now)


def test_a_raised_alarm_becomes_a_message_and_its_announcement_is_done(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    world.raise_alarm()
    assert telling.route(conn, now=NOW) == telling.Routed(1, 1, 1)
    assert world.messages() == [("raised", "anna", "hook", "waiting", "rule")]
    assert telling.route(conn, now=NOW) == telling.Routed()


def test_a_rule_for_a_line_is_about_its_machines_and_one_for_another_machine_is_not(conn, world, anna, bert, hook):
    line, fan = world.rule((anna, hook, 0), name="line", everywhere=False), world.rule(
        (bert, hook, 0), name="fan", everywhere=False)
    conn.execute("INSERT INTO telling_scope (rule_id, place_id) VALUES (%s, %s)", (line, world.site))
    conn.execute("INSERT INTO telling_scope (rule_id, machine_id) VALUES (%s, %s)", (fan, world.machine["fan"]))
    world.raise_alarm("pump")
    telling.route(conn, now=NOW)
    assert world.out() == [("raised", "anna")]


def test_nobody_acknowledges_so_the_next_is_told_and_all_are_told_when_it_is_over(conn, world, anna, bert, hook):
    world.rule((anna, hook, 0), (bert, hook, 15))
    alarm = world.raise_alarm()
    run(conn, NOW)
    run(conn, minutes(14))
    assert world.out() == [("raised", "anna")]
    run(conn, minutes(15))
    assert world.out()[1:] == [("escalation", "bert")]
    world.clear(alarm, at=minutes(20))
    run(conn, minutes(20))
    assert world.out()[2:] == [("cleared", "anna"), ("cleared", "bert")]
    assert {message[3] for message in world.messages()} == {"sent"}


def test_whoever_was_not_told_is_not_told_that_it_is_over(conn, world, anna, bert, hook):
    world.rule((anna, hook, 0), (bert, hook, 15))
    alarm = world.raise_alarm()
    run(conn, NOW)
    world.set_alarm(alarm, acknowledged=True)
    run(conn, minutes(16))
    world.clear(alarm, at=minutes(20))
    run(conn, minutes(20))
    assert world.out() == [("raised", "anna"), ("cleared", "anna")]


def test_reminders_come_until_somebody_acknowledges(conn, world, anna, hook):
    world.rule((anna, hook, 0), remind_min=30)
    alarm = world.raise_alarm()
    for minute in (0, 29, 30, 59, 60):
        run(conn, minutes(minute))
    world.set_alarm(alarm, acknowledged=True)
    run(conn, minutes(95))
    assert world.out() == [("raised", "anna"), ("reminder", "anna"), ("reminder", "anna")]


def test_a_raised_and_cleared_in_one_breath_are_both_told_in_order(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    world.clear(world.raise_alarm(), at=minutes(0.1))
    telling.route(conn, now=minutes(0.2))
    (first,) = telling.due(conn, now=minutes(0.2))
    assert first.kind == "raised"
    telling.sent(conn, first.id, now=minutes(0.2))
    (second,) = telling.due(conn, now=minutes(0.2))
    assert second.kind == "cleared"


def test_nobody_is_called_for_what_is_on_the_shelf_until_its_time_is_over(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    alarm = world.raise_alarm()
    entry = services.alarms.shelving(user_id=anna, now=NOW, until=minutes(60), reason="known")
    services.alarms.shelve(conn, [alarm], entry)
    for minute in (0, 30, 59):
        run(conn, minutes(minute))
    assert world.out() == []
    services.alarms.expire_shelves(conn, minutes(61))
    run(conn, minutes(61))
    run(conn, minutes(62))
    assert world.out() == [("raised", "anna")]


def test_nobody_is_called_for_a_machine_out_of_service_until_it_is_back(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    conn.execute("INSERT INTO maintenance_window (machine_id, starts_at, ends_at, reason) VALUES (%s, %s, %s, 'x')",
                 (world.machine["pump"], NOW, minutes(60)))
    world.raise_alarm()
    run(conn, NOW)
    run(conn, minutes(59))
    assert world.out() == []
    services.maintenance.end_in_time(conn, minutes(61))
    run(conn, minutes(61))
    assert world.out() == [("raised", "anna")]


def test_who_was_told_before_it_went_on_the_shelf_is_told_again_when_it_comes_back(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    alarm = world.raise_alarm()
    run(conn, NOW)
    entry = services.alarms.shelving(user_id=anna, now=minutes(1), until=minutes(60), reason="known")
    services.alarms.shelve(conn, [alarm], entry)
    run(conn, minutes(2))
    services.alarms.expire_shelves(conn, minutes(61))
    run(conn, minutes(61))
    world.clear(alarm, at=minutes(70))
    run(conn, minutes(70))
    assert world.out() == [("raised", "anna"), ("raised", "anna"), ("cleared", "anna")]


def test_what_came_late_and_is_over_leaves_a_note_in_the_case_and_no_message(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    case = world.case()
    alarm = world.raise_alarm(at=minutes(-300), stored_at=NOW, case_id=case)
    world.clear(alarm, at=minutes(-280), stored_at=NOW)
    telling.route(conn, now=NOW)
    assert world.messages() == []
    assert conn.execute("SELECT kind, text FROM case_entry WHERE case_id = %s", (case,)).fetchall() == [
        ("note", telling.NOTE)]


def test_what_came_late_and_is_over_is_told_if_it_is_critical(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    world.clear(world.raise_alarm(at=minutes(-300), stored_at=NOW, priority="critical"), at=minutes(-280),
                stored_at=NOW)
    telling.route(conn, now=NOW)
    assert world.out() == [("raised", "anna"), ("cleared", "anna")]


def test_what_came_late_waits_half_a_minute_for_the_rest_of_its_backlog(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    ends, stays = (world.raise_alarm(key, at=minutes(-60), stored_at=NOW) for key in ("pump", "fan"))
    telling.route(conn, now=minutes(0.4))
    world.clear(ends, at=minutes(-20), stored_at=minutes(0.45))
    telling.route(conn, now=minutes(0.46))
    assert world.messages() == []
    telling.route(conn, now=minutes(0.5))
    assert [row[0] for row in conn.execute("SELECT alarm_id FROM message")] == [stays]


def test_what_never_was_is_taken_back_from_those_who_were_told(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    alarm = world.raise_alarm()
    run(conn, NOW)
    world.withdraw(alarm, at=minutes(2))
    run(conn, minutes(2))
    assert world.messages()[1] == ("cleared", "anna", "hook", "sent", "withdrawn")


def test_forty_alarms_at_once_make_one_digest_half_a_minute_later_and_critical_ones_pass(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    for number in range(40):
        world.raise_alarm(source=f"signal:x{number}")
    world.raise_alarm(source="signal:y", priority="critical")
    run(conn, NOW)
    assert world.out() == [("raised", "anna")]
    telling.route(conn, now=minutes(0.5))
    (digest,) = telling.due(conn, now=minutes(0.5))
    assert (digest.kind, len(digest.members)) == ("digest", 40)
    world.raise_alarm(source="signal:z", at=minutes(1))
    telling.sent(conn, digest.id, now=minutes(1))
    run(conn, minutes(1))
    run(conn, minutes(5.4))
    assert [kind for kind, _ in world.out()] == ["raised", "digest"]
    run(conn, minutes(5.5))
    assert [kind for kind, _ in world.out()] == ["raised", "digest", "digest"]


def test_what_was_told_in_a_digest_is_resolved_in_the_next_one(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    alarms = [world.raise_alarm(source=f"signal:x{number}") for number in range(12)]
    run(conn, NOW)
    run(conn, minutes(0.5))
    for alarm in alarms:
        world.clear(alarm, at=minutes(20))
    run(conn, minutes(20))
    telling.route(conn, now=minutes(20.5))
    (digest,) = telling.due(conn, now=minutes(20.5))
    assert {kind.value for kind, _facts in digest.members} == {"cleared"}
    assert len(digest.members) == 12


def test_beyond_the_budget_there_is_one_note_that_counts_what_was_held_back(conn, world, hook):
    carl = world.person("carl", budget_per_h=3)
    world.rule((carl, hook, 0))
    for number in range(8):
        world.raise_alarm(source=f"signal:x{number}", at=minutes(number / 10))
        run(conn, minutes(number / 10))
    telling.route(conn, now=minutes(9))
    assert [kind for kind, _ in world.out()] == ["raised"] * 3 + ["digest"]
    (note,) = telling.due(conn, now=minutes(9))
    assert (note.reason, len(note.members)) == ("budget", 5)


def test_in_quiet_hours_it_waits_and_is_dropped_if_it_is_over_before_they_end(conn, world, hook):
    nina = world.person("nina", time_zone="UTC", quiet_from="11:00", quiet_to="13:00")
    world.rule((nina, hook, 0))
    ends, stays = world.raise_alarm("pump"), world.raise_alarm("fan")
    run(conn, NOW)
    assert [message[3:] for message in world.messages()] == [("waiting", "hours")] * 2
    world.clear(ends, at=minutes(30))
    run(conn, minutes(30))
    run(conn, minutes(60))
    assert [message[3:] for message in world.messages()] == [("held_back", "over"), ("sent", "hours")]
    world.clear(stays, at=minutes(70))
    run(conn, minutes(70))
    assert world.out() == [("raised", "nina"), ("cleared", "nina")]


def test_a_flapping_alarm_gives_one_notice_then_silence_and_one_word_when_it_is_calm(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    alarm = world.raise_alarm()
    run(conn, NOW)
    for minute in range(1, 90, 2):
        world.clear(alarm, at=minutes(minute))
        run(conn, minutes(minute))
        world.raise_again(alarm, at=minutes(minute + 1))
        run(conn, minutes(minute + 1))
    world.clear(alarm, at=minutes(91))
    for minute in range(91, 105):
        run(conn, minutes(minute))
    assert [kind for kind, _ in world.out()] == ["raised", "cleared", "raised", "cleared", "flapping", "cleared"]


def test_who_was_told_by_two_rules_is_told_once(conn, world, anna, hook):
    world.rule((anna, hook, 0), name="one")
    world.rule((anna, hook, 0), name="two")
    world.raise_alarm()
    run(conn, NOW)
    assert world.out() == [("raised", "anna")]


def test_a_failed_message_hands_over_to_the_next_step_at_once_and_is_not_resolved(conn, world, anna, hook, pager):
    world.rule((anna, hook, 0), (anna, pager, 30))
    alarm = world.raise_alarm()
    telling.route(conn, now=NOW)
    (parcel,) = telling.due(conn, now=NOW)
    telling.failed(conn, parcel, error="410 Gone", permanent=True, now=NOW)
    run(conn, NOW)
    world.clear(alarm, at=minutes(5))
    run(conn, minutes(5))
    assert world.messages() == [
        ("raised", "anna", "hook", "failed", "rule"), ("escalation", "anna", "pager", "sent", "previous_failed"),
        ("cleared", "anna", "pager", "sent", "resolved")]
    (failed,) = db.telling_outbox.failed(conn, since=minutes(-9), most=5)
    assert (failed.person, failed.channel, failed.error) == ("Anna", "hook", "410 Gone")


def test_what_did_not_arrive_before_it_was_over_takes_its_end_with_it(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    alarm = world.raise_alarm()
    telling.route(conn, now=NOW)
    (parcel,) = telling.due(conn, now=NOW)
    telling.failed(conn, parcel, error="timeout", permanent=False, now=NOW)
    world.clear(alarm, at=minutes(0.01))
    telling.route(conn, now=minutes(0.01))
    (again,) = telling.due(conn, now=minutes(1))
    assert (again.key, again.attempts, again.kind) == (parcel.key, 2, "raised")
    telling.failed(conn, again, error="404", permanent=True, now=minutes(1))
    assert [message[3:] for message in world.messages()] == [("failed", "rule"), ("held_back", "never_told")]


def test_a_message_in_dead_hands_is_due_again_with_the_same_key(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    world.raise_alarm()
    telling.route(conn, now=NOW)
    (parcel,) = telling.due(conn, now=NOW)
    assert telling.due(conn, now=NOW + timedelta(seconds=39)) == []
    (again,) = telling.due(conn, now=NOW + timedelta(seconds=40))
    assert (again.key, again.id) == (parcel.key, parcel.id)


def test_a_busy_channel_leaves_room_for_the_others(conn, world, anna, hook, pager):
    world.rule((anna, hook, 0), (anna, pager, 0))
    for number in range(9):
        world.raise_alarm(source=f"signal:x{number}")
    telling.route(conn, now=NOW)
    parcels = telling.due(conn, now=NOW, busy={hook: 3})
    assert [sum(parcel.channel.id == channel for parcel in parcels) for channel in (hook, pager)] == [1, 4]


def test_it_is_given_up_after_a_day(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    world.raise_alarm()
    telling.route(conn, now=NOW)
    (parcel,) = telling.due(conn, now=NOW)
    telling.failed(conn, parcel, error="timeout", permanent=False, now=NOW + timedelta(hours=25))
    assert world.messages()[0][3] == "failed"


def test_a_silent_gateway_is_told_once_for_all_its_machines_also_by_the_rule_of_one_of_them(conn, world, anna, hook):
    rule = world.rule((anna, hook, 0), everywhere=False)
    conn.execute("INSERT INTO telling_scope (rule_id, machine_id) VALUES (%s, %s)", (rule, world.machine["fan"]))
    cause = world.raise_alarm("none", subject="gateway", source="gateway:gw-7", kind="silent", gateway="gw-7")
    for key in ("pump", "fan"):
        world.raise_alarm(key, subject="device", source=f"device:{key}", kind="silent", cause_id=cause)
    run(conn, NOW)
    assert world.out() == [("raised", "anna")]


def test_a_rule_whose_machine_is_removed_covers_nothing(conn, world, anna, hook):
    rule = world.rule((anna, hook, 0), everywhere=False)
    conn.execute("INSERT INTO telling_scope (rule_id, machine_id) VALUES (%s, %s)", (rule, world.machine["fan"]))
    conn.execute("DELETE FROM telling_scope")
    world.raise_alarm()
    run(conn, NOW)
    assert world.messages() == []


def test_what_is_told_holds_machine_place_and_values(conn, world, anna, hook):
    world.rule((anna, hook, 0))
    case = world.case()
    world.raise_alarm(case_id=case)
    telling.route(conn, now=NOW)
    (parcel,) = telling.due(conn, now=NOW)
    facts = parcel.alarm
    assert (facts.machine, list(facts.places), facts.zone) == (
        "White water pump", ["Nordwerk", "Paper machine 1"], "Europe/Berlin")
    assert (facts.signal, facts.value, facts.limit, facts.unit, facts.case_id) == (
        "Drive-end vibration", 7.4, 7.1, "mm/s", case)
    assert "a secret for the tests" not in repr(parcel)
    assert "127.0.0.1" not in repr(parcel)
