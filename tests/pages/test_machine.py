"""The page of a machine: its frame, what its callback draws, and that it trusts nothing it is sent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import flask
import pytest
from dash import Patch

from db.connect import open_connection
from domain.access import Role, Theme, User
from domain.chart_request import InvalidSignalsError
from domain.errors import NotFoundError
from domain.time_axis import InvalidSpanError
from tests.plant import Plant
from tests.web import HTML, Web, token, worker
from tools.database import Databases

START = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def plant(web: Web) -> Iterator[Plant]:
    with open_connection(web.url, name="test") as conn:
        plant = Plant(conn)
        plant.say(plant.vibration, [1.0, 9.0, 2.0], start=START)
        plant.say_lately(plant.vibration, [3.0])
        yield plant


@pytest.fixture
def page(web):
    from pages import machine

    who = User(1, "technician", "", Role.TECHNICIAN, True, None, Theme.AUTO, 1, START, None)
    with web.server.test_request_context("/"):
        flask.g._login_user = SimpleNamespace(user=who)
        yield machine


def _view(plant, **more):
    return {"machine": plant.machine_id, "signals": plant.vibration, "from": "2026-07-01T12:00",
            "to": "2026-07-01T13:00", "fresh": True, "turn": 1} | more


def _words(tree):
    """Return every text of a component tree."""
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, (list, tuple)):
        return [word for part in tree for word in _words(part)]
    return _words(getattr(tree, "children", None) or [])


def test_the_head_tells_what_the_machine_is_and_where(page, plant):
    words = _words(page.layout(str(plant.machine_id)))
    for word in ("White water pump", "Nordwerk › Paper machine 1", "Kai 7, Bremen", "Pump", "Torvane TV-30", "TV591394",
                 "4 of 5"):
        assert word in words


def test_the_signals_with_limits_are_chosen_first(page, plant):
    chosen = page.layout(str(plant.machine_id)).to_plotly_json()["props"]["data-first"].split(",")
    assert chosen[0] == str(plant.vibration)
    assert len(chosen) == 3


@pytest.mark.parametrize("machine_id", ["", "0", "999999", "-1", "7x", "42/../7", "<script>", "1e3", "9" * 30])
def test_an_address_without_a_machine_is_not_found(page, machine_id):
    with pytest.raises(NotFoundError):
        page.layout(machine_id)


@pytest.mark.parametrize("machine_id", ["999999", "0", "7x", "9" * 30])
def test_the_page_of_an_unknown_machine_is_sent_with_status_404(web, machine_id):
    answer = web.signed_in("viewer").get(f"/machines/{machine_id}", headers=HTML)
    assert answer.status_code == 404
    assert "react-entry-point" in answer.text


def test_the_page_of_a_machine_is_sent_with_status_200(web, plant):
    assert web.signed_in("viewer").get(f"/machines/{plant.machine_id}", headers=HTML).status_code == 200


def test_a_query_cannot_take_the_place_of_the_path(web, plant):
    asked = {"output": ".._pages_content.children..._pages_store.data..",
             "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
             "inputs": [{"id": "_pages_location", "property": "pathname", "value": "/machines/999999"},
                        {"id": "_pages_location", "property": "search", "value": f"?machine_id={plant.machine_id}"}],
             "changedPropIds": ["_pages_location.pathname"]}
    client = web.signed_in("viewer")
    client.get("/", headers=HTML)
    answer = client.post("/_dash-update-component", json=asked, headers=token(client)).get_data(as_text=True)
    assert "Not found" in answer
    assert "White water pump" not in answer


def test_a_fresh_chart_is_a_figure_of_the_chosen_span(page, plant):
    trend, spread = page.show(_view(plant))
    assert trend["layout"]["meta"]["rows"][0][:4] == ["Drive-end vibration", "1.0\u00a0mm/s", "4.0\u00a0mm/s",
                                                      "9.0\u00a0mm/s"]
    assert trend["layout"]["xaxis"]["range"] == [START.timestamp(), START.timestamp() + 3600]
    assert len(spread["data"]) == 1


def test_a_live_chart_ends_now(page, plant):
    trend, _spread = page.show(_view(plant, **{"from": "", "to": "", "range": "1h"}))
    start, end = trend["layout"]["xaxis"]["range"]
    assert end - start == 3600
    assert abs(end - datetime.now(UTC).timestamp()) < 60
    assert trend["layout"]["meta"]["live"]


def test_a_chart_that_moves_is_a_change_of_the_shown_one(page, plant):
    trend, _spread = page.show(_view(plant, fresh=False))
    assert isinstance(trend, Patch)
    assert "range" in str(_changes(trend))


def test_a_zoom_of_the_person_is_left_alone(page, plant):
    trend, _spread = page.show(_view(plant, fresh=False, zoomed=True))
    changed = _changes(trend)
    assert ["data"] in [change["location"] for change in changed]
    axis = next(change for change in changed if change["location"] == ["layout", "xaxis"])
    assert set(axis["params"]["value"]) == {"tickvals", "ticktext"}


def test_no_signal_is_an_empty_chart(page, plant):
    trend, spread = page.show(_view(plant, signals=""))
    assert trend["data"] == spread["data"] == []


@pytest.mark.parametrize(("more", "error"), [
    ({"machine": "999999"}, NotFoundError), ({"machine": None}, NotFoundError), ({"machine": [1]}, NotFoundError),
    ({"signals": "999999"}, InvalidSignalsError), ({"signals": {"a": 1}}, InvalidSignalsError),
    ({"from": "2027-01-01T00:00"}, InvalidSpanError), ({"to": "never"}, InvalidSpanError)])
def test_what_a_browser_makes_up_is_refused(page, plant, more, error):
    with pytest.raises(error):
        page.show(_view(plant, **more))


@pytest.mark.parametrize("view", [None, [], "x", 7, {}])
def test_a_view_that_is_none_is_not_found(page, view):
    with pytest.raises(NotFoundError):
        page.show(view)


def test_a_year_is_drawn_from_rollups_in_few_points(page, plant):
    plant.say(plant.temperature, [20.0] * 100 + [95.0] + [20.0] * 100, start=START - timedelta(days=200), every_s=3600)
    trend, _spread = page.show(_view(plant, signals=plant.temperature, range="1y", **{"from": "", "to": ""}))
    row = trend["layout"]["meta"]["rows"][0]
    assert row[3] == "95.0\u00a0°C"
    assert row[-1] == "201 readings, by hours"


def _changes(patch):
    return patch.to_plotly_json()["operations"]
