"""The colours can be read: WCAG 2.2 AA, computed from the tokens in both themes."""

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "assets"
CSS = (ASSETS / "10-stethos.css").read_text(encoding="utf-8")
STATES = ("critical", "warning", "advisory", "healthy", "unknown")


def tokens(theme: str) -> dict[str, str]:
    selector = r":root \{" if theme == "light" else r'\[data-bs-theme="dark"\] \{'
    block = re.search(rf"^{selector}(.*?)^\}}", CSS, re.S | re.M)
    assert block
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_surface(theme):
    known = tokens(theme)
    for text in ("text", "text-soft", "accent"):
        for surface in ("surface", "raised", "sunken"):
            assert contrast(known[text], known[surface]) >= 4.5, (text, surface)
    assert contrast(known["accent-text"], known["accent"]) >= 4.5
    assert contrast(known["accent-text"], known["accent-hover"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_words_of_a_state_can_be_read_and_its_shape_seen(theme, state):
    known = tokens(theme)
    for surface in ("surface", "raised", "sunken", f"st-{state}-soft"):
        assert contrast(known[f"st-{state}-text"], known[surface]) >= 4.5, surface
        assert contrast(known[f"st-{state}"], known[surface]) >= 3.0, surface


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_fields_and_the_focus_can_be_seen(theme):
    known = tokens(theme)
    for surface in ("surface", "raised"):
        assert contrast(known["line-strong"], known[surface]) >= 3.0
        assert contrast(known["focus"], known[surface]) >= 3.0


def test_both_themes_know_the_same_colours():
    assert set(tokens("light")) == set(tokens("dark"))


def test_the_pages_without_scripts_use_the_dark_colours_of_the_theme():
    plain = (ASSETS / "plain.css").read_text(encoding="utf-8")
    used = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", plain))
    assert used
    assert used.items() <= tokens("dark").items()


def test_colours_stand_in_the_tokens_only():
    for path in ASSETS.glob("*.css"):
        if path.name in {"00-bootstrap.min.css", "10-stethos.css", "plain.css"}:
            continue
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)", path.read_text(encoding="utf-8")), path.name


def test_no_stylesheet_script_or_picture_asks_another_host():
    for path in ASSETS.rglob("*"):
        if path.suffix in {".css", ".js", ".svg", ".webmanifest"} and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
            text = text.replace("https://getbootstrap.com/", "").replace("https://github.com/twbs", "")
            assert not re.search(r"https?://|@import|//cdn", text), path.name


def test_no_script_of_ours_writes_html_or_evaluates_text():
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
                           r"|setTimeout\(\s*[\"']")
    for path in ASSETS.glob("*.js"):
        assert not forbidden.search(path.read_text(encoding="utf-8")), path.name


def test_whoever_wants_less_motion_gets_none():
    assert "prefers-reduced-motion: reduce" in CSS
