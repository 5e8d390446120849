"""How each setting stands, and which reports count."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.twin import (
    Origin,
    Reach,
    Report,
    State,
    Twin,
    flat,
    hear,
    is_older,
    nested,
    same,
    standing,
    standings,
    want,
)

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
HERE = Reach()


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def wanted(**settings):
    """Return a twin that wants these settings since NOW and was sent at once; revision 1."""
    twin = want(Twin(), settings, now=NOW)
    return Twin(twin.revision, twin.desired, twin.desired_at, sent_at=NOW)


def heard(twin, revision, settings, **more):
    return hear(twin, Report(revision, settings, **more), now=at(1))


def state(twin, path="interval_s", *, reach=HERE, now=None, supported=None):
    return standing(path, twin, supported=supported, reach=reach, now=now or at(2)).state


def test_what_the_device_reports_is_in_effect():
    assert state(heard(wanted(interval_s=10), 1, {"interval_s": 10.0})) is State.IN_EFFECT


def test_what_nobody_asked_for_is_in_effect_if_reported_and_unknown_if_not():
    twin = heard(wanted(interval_s=10), 1, {"interval_s": 10, "gain": 2})
    assert state(twin, "gain") is State.IN_EFFECT
    assert state(twin, "offset", supported=frozenset({"offset"})) is State.UNKNOWN


def test_without_an_answer_it_is_sending_and_after_a_minute_overdue():
    assert state(wanted(interval_s=10), now=at(60)) is State.SENDING
    assert state(wanted(interval_s=10), now=at(61)) is State.OVERDUE


def test_what_the_broker_has_not_taken_is_never_overdue():
    assert state(want(Twin(), {"interval_s": 10}, now=NOW), now=at(9_999)) is State.SENDING


def test_a_device_that_came_back_has_its_time_to_answer_from_then_on():
    back = Reach(here_since=at(3600))
    assert state(wanted(interval_s=10), reach=back, now=at(3650)) is State.SENDING
    assert state(wanted(interval_s=10), reach=back, now=at(3661)) is State.OVERDUE


def test_a_device_that_is_away_is_waited_for():
    assert state(wanted(interval_s=10), reach=Reach(away_since=NOW), now=at(9_999)) is State.WAITING


def test_a_refusal_carries_the_reason_of_the_device():
    twin = heard(wanted(interval_s=10), 1, {"interval_s": 30}, refused={"interval_s": "below 30 s on battery"})
    assert standing("interval_s", twin, supported=None, reach=HERE, now=NOW).reason == "below 30 s on battery"
    assert state(twin) is State.REFUSED


def test_a_whole_group_can_be_refused():
    twin = heard(wanted(**{"limits/v/high": 4.5}), 1, {}, refused={"limits": "no memory"})
    found = standing("limits/v/high", twin, supported=None, reach=HERE, now=NOW)
    assert (found.state, found.reason) == (State.REFUSED, "no memory")


def test_another_value_without_a_reason_is_refused_too():
    assert state(heard(wanted(interval_s=10), 1, {"interval_s": 30})) is State.REFUSED


def test_a_change_at_the_device_is_told_from_a_refusal():
    twin = heard(heard(wanted(interval_s=10), 1, {"interval_s": 10}), 1, {"interval_s": 30}, origin=Origin.LOCAL)
    assert state(twin) is State.CHANGED


def test_a_device_that_knows_more_than_we_do_was_changed_by_somebody_else():
    assert state(heard(wanted(interval_s=10), 9, {"interval_s": 30})) is State.CHANGED


def test_a_setting_that_the_device_leaves_out_of_its_answer_is_unsupported():
    assert state(heard(wanted(interval_s=10), 1, {"gain": 2})) is State.UNSUPPORTED


def test_a_setting_that_the_device_does_not_declare_is_unsupported_before_it_answers():
    assert state(wanted(interval_s=10), supported=frozenset({"gain"})) is State.UNSUPPORTED


def test_an_answer_to_an_older_revision_leaves_the_new_one_sending():
    twin = heard(wanted(interval_s=10), 1, {"interval_s": 10})
    newer = want(twin, {"interval_s": 20}, now=at(2))
    assert state(newer) is State.SENDING
    assert state(heard(newer, 1, {"interval_s": 10}), now=at(3)) is State.SENDING


def test_a_new_revision_is_above_every_one_the_device_knows():
    restored = heard(wanted(interval_s=10), 9, {"interval_s": 30})
    assert want(restored, {"interval_s": 20}, now=NOW).revision == 10


def test_standings_cover_what_is_wanted_reported_and_supported_in_order():
    twin = heard(wanted(b=1), 1, {"a": 1})
    assert [one.path for one in standings(twin, supported=frozenset({"c"}), reach=HERE, now=NOW)] == ["a", "b", "c"]


@pytest.mark.parametrize(("report", "than", "older"), [
    ((6,), (7,), True),
    ((7,), (7,), False),                 # the last one counts
    ((8,), (7,), False),
    ((0,), (7,), False),                 # it has forgotten everything
    ((7, 3, 4), (7, 3, 5), True),        # numbers of one start decide
    ((7, 3, 5), (7, 3, 5), True),        # a repeat
    ((7, 3, 6), (7, 3, 5), False),
    ((7, 2, 9), (7, 3, 1), True),        # of an earlier start
    ((7, 4, 1), (7, 3, 9), False),
    ((6, 4, 1), (7, 3, 9), False),       # started again with an older memory
    ((6, 3, 9), (7, 3, 8), False),       # it says itself that it is later
    ((0, 1, 1), (7, 57, 9), False),      # its count of starts was wiped too
    ((8, 1, 1), (7, 57, 9), False),      # nobody can know 8 before it was made
    ((6, None, None), (7, 57, 9), True)])
def test_which_report_is_older(report, than, older):
    def made(revision, boot=None, seq=None):
        return Report(revision, {}, boot=boot, seq=seq)

    assert is_older(made(*report), made(*than)) is older


@pytest.mark.parametrize(("one", "other", "alike"), [
    (10, 10.0, True), (4.7, 4.699999809265137, True), (4.7, 4.71, False), (True, 1, False), (None, 0, False),
    ("a", "a", True), (None, None, True), (0, 0.0, True), (True, True, True)])
def test_which_values_are_the_same(one, other, alike):
    assert same(one, other) is alike


def test_a_document_becomes_flat_and_nested_again_whatever_signals_are_called():
    document = {"interval_s": 10, "limits": {"motor.de:v": {"high": 4.5, "low": None}}}
    assert flat(document) == {"interval_s": 10, "limits/motor.de:v/high": 4.5, "limits/motor.de:v/low": None}
    assert nested(flat(document)) == document


def test_what_is_no_value_is_left_out():
    assert flat({"a": [1, 2], "b": 1, "c": {}}) == {"b": 1}
