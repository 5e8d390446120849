from datetime import UTC, datetime, timedelta

import numpy as np

from components import case_chart
from components.case_chart import Active
from components.charts import Look
from components.charts_series import Series
from domain.time_axis import Span
from domain.trend import Level, curve, of_readings, summary

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPAN = Span(NOW - 4 * HOUR, NOW)


def chart(active, *, limit=4.5, limits=(None, None, 4.5, 7.1)):
    at = np.linspace(SPAN.start_at.timestamp(), SPAN.end_at.timestamp(), 50)
    history = of_readings(at, np.linspace(1.0, 5.0, 50))
    series = Series("Vibration", "mm/s", limits, Level.RAW, curve(history, span_s=SPAN.seconds, level=Level.RAW),
                    summary(history), None)
    return case_chart.around(series, SPAN, active, limit=limit, zone="UTC", look=Look())["layout"]


def bands(layout):
    return [(shape["x0"], shape["x1"]) for shape in layout["shapes"] if shape["type"] == "rect"]


def test_the_time_in_which_an_alarm_was_active_is_shaded_as_far_as_it_is_shown():
    start, end = SPAN.start_at.timestamp(), SPAN.end_at.timestamp()
    assert bands(chart([Active(NOW - 9 * HOUR, NOW - 3 * HOUR), Active(NOW - HOUR, None)])) == [
        (start, start + 3600), (end - 3600, end)]


def test_a_limit_that_is_another_one_now_is_drawn_as_it_was_then_and_in_sight():
    layout = chart([], limit=9.0)
    assert [note["text"] for note in layout["annotations"] if "then" in note["text"]] == ["limit then 9.0"]
    assert layout["yaxis"]["range"][1] > 9.0


def test_a_limit_that_still_holds_is_drawn_once():
    assert not [note for note in chart([])["annotations"] if "then" in note["text"]]
