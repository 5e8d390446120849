"""The charts of a report: what stands in them, and that they are sound SVG."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as Tree

import numpy as np
import pytest

from components import drawing, report_chart
from components.drawing import Area, Drawing, Stroke, Words
from domain.machine import Signal
from domain.report import Charted, Stretch
from domain.state import Trust
from domain.time_axis import Span
from domain.trend import Level, curve, of_readings, summary, with_gaps
from domain.vitals import Vital

END = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SVG = "{http://www.w3.org/2000/svg}"


def shown(values, *, limits=(None, None, 4.5, 7.1), title="Vibration"):
    """Return a signal of one reading a minute up to the end of a day."""
    span = Span(END - DAY, END)
    at = END.timestamp() - 60 * np.arange(len(values), dtype=float)[::-1]
    history = with_gaps(of_readings(at, np.array(values, float)), interval_s=60)
    stretch = Stretch(span, curve(history, span_s=span.seconds, level=Level.RAW, most=700), summary(history))
    signal = Signal(1, "v", title, "mm/s", 60, None, None, None, *limits, None, "node-1")
    return Charted(signal, Vital(None, None, Trust.GOOD, None), (stretch,)), stretch


def chart(values, **more):
    return report_chart.chart(*shown(values, **more), zone="Europe/Berlin")


def texts(found):
    return [shape.text for shape in found.shapes if isinstance(shape, Words)]


def test_limits_in_sight_are_lines_with_their_names_and_one_beyond_is_an_arrow():
    found = chart([3.0, 5.0, 4.0])
    assert "high 4.5" in texts(found)
    assert "high-high 7.1" in texts(found)
    assert "↑ high-high 100" in texts(chart([3.0, 5.0], limits=(None, None, 4.5, 100.0)))
    dashed = [shape.dash for shape in found.shapes if isinstance(shape, Stroke) and shape.width == 1.0]
    assert sorted(map(bool, dashed)) == [False, True]


def test_times_are_those_of_the_plant_and_the_unit_stands_above():
    assert texts(chart([3.0]))[0] == "Last 24\N{NO-BREAK SPACE}h (mm/s)"
    assert {"06:00", "12:00", "28 Nov 2026"} <= set(texts(chart([3.0])))


def test_nothing_is_drawn_outside_the_paper_and_the_worst_value_is_inside():
    for shape in chart([0.0, 1e6, -1e6, *[3.0] * 2000]).shapes:
        if not isinstance(shape, Words):
            assert 0 <= shape.x.min() <= shape.x.max() <= report_chart.WIDTH
            assert 0 <= shape.y.min() <= shape.y.max() <= report_chart.HEIGHT


def test_the_pen_is_up_in_a_gap():
    values = [3.0] * 10 + [float("nan")] * 10 + [3.0] * 10
    lines = [shape for shape in chart(values).shapes if isinstance(shape, Stroke) and shape.width == 0.8]
    assert len(lines) == 2


def test_a_constant_and_a_single_reading_are_drawn_and_nothing_is_said_so():
    assert any(isinstance(shape, Stroke) and shape.width == 0.8 for shape in chart([3.0] * 50).shapes)
    assert any(isinstance(shape, Area) for shape in chart([3.0]).shapes)
    assert "No readings in this time" in texts(chart([]))
    assert report_chart.told(*shown([])) == "Vibration. Last 24\N{NO-BREAK SPACE}h: No readings in this time"


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_the_marks_of_the_value_axis_are_few_and_differ(scale):
    found = chart([1.0 * scale, 3.0 * scale], limits=(None,) * 4)
    marks = [shape.text for shape in found.shapes if isinstance(shape, Words) and shape.anchor == "end"]
    assert 2 <= len(marks) <= 6
    assert len(set(marks)) == len(marks)


def test_a_drawing_is_sound_svg_whatever_stands_in_it():
    hostile = "</text><script>alert('1')</script> & \""
    found = Tree.fromstring(drawing.svg(Drawing(10, 10, [Words(1, 1, hostile, 7, halo=True)])))
    assert [one.text for one in found.iter(f"{SVG}text")] == [hostile]
    assert not list(found.iter(f"{SVG}script"))
    assert drawing.picture(chart([3.0])).startswith("data:image/svg+xml;base64,")
