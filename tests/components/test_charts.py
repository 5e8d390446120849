"""Charts as plain dictionaries: what stands on the axes, what is drawn, what it weighs."""

import base64
import json
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from components.charts import COLOURS, Look, height_px, spread, trend
from components.charts_series import Series, columns
from domain.chart_request import MOST_SIGNALS
from domain.distribution import distribution
from domain.time_axis import Span
from domain.trend import Level, curve, of_readings, summary, with_gaps

BERLIN = "Europe/Berlin"
END = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
HOUR = Span(END - timedelta(hours=1), END, live=True)


def _series(values, *, title="Drive-end vibration", unit="mm/s", limits=(None, None, 4.5, 7.1), span=HOUR,
            every_s=10.0):
    at = span.start_at.timestamp() + every_s * np.arange(len(values))
    found = with_gaps(of_readings(at, np.array(values, float)), interval_s=every_s)
    return Series(title, unit, limits, Level.RAW, curve(found, span_s=span.seconds, level=Level.RAW), summary(found),
                  distribution(found))


def _drawn(series, span=HOUR, **look):
    return trend(series, span, zone=BERLIN, look=Look(**look))


def _values(packed):
    return np.frombuffer(base64.b64decode(packed["bdata"]), {"f8": "<f8", "f4": "<f4"}[packed["dtype"]])


def _texts(figure):
    return [annotation["text"] for annotation in figure["layout"]["annotations"]]


def test_the_time_axis_is_absolute_and_its_words_are_the_plants():
    axis = _drawn([_series([1, 2])])["layout"]["xaxis"]
    assert axis["type"] == "linear"
    assert axis["range"] == [HOUR.start_at.timestamp(), END.timestamp()]
    assert axis["tickvals"][0] == datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp()
    assert axis["ticktext"][0] == "13:00<br>22 Nov 2026"
    assert axis["ticktext"][1] == "13:15"


def test_when_the_clocks_go_back_the_axis_runs_on_and_says_so():
    night = Span(datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, 30, tzinfo=UTC))
    axis = _drawn([_series([1, 2], span=night)], night)["layout"]["xaxis"]
    assert axis["ticktext"] == ["01:00<br>25 Oct 2026", "02:00", "02:00 CET", "03:00", "04:00"]
    assert set(np.diff(axis["tickvals"])) == {3600}


def test_the_points_are_the_readings():
    figure = _drawn([_series([1, 9, 2])])
    line = next(trace for trace in figure["data"] if trace["mode"] == "lines" and "fill" not in trace)
    assert _values(line["y"]).tolist() == [1, 9, 2]
    assert _values(line["x"]).tolist() == [HOUR.start_at.timestamp() + second for second in (0, 10, 20)]


def test_signals_of_one_unit_share_a_panel_and_others_have_their_own_on_the_same_time_axis():
    figure = _drawn([_series([1]), _series([60], title="Temperature", unit="Cel"), _series([2], title="Other end")])
    assert {trace["yaxis"] for trace in figure["data"]} == {"y", "y2"}
    assert {trace["xaxis"] for trace in figure["data"]} == {"x"}
    first, second = figure["layout"]["yaxis"]["domain"], figure["layout"]["yaxis2"]["domain"]
    assert second[1] < first[0] < first[1] <= 1
    dashes = {trace["line"]["dash"] for trace in figure["data"]
              if trace["yaxis"] == "y" and "dash" in trace.get("line", {})}
    assert len(dashes) == 2      # told apart without colour too


def test_limits_in_sight_are_lines_with_names_and_the_next_one_beyond_has_an_arrow():
    near = _drawn([_series([3.0, 3.5])])
    assert [line["y0"] for line in near["layout"]["shapes"]] == [4.5]
    assert "high 4.5" in _texts(near)
    far = _drawn([_series([0.1, 0.2])])
    assert far["layout"]["shapes"] == []
    assert "↑ high 4.5" in _texts(far)


def test_different_limits_in_one_panel_say_whose_they_are():
    figure = _drawn([_series([3, 6]), _series([3], title="Other end", limits=(None, None, 5.0, None))])
    assert {"high 4.5, Drive-end vibration", "high 5.0, Other end"} <= set(_texts(figure))


def test_names_cannot_bring_markup_into_the_chart():
    figure = _drawn([_series([3], title='<a href="javascript:alert(1)">x</a>', unit="<b>")])
    assert not [text for text in _texts(figure) if "<a" in text or "<b>" in text]


def test_an_empty_span_says_so_and_no_choice_too():
    assert "No readings in this time" in _texts(_drawn([_series([])]))
    assert "Choose a signal to see its history" in _texts(_drawn([]))


def test_the_table_says_the_same_in_words():
    told = _drawn([_series([1, 2, 6], unit="Cel")])["layout"]["meta"]
    row = told["rows"][0]
    assert len(row) == len(columns())
    assert row[:5] == ["Drive-end vibration", "1.0\u00a0°C", "3.0\u00a0°C", "6.0\u00a0°C", "6.0\u00a0°C"]
    assert row[5] == "22 Nov 2026, 13:00:20\u00a0CET"
    assert row[6:] == ["none", "3 readings"]
    assert told["span"] == "22 Nov 2026, 13:00:00\u00a0CET to 22 Nov 2026, 14:00:00\u00a0CET"


def test_gaps_are_counted_in_the_table():
    values = [1.0, None, None, None, 5.0]
    row = _drawn([_series([np.nan if value is None else value for value in values])])["layout"]["meta"]["rows"][0]
    assert row[6] == "1, 40\u00a0s in all"


def test_a_live_chart_says_how_often_it_wants_to_be_drawn():
    assert _drawn([])["layout"]["meta"]["every_s"] == 5
    day = Span(END - timedelta(days=1), END, live=True)
    assert _drawn([], day)["layout"]["meta"]["every_s"] == 120


def test_histograms_stand_on_the_same_value_axes():
    series = [_series([1, 1, 2]), _series([60], title="Temperature", unit="Cel")]
    beside, chart = spread(series, look=Look()), _drawn(series)
    assert beside["layout"]["yaxis2"] == chart["layout"]["yaxis2"]
    assert [trace["orientation"] for trace in beside["data"]] == ["h", "h"]
    assert _values(beside["data"][0]["x"]).sum() == pytest.approx(100)


def test_under_a_finger_the_page_scrolls_and_under_a_mouse_the_chart_zooms():
    assert _drawn([], touch=True)["layout"]["dragmode"] is False
    assert _drawn([])["layout"]["dragmode"] == "zoom"


def test_there_is_a_colour_for_every_signal_that_may_be_chosen():
    assert len(set(COLOURS)) == MOST_SIGNALS


def test_a_chart_is_as_high_as_its_panels():
    assert height_px(["mm/s", "mm/s"], narrow=False) < height_px(["mm/s", "Cel"], narrow=False)
    assert height_px([], narrow=True) > 150


def test_three_noisy_signals_weigh_less_than_a_quarter_of_a_megabyte():
    noise = np.random.default_rng(1).normal(size=(3, 9000))
    day = Span(END - timedelta(days=1), END)
    series = [_series(values, unit=str(number), span=day, every_s=9.6) for number, values in enumerate(noise)]
    assert len(json.dumps(_drawn(series, day))) < 200_000
