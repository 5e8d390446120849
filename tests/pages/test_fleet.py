"""The fleet page: what its callback draws, and which places have one."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bench.fleet_data import Extent, fill
from db.connect import open_connection
from tests.web import Web, token, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        with open_connection(web.url, name="test") as conn:
            fill(conn, Extent(40, sites=2), now=datetime.now(UTC))
        yield web


def drawn(web, view):
    """Call the callback as the browser does; return the figure."""
    client = web.signed_in("viewer")
    body = {"output": "..fleet-graph.children...fleet-summary.children..",
            "outputs": [{"id": "fleet-graph", "property": "children"}, {"id": "fleet-summary", "property": "children"}],
            "inputs": [{"id": "fleet-view", "property": "data", "value": view}], "changedPropIds": ["fleet-view.data"]}
    answer = client.post("/_dash-update-component", json=body, headers=token(client))
    assert answer.status_code == 200, answer.text
    return answer.get_json()["response"]["fleet-graph"]["children"]["props"]["figure"]


def test_a_day_has_a_bar_an_hour_and_a_month_a_bar_a_day(web):
    assert len(drawn(web, {"place": "", "range": "24h"})["data"][0]["x"]) == 24
    assert len(drawn(web, {"place": "", "range": "30d"})["data"][0]["x"]) in {29, 30}


def test_bars_are_of_the_machines_of_the_place(web):
    # of each machine's hour 60 s are critical
    assert drawn(web, {"place": "", "range": "24h"})["data"][0]["y"][0] == pytest.approx(40 * 60 / 3600, abs=0.01)
    assert drawn(web, {"place": "site-1", "range": "24h"})["data"][0]["y"][0] == pytest.approx(20 * 60 / 3600, abs=0.01)


@pytest.mark.parametrize("view", [{}, {"range": "x"}, {"place": "nowhere", "range": "24h"}, {"place": None}])
def test_nonsense_draws_the_whole_fleet_of_a_day(web, view):
    assert len(drawn(web, view)["data"]) == 5
