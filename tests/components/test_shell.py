import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from dash._utils import to_json

from components import shell
from components.attributes import attributes
from domain.access import Role, Theme, User

EVA = User(7, "eva", "Eva <Stern>", Role.TECHNICIAN, True, None, Theme.DARK, 1, datetime(2026, 1, 1, tzinfo=UTC), None)


def pieces(tree: Any) -> list[dict[str, Any]]:
    """Return every component of a tree as it goes over the wire."""
    if isinstance(tree, list):
        return [found for part in tree for found in pieces(part)]
    if not isinstance(tree, dict):
        return []
    return ([tree] if "type" in tree else []) + [found for part in tree.values() for found in pieces(part)]


@pytest.fixture
def frame() -> list[dict[str, Any]]:
    return pieces(json.loads(to_json(shell.frame(EVA, csrf_token="token", theme=Theme.DARK))))


def named(frame: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [piece["props"] for piece in frame if piece["type"] == kind]


def test_the_frame_has_its_landmarks_and_a_way_past_the_navigation(frame):
    assert [len(named(frame, kind)) for kind in ("Header", "Main", "Footer")] == [1, 1, 1]
    navigations = named(frame, "Nav")
    assert len({props["aria-label"] for props in navigations}) == len(navigations) == 2
    assert named(frame, "A")[0]["href"] == "#" + named(frame, "Main")[0]["id"] == "#content"


def test_both_navigations_lead_to_the_five_places(frame):
    places = [props["href"] for props in named(frame, "Link") if props["className"] == "nav-place"]
    assert places == ["/", "/fleet", "/alarms", "/devices", "/system"] * 2


def test_the_menu_names_the_person_the_role_and_the_theme(frame):
    text = json.dumps(frame)
    assert "Eva <Stern>" in text
    assert "Technician" in text
    pressed = [props["data-theme-choice"] for props in named(frame, "Button")
               if props.get("aria-pressed") == "true"]
    assert pressed == ["dark"]


def test_signing_out_is_a_post_with_the_token(frame):
    form = named(frame, "Form")[0]
    assert (form["action"], form["method"]) == ("/logout", "POST")
    assert {"type": "hidden", "name": "csrf_token", "value": "token"}.items() <= named(frame, "Input")[0].items()


def test_messages_are_spoken_politely(frame):
    regions = {props.get("id"): props for props in named(frame, "Div")}
    assert regions["toasts"]["aria-live"] == "polite"
    assert regions["connection"]["role"] == "status"
    assert regions["connection"]["hidden"] is True


def test_without_a_user_only_the_bones_are_there():
    bones = to_json(shell.frame(None, csrf_token="", theme=Theme.AUTO))
    assert "sign-out" not in bones
    assert re.search(r'"_pages_content"', bones)


def test_attributes_that_python_cannot_spell():
    assert attributes(data_live="ward", aria_label="Machines", aria_hidden=None) == {
        "data-live": "ward", "aria-label": "Machines"}
