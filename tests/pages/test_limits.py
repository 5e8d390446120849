"""The page of a signal's limits: its frame, its chart, and that it trusts nothing it is sent."""

from collections.abc import Iterator

import pytest

from db.connect import open_connection
from domain.errors import NotFoundError
from tests.plant import Plant
from tests.web import HTML, Web, token, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def plant(web: Web) -> Iterator[Plant]:
    with open_connection(web.url, name="test") as conn:
        plant = Plant(conn)
        plant.say_lately(plant.vibration, [1.0, 9.0, 2.0])
        yield plant


@pytest.fixture
def page(web, plant):
    from pages import limits

    with web.server.test_request_context("/"):
        yield limits


def test_the_past_is_drawn_without_limits_which_the_script_moves(page, plant):
    figure = page.show({"signal": plant.vibration, "narrow": True})
    assert figure["layout"]["shapes"] == []
    assert figure["layout"]["xaxis"]["range"][1] - figure["layout"]["xaxis"]["range"][0] == 30 * 86_400
    assert len(figure["data"]) == 3


@pytest.mark.parametrize("view", [None, [], {}, {"signal": "x"}, {"signal": 2**31 - 1}])
def test_a_view_of_nothing_is_not_found(page, view):
    with pytest.raises(NotFoundError):
        page.show(view)


def test_an_address_without_a_signal_says_so(web, plant):
    viewer = web.signed_in()
    assert viewer.get(f"/signals/{plant.vibration}/limits", headers=HTML).status_code == 200
    assert viewer.get("/signals/999999/limits", headers=HTML).status_code == 404
    assert viewer.get("/signals/x/limits", headers=HTML).status_code == 404


def test_only_an_admin_is_offered_to_edit(web, plant):
    body = {"output": ".._pages_content.children..._pages_store.data..",
            "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
            "inputs": [{"id": "_pages_location", "property": "pathname", "value": f"/signals/{plant.vibration}/limits"},
                       {"id": "_pages_location", "property": "search", "value": "?signal_id=999999"}],
            "changedPropIds": ["_pages_location.pathname"]}
    for role, may_edit in (("admin", '"data-may-edit":"yes"'), ("technician", "Only an admin changes limits.")):
        client = web.signed_in(role)
        answer = client.post("/_dash-update-component", json=body, headers=token(client))
        assert may_edit in answer.text
        assert "Limits of Drive-end vibration" in answer.text
