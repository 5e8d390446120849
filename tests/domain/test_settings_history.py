"""The way back to an earlier revision."""

from datetime import UTC, datetime

import pytest

from domain.settings_history import Cause, Revision, back_to, differences

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


def revision(number, settings, **reported):
    return Revision(number, settings, reported, Cause.CHANGE, NOW)


HISTORY = [revision(3, {"interval": 20, "gain": 4, "led": True}, interval=10, gain=1),
           revision(2, {"interval": 10, "gain": 4}, interval=10, gain=1),
           revision(1, {"interval": 10}, interval=60, gain=1)]


def test_back_to_a_revision_wants_what_it_wanted_and_undoes_what_came_first_later():
    assert back_to(2, HISTORY) == {"interval": 10, "gain": 4}       # nobody knows what led did: not wanted any more
    assert back_to(1, HISTORY) == {"interval": 10, "gain": 1}


def test_before_the_first_revision_the_device_did_what_it_reported():
    assert back_to(0, HISTORY) == {"interval": 60, "gain": 1}


def test_a_revision_that_never_was_is_an_error():
    with pytest.raises(KeyError):
        back_to(7, HISTORY)


def test_differences_tell_a_limit_that_is_off_from_one_that_is_not_wanted():
    assert differences({"a": 1, "b": None}, {"a": 2, "c": None}) == [("a", 1, 2), ("b", None, None), ("c", None, None)]
    assert differences({"a": 1}, {"a": 1}) == []
