"""A table of comma-separated values that any program reads and none executes."""

import csv
import io
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.spreadsheet import lines, safe

AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def _table(heads, streams, zone="Europe/Berlin"):
    return list(csv.reader(io.StringIO("".join(lines(heads, streams, zone=zone)))))


def test_times_are_told_in_utc_and_on_the_clock_of_the_plant_also_in_the_doubled_hour():
    rows = _table([["Vibration (mm/s)"]], [[(AT, 1.5), (AT + timedelta(hours=1), 2.0)]])
    assert rows == [
        ["time_utc", "time_plant (Europe/Berlin)", "Vibration (mm/s)"],
        ["2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00", "1.5"],
        ["2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00", "2.0"],
    ]


def test_signals_share_a_row_where_they_share_a_time():
    later = AT + timedelta(seconds=1)
    rows = _table([["a"], ["b", "b2"]], [[(AT, 1.0), (later, 2.0)], [(later, 3.0, 4.0)]])
    assert [row[2:] for row in rows[1:]] == [["1.0", "", ""], ["2.0", "3.0", "4.0"]]


def test_fractions_of_a_second_stay():
    rows = _table([["a"]], [[(AT + timedelta(milliseconds=250), 1.0)]])
    assert rows[1][0] == "2026-10-25T00:30:00.250000Z"


def test_nothing_chosen_is_a_head_without_rows():
    assert _table([], []) == [["time_utc", "time_plant (Europe/Berlin)"]]


def test_a_long_table_comes_in_pieces():
    pieces = list(lines([["a"]], [((AT + timedelta(seconds=n), 0.0) for n in range(1300))], zone="UTC"))
    assert len(pieces) == 3
    assert sum(piece.count("\r\n") for piece in pieces) == 1301


def test_the_streams_are_read_no_further_than_what_was_asked_for():
    taken = []

    def stream():
        for n in range(100_000):
            taken.append(n)
            yield AT + timedelta(seconds=n), 0.0

    next(lines([["a"]], [stream()], zone="UTC"))
    assert len(taken) < 1000


@settings(deadline=None)
@given(st.text())
def test_no_head_is_a_formula(text):
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_names_that_look_like_formulas_come_out_as_text():
    rows = _table([["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "plain, with comma"]], [[]])
    assert rows[0][2:] == ["'=cmd|' /C calc'!A0", "'+1", "'-1", "'@SUM(1)", "plain, with comma"]
