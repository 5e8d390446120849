"""The pages of docs/ can be read: lines that fit a screen, and links that lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_lines_fit_a_screen_outside_of_tables(path):
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    assert not [number for number, line in lines if len(line) > 120 and not line.startswith("|")]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_to_what_is_there(path):
    text = path.read_text(encoding="utf-8")
    assert not [link for link in LINK.findall(text) if not (path.parent / link).exists()]


def test_the_page_everybody_reads_first_stays_short():
    assert (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").count("\n") < 300
