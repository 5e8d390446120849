"""Entries of the log book in a chart: lines under everything, numbers in boxes, the same in words."""

import json
from datetime import UTC, datetime, timedelta

import numpy as np

from components import chart_marks, charts
from components.charts import Look
from components.charts_series import Series
from domain.log import Kind, Mark
from domain.time_axis import Span
from domain.trend import Level, curve, of_readings, summary

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
SPAN = Span(START, START + 100 * DAY)


def mark(day, text="Seal changed", kind=Kind.REPAIR):
    return Mark(START + day * DAY, kind, text, 7)


def drawn(*marks, narrow=False):
    return chart_marks.drawn(marks, SPAN, zone="Europe/Berlin", narrow=narrow)


def test_each_mark_is_a_dotted_line_below_everything_with_its_number_at_the_foot():
    lines, numbers = drawn(mark(0), mark(50), mark(100))
    assert [(line["x0"], line["layer"], line["line"]["dash"]) for line in lines] == [
        ((START + day * DAY).timestamp(), "below", "dot") for day in (0, 50, 100)]
    assert [(one["text"], one["xanchor"], one["y"]) for one in numbers] == [
        ("1", "left", 0), ("2", "center", 0), ("3", "right", 0)]


def test_marks_join_earlier_on_a_narrow_screen():
    assert len(drawn(mark(10), mark(15))[0]) == 2
    assert [one["text"] for one in drawn(mark(10), mark(15), narrow=True)[1]] == ["1–2"]


def test_a_mouse_reads_what_was_done_and_nothing_in_it_is_markup():
    told = drawn(mark(10, "<b>Both</b>\nseals"))[1][0]["hovertext"]
    assert told == "11 Nov 2026, 01:00\u00a0CET · Repair: &lt;b&gt;Both&lt;/b&gt; seals"
    many = drawn(*[mark(10, f"Entry {number}") for number in range(7)])[1][0]["hovertext"].split("<br>")
    assert len(many) == 5
    assert many[-1] == "and 3 more"


def test_the_words_are_short_and_in_the_order_of_the_numbers():
    told = chart_marks.told([mark(1, "x" * 500), mark(2, kind=Kind.CLEANING)], zone="Europe/Berlin")
    assert told["head"] == "2 entries of the log book in this time"
    assert [row[0] for row in told["rows"]] == ["Repair", "Cleaning"]
    assert len(told["rows"][0][3]) == 140
    assert chart_marks.told([mark(1)], zone="UTC")["head"].startswith("1 entry ")
    assert chart_marks.told([], zone="UTC")["rows"] == []


def test_a_chart_has_them_with_its_limits_and_one_without_signals_has_none():
    at = START.timestamp() + 86_400.0 * np.arange(100)
    found = of_readings(at, np.full(100, 2.0))
    series = Series("Vibration", "mm/s", (None, None, 2.05, None), Level.RAW,
                    curve(found, span_s=SPAN.seconds, level=Level.RAW), summary(found), None)
    layout = charts.trend([series], SPAN, zone="UTC", look=Look(), log=[mark(5)])["layout"]
    assert [shape["xref"] for shape in layout["shapes"]] == ["x", "paper"]
    assert layout["meta"]["log"]["rows"][0][3] == "Seal changed"
    assert json.dumps(layout)
    empty = charts.trend([], SPAN, zone="UTC", look=Look(), log=[mark(5)])["layout"]
    assert empty["shapes"] == []
