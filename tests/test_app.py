"""What holds for every page, present and future: frames, ids, outputs, roles, sizes of the first answer."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import dash
import pytest
from dash.development.base_component import Component

import app
from bench.fleet_data import Extent, fill
from config import Settings
from db.connect import open_connection
from domain.errors import ConfigError
from tests.web import HTML, Web, token, worker
from tools.database import Databases

FRAME_IDS = {"_pages_location", "_pages_content", "_pages_store", "_pages_dummy", "toast"}


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        with open_connection(web.url, name="test") as conn:
            fill(conn, Extent(4, sites=1, minutes=10, tally_hours=2, tally_days=1), now=datetime.now(UTC))
            conn.execute("INSERT INTO machine_case (machine_id, opened_at, began_at) VALUES (1, now(), now())")
        yield web


@pytest.fixture(scope="module")
def frames(web: Web) -> dict[str, set[str]]:
    """Return the fixed ids in the frame of each page, as an admin sees it; machine 1 and case 1 stand for all."""
    return {module: ids_in(shown(web, entry)) for module, entry in dash.page_registry.items()}


def shown(web: Web, entry) -> object:
    path = re.sub(r"<\w+>", "1", entry.get("path_template") or entry["path"])
    body = {"output": ".._pages_content.children..._pages_store.data..",
            "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
            "inputs": [{"id": "_pages_location", "property": "pathname", "value": path},
                       {"id": "_pages_location", "property": "search", "value": ""}],
            "changedPropIds": ["_pages_location.pathname"]}
    client = web.signed_in("admin")
    answer = client.post("/_dash-update-component", json=body, headers=token(client))
    assert answer.status_code == 200, path
    return json.loads(answer.text)["response"]["_pages_content"]["children"]


def ids_in(tree: object) -> set[str]:
    """Return every fixed id in a component tree, as it goes over the wire."""
    if isinstance(tree, Component):
        tree = json.loads(json.dumps(tree.to_plotly_json(), default=lambda part: part.to_plotly_json()))
    if isinstance(tree, list):
        return {found for part in tree for found in ids_in(part)}
    if not isinstance(tree, dict):
        return set()
    found = {found for part in tree.values() for found in ids_in(part)}
    own = tree.get("props", {}).get("id") if isinstance(tree.get("props"), dict) else None
    return found | ({own} if isinstance(own, str) else set())


def ids_of(callback) -> set[str]:
    """Return the fixed ids a callback names."""
    outputs = re.findall(r"([^.]+)\.[^.]+", callback["output"].strip(".")) if callback["output"] else []
    named = {*outputs, *(part["id"] for part in (*callback["inputs"], *callback["state"]))}
    return {name.strip(".") for name in named if not name.strip(".").startswith("{")}


def outputs_of(callback) -> list[str]:
    text = callback["output"]
    return text.strip(".").split("...") if text.startswith("..") else [text] if text else []


def test_every_page_is_found_and_has_a_role(web):
    assert {"pages.not_found_404"} <= set(dash.page_registry)
    assert {f"pages.{path.stem}" for path in (app.ROOT / "pages").glob("[a-z]*.py")} == set(dash.page_registry)
    assert all(entry["role"] in {"viewer", "technician", "admin"} for entry in dash.page_registry.values())


def test_every_fixed_id_stands_in_a_frame_and_a_callback_stays_on_its_page(web, frames):
    for callback in web.app._callback_list:
        ids = ids_of(callback) - FRAME_IDS
        homes = [module for module, known in frames.items() if ids <= known]
        assert not ids or homes, f"{callback['output']}: {ids} stand in no one page"


def test_no_id_stands_in_two_pages(web, frames):
    counted = Counter(name for ids in frames.values() for name in ids)
    assert not [name for name, times in counted.items() if times > 1]


def test_no_output_has_two_writers_and_none_writes_more_than_two(web):
    callbacks = [callback for callback in web.app._callback_list if "_pages_" not in callback["output"]]
    writers = Counter(re.sub(r"@\w+$", "", output) for callback in callbacks for output in outputs_of(callback))
    assert not [output for output, times in writers.items() if times > 1]
    assert not [callback["output"] for callback in callbacks if len(outputs_of(callback)) > 2]


def test_no_callback_runs_in_a_page_nobody_asked_for(web):
    assert all(callback.get("websocket") is not True for callback in web.app._callback_list)
    assert not web.app.callback_api_paths


def test_the_first_answer_holds_no_layout_and_is_small(web):
    answer = web.signed_in().get("/", headers=HTML)
    assert "validation_layout" not in answer.text
    assert "data-live" not in answer.text
    assert len(answer.data) < 16_000


def test_a_second_app_in_the_same_process_has_all_pages_and_callbacks_too(web):
    second = Web(web.url)
    assert set(second.app.callback_map) == set(web.app.callback_map)
    second.close()


def test_language_and_theme_stand_in_the_first_tag(web):
    page = web.signed_in().get("/", headers=HTML).text
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB" data-bs-theme="auto" data-theme="auto">')
    assert page.index("theme.js") < page.index("<body")


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_a_secret_that_could_be_guessed_stops_the_start_with_a_sentence(secret):
    with pytest.raises(ConfigError, match="at least 32 characters, the same for all web workers"):
        app.create_app(Settings(secret_key=secret))


def test_importing_the_module_builds_no_app():
    assert "server" not in vars(app)


def test_no_door_for_machines_to_call_callbacks_is_open(web):
    assert not [rule.rule for rule in web.server.url_map.iter_rules() if "mcp" in rule.rule]
    assert web.app._enable_mcp is False


def test_health_is_public_and_says_nothing_but_yes_or_no(web):
    for path in ("/health", "/health/ready"):
        answer = web.client().get(path)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    away = Web("postgresql://stethos@127.0.0.1:9/nothing")
    answer = away.client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})
    away.close()
