"""The scenario still asks what the pages ask."""

from bench import fleet_query
from tests.web import quick_passwords


def test_it_measures_every_list_and_finds_the_answers_small(database):
    with quick_passwords():
        figures = {figure.name: figure for figure in fleet_query.measure(database, machines=60, rounds=2)}
    assert {"ward round, p95", "fleet, one line, p95", "fleet chart, one site, 30 d, p95"} < figures.keys()
    assert all(figure.value < 60 for figure in figures.values() if figure.goal == "< 60")
