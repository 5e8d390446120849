from collections.abc import Iterator

import dash
import flask
import pytest
from dash import Input, Output, html

import auth
from auth.registry import route
from domain.errors import NotFoundError
from tests.web import Web, worker
from tools.database import Databases


@pytest.fixture
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


def test_the_whole_app_passes_the_audit(web):
    auth.audit(web.app)


def test_a_callback_without_a_role_stops_the_start(web):
    web.app.callback(Output("somewhere", "children"), Input("somewhere", "n_clicks"))(lambda clicks: clicks)
    with pytest.raises(RuntimeError, match=r"without a role: callback somewhere\.children"):
        auth.audit(web.app)


def test_a_page_without_a_role_stops_the_start(web):
    dash.register_page("pages.loose", path="/loose", layout=html.P("anybody"))
    with pytest.raises(RuntimeError, match=r"page pages\.loose"):
        auth.audit(web.app)


def test_a_page_with_a_role_but_an_unguarded_layout_stops_the_start_too(web):
    dash.register_page("pages.loose", path="/loose", layout=html.P("anybody"), role="admin")
    with pytest.raises(RuntimeError, match=r"page pages\.loose"):
        auth.audit(web.app)


def test_a_route_without_a_role_stops_the_start(databases, monkeypatch):
    def loose(server: flask.Flask) -> None:
        server.add_url_rule("/loose", "loose", lambda: "anybody")

    monkeypatch.setattr("app._discover_lists", loose)
    with pytest.raises(RuntimeError, match="route /loose"):
        Web(databases.url)


def test_pages_callbacks_and_routes_cannot_be_registered_without_a_role():
    blueprint = flask.Blueprint("loose", __name__)
    with pytest.raises(TypeError, match="role"):
        auth.cb(Output("a", "children"), Input("a", "n_clicks"))
    with pytest.raises(TypeError, match="role"):
        auth.page("pages.loose", path="/loose", layout=html.P)
    with pytest.raises(TypeError, match="role"):
        auth.route(blueprint, "/loose")
    for wrong in ("", "root", None):
        with pytest.raises(ValueError, match="Role"):
            route(blueprint, "/loose", role=wrong)


def test_the_decorated_function_stays_what_it_was():
    def double(number: int) -> int:
        return 2 * number

    same = auth.cb(Output("test-double", "children"), Input("test-double", "n_clicks"), role="viewer")(double)
    dash._callback.GLOBAL_CALLBACK_LIST.clear()
    dash._callback.GLOBAL_CALLBACK_MAP.clear()
    assert same is double
    assert same(21) == 42


@pytest.mark.parametrize("text", [
    "0", "-1", "07", "7.0", "7/../8", " 7", "7\n", "٧", "1e3", "", "99999999999", "2147483648"])
def test_only_a_plain_positive_number_is_one_in_a_path(text):
    with pytest.raises(NotFoundError):
        auth.path_id(text)


def test_a_number_in_a_path_is_a_number():
    assert auth.path_id("7") == 7
    assert auth.path_id("2147483647") == 2_147_483_647
