"""The trend counts machines, leaves gaps, and tells the clock of the plant."""

from datetime import UTC, datetime, timedelta

from components import fleet_chart
from domain.tally import Period, Step
from domain.time_axis import Span

START = datetime(2026, 7, 1, 4, tzinfo=UTC)
DAY = Span(START, START + timedelta(hours=24))


def step(hour, **seconds):
    given = {"critical_s": 0.0, "warning_s": 0.0, "advisory_s": 0.0, "healthy_s": 0.0, "unknown_s": 0.0} | seconds
    return Step(START + timedelta(hours=hour), **given)


def drawn(*steps, span=DAY, period=Period.HOUR):
    return fleet_chart.trend(steps, span, period=period, zone="Europe/Berlin")


def bars(figure, condition):
    return next(bar for bar in figure["data"] if bar["meta"] == condition)


def test_a_bar_is_how_many_machines_were_in_a_condition_on_average():
    figure = drawn(step(0, critical_s=1800.0, healthy_s=9 * 3600.0))
    assert bars(figure, "critical")["y"] == [0.5]
    assert bars(figure, "healthy")["y"] == [9.0]


def test_an_hour_that_was_not_tallied_has_no_bar():
    figure = drawn(step(0, healthy_s=3600.0), step(2, healthy_s=3600.0))
    at = bars(figure, "healthy")["x"]
    assert [at[1] - at[0], len(at)] == [2 * 3600, 2]


def test_what_needs_somebody_stands_on_the_axis():
    assert [bar["meta"] for bar in drawn()["data"]] == ["critical", "warning", "advisory", "unknown", "healthy"]


def test_times_are_those_of_the_plant_whatever_the_zone_of_the_browser():
    figure = drawn(step(0, healthy_s=3600.0))
    assert bars(figure, "healthy")["customdata"][0].replace("\u00a0", " ") == "1 Jul 2026, 06:00 CEST"
    assert figure["layout"]["xaxis"]["type"] == "linear"
    assert "12:00" in figure["layout"]["xaxis"]["ticktext"]


def test_a_day_names_its_zone():
    day = Step(datetime(2026, 7, 1, tzinfo=UTC), 0.0, 0.0, 0.0, 86_400.0, 0.0)
    figure = drawn(day, span=Span(day.start, day.start + timedelta(days=30)), period=Period.DAY)
    assert bars(figure, "healthy")["customdata"] == ["1 Jul 2026 (day in UTC)"]


def test_the_summary_says_least_average_and_most_of_what_there_was():
    rows = fleet_chart.summary([step(0, critical_s=3600.0), step(1)], DAY, period=Period.HOUR)
    assert rows == [("Critical", "0.0", "0.5", "1.0")]
