"""A label is one page of its size, with any name on it, and its code is read back by nobody but a reader of codes."""

import re
import zlib

import pytest
from reportlab.pdfbase import pdfmetrics

from components import label, paper
from components.label import Label


def page(**given):
    return label.pdf(Label(given.get("address", "https://plant.example/machines/7"), given.get("title", "Pump"),
                           given.get("lines", ["Nordwerk › Paper machine 1"])))


def test_it_is_one_page_of_62_by_29_mm():
    found = page()
    assert found.startswith(b"%PDF-")
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", found)
    assert [round(float(side) * 25.4 / 72, 1) for side in box.groups()] == [62.0, 29.0]
    assert found.count(b"/Type /Page\n") == 1
    assert b"(https://plant.example/machines/7)" in found


@pytest.mark.parametrize("title", ["Pump", "P" * 300, "Kühlwasserpumpe für die Papiermaschine Süd " * 5, "Насос №7",
                                   "Čerpadlo Ž", "", "泵", "a  b"])
def test_any_name_fits(title):
    assert page(title=title, lines=[title, title]).startswith(b"%PDF-")


def test_no_line_is_wider_than_the_room_and_the_title_takes_two_at_most():
    paper.load_font()
    lines = list(label._lines(Label("", "Kühlwasserpumpe für die Papiermaschine Süd " * 4, ["Werk › Linie"]), 100))
    assert [size for _, size in lines].count(label._TITLE_PT) == 2
    assert all(pdfmetrics.stringWidth(text, paper.FONT, size) <= 100 for text, size in lines)


def test_the_same_label_is_the_same_file_and_another_address_another_code():
    def drawn(pdf):
        return [zlib.decompress(piece) for piece in re.findall(rb"stream\n(.*?)endstream", pdf, re.S)
                if piece.startswith(b"x\x9c")]

    assert page() == page()
    assert drawn(page()) == drawn(page())
    assert page(address="https://plant.example/machines/8") != page()
