"""A label to print: a QR code that opens a page of this stack, with the name of what it sticks on, as PDF.

The page is 62 x 29 mm, a common size of label rolls; on a larger sheet it is printed in its own size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH_MM, HEIGHT_MM = 62.0, 29.0
_MARGIN_MM, _CODE_MM = 2.0, 25.0        # the code has its quiet zone inside
_QUIET_MODULES = 4
_FILE = Path(__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
_FONT = "DejaVuSansCondensed"
_TITLE_PT, _LINE_PT, _LEADING = 10.0, 7.5, 1.2
_MOST_TITLE_LINES = 2


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label: the address in the code, a title, and further lines."""

    address: str
    title: str
    lines: Sequence[str]


def pdf(label: Label) -> bytes:
    """Return the label as a PDF document of one page."""
    _load_font()
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(WIDTH_MM * mm, HEIGHT_MM * mm), invariant=1)
    canvas.setTitle(label.title)
    _draw_code(canvas, label.address)
    _draw_words(canvas, label)
    canvas.linkURL(label.address, (0, 0, WIDTH_MM * mm, HEIGHT_MM * mm))
    canvas.save()
    return paper.getvalue()


@cache
def _load_font() -> None:
    pdfmetrics.registerFont(TTFont(_FONT, str(_FILE)))


def _draw_code(canvas: Canvas, address: str) -> None:
    """Draw the code as rectangles: sharp on every printer."""
    modules = list(segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET_MODULES))
    size = _CODE_MM * mm / len(modules)
    left, top = _MARGIN_MM * mm, (HEIGHT_MM + _CODE_MM) / 2 * mm
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                path.rect(left + column * size, top - (row + 1) * size, size, size)
    canvas.drawPath(path, stroke=0, fill=1)


def _draw_words(canvas: Canvas, label: Label) -> None:
    left = _MARGIN_MM * mm + _CODE_MM * mm
    room = WIDTH_MM * mm - left - _MARGIN_MM * mm
    at = HEIGHT_MM * mm - _MARGIN_MM * mm
    for text, size in _lines(label, room):
        at -= size * _LEADING
        if at < _MARGIN_MM * mm / 2:
            return
        canvas.setFont(_FONT, size)
        canvas.drawString(left, at, text)


def _lines(label: Label, room: float) -> Iterator[tuple[str, float]]:
    title = _wrapped(label.title, _TITLE_PT, room)
    if len(title) > _MOST_TITLE_LINES:
        title = [*title[:_MOST_TITLE_LINES - 1], _cut(" ".join(title[_MOST_TITLE_LINES - 1:]), _TITLE_PT, room)]
    yield from ((line, _TITLE_PT) for line in title)
    for line in label.lines:
        yield from ((piece, _LINE_PT) for piece in _wrapped(line, _LINE_PT, room))


def _wrapped(text: str, size: float, room: float) -> list[str]:
    """Return a text in lines that fit; a word that is too long is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(_cut(word, size, room))
    return lines


def _cut(text: str, size: float, room: float) -> str:
    if _width(text, size) <= room:
        return text
    kept = text
    while kept and _width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _width(text: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, _FONT, size))
