import re
from pathlib import Path
from xml.etree import ElementTree as Tree

from components.icons import icon
from domain.state import Condition, Running, Trust

ASSETS = Path(__file__).parents[2] / "assets"
PICTURES = Tree.fromstring((ASSETS / "icons.svg").read_text(encoding="utf-8"))
PLACES = dict(re.findall(r"\.i-([\w-]+) \{ --i: (\d+); \}", (ASSETS / "20-icons.css").read_text(encoding="utf-8")))


def test_every_class_shows_the_picture_of_its_name():
    drawn = {group.get("id"): group.get("transform") for group in PICTURES}
    assert set(drawn) == set(PLACES)
    for name, place in PLACES.items():
        assert drawn[name] == f"translate(0 {24 * int(place)})"


def test_the_sheet_is_as_high_as_its_pictures():
    assert PICTURES.get("viewBox") == f"0 0 24 {24 * len(PLACES)}"
    assert PICTURES.get("height") == str(24 * len(PLACES))


def test_every_word_of_the_three_marks_and_every_type_of_machine_has_a_shape():
    words = {*Condition, *Running, *Trust, "motor", "pump", "compressor", "fan", "gearbox", "hydraulic", "other"}
    assert {str(word) for word in words} <= set(PLACES)


def test_an_icon_beside_a_word_is_silent_and_one_alone_speaks():
    assert icon("pump").to_plotly_json()["props"] == {"className": "icon i-pump", "aria-hidden": "true",
                                                      "children": None}
    alone = icon("silent", label="Silent").to_plotly_json()["props"]
    assert (alone["role"], alone["aria-label"]) == ("img", "Silent")
