"""What comes from an address or a page is checked before it is believed."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chart_request import InvalidSignalsError, read
from domain.machine import Signal, first_choice
from domain.time_axis import InvalidSpanError

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _signal(number, *, high=None):
    return Signal(number, f"s{number}", f"Signal {number}", "mm/s", 10, None, None, None, None, None, high, None,
                  None, "sim-0001")


def test_an_address_is_read():
    asked = read({"machine": "7", "signals": "3,5,3", "range": "7d"})
    assert (asked.machine, asked.signal_ids) == ("7", (3, 5))
    assert asked.span(zone="UTC", now=NOW).seconds == 7 * 86_400


def test_no_choice_is_no_signal():
    assert read({"machine": "7"}).signal_ids == ()


@pytest.mark.parametrize("text", ["1,", ",1", "1;2", "1,2,3,4,5,6,7", "-1", "one", "1" * 11, "1 OR 1=1", "²"])
def test_signals_that_are_none_are_refused(text):
    with pytest.raises(InvalidSignalsError):
        read({"machine": "7", "signals": text})


def test_a_signal_of_another_machine_is_refused():
    with pytest.raises(InvalidSignalsError):
        read({"signals": "1,9"}).chosen([_signal(1), _signal(2)])


def test_signals_come_in_the_order_of_the_choice():
    chosen = read({"signals": "2,1"}).chosen([_signal(1), _signal(2)])
    assert [signal.id for signal in chosen] == [2, 1]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["machine", "signals", "range", "from", "to"]),
                       st.none() | st.text() | st.integers() | st.lists(st.integers()) | st.booleans()))
def test_whatever_a_page_sends_is_read_or_refused(given_view):
    with contextlib.suppress(InvalidSignalsError, InvalidSpanError):
        read(given_view).span(zone="Europe/Berlin", now=NOW)


def test_the_explaining_signal_is_shown_first_then_those_with_limits():
    signals = [_signal(1), _signal(2, high=4.5), _signal(3), _signal(4, high=80), _signal(5, high=1)]
    assert [signal.id for signal in first_choice(signals, explaining=3)] == [3, 2, 4]
    assert [signal.id for signal in first_choice(signals, explaining=None)] == [2, 4, 5]
    assert first_choice([], explaining=None) == []
