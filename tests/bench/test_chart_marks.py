"""The scenario still marks charts."""

from bench import chart_marks


def test_it_marks_charts_of_a_day_and_of_a_year(database):
    figures = {figure.name: figure.value for figure in chart_marks.measure(database, machines=20, charts=3)}
    assert figures["entries marked, 24 h"] == 2
    assert figures["entries marked, a year"] == 100
    assert figures["marking a chart of a year, p95"] > 0
