"""A label to print: a QR code that opens a page of this stack, with the name of what it sticks on, as PDF.

The page is 62 x 29 mm, a common size of label rolls; on a larger sheet it is printed in its own size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from components import paper

WIDTH_MM, HEIGHT_MM = 62.0, 29.0
_MARGIN_MM, _CODE_MM = 2.0, 25.0        # the code has its quiet zone inside
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
    paper.load_font()
    written = BytesIO()
    canvas = Canvas(written, pagesize=(WIDTH_MM * mm, HEIGHT_MM * mm), invariant=1)
    canvas.setTitle(label.title)
    paper.draw_code(canvas, label.address, left=_MARGIN_MM * mm, top=(HEIGHT_MM + _CODE_MM) / 2 * mm,
                    side=_CODE_MM * mm)
    _draw_words(canvas, label)
    canvas.linkURL(label.address, (0, 0, WIDTH_MM * mm, HEIGHT_MM * mm))
    canvas.save()
    return written.getvalue()


def _draw_words(canvas: Canvas, label: Label) -> None:
    left = _MARGIN_MM * mm + _CODE_MM * mm
    room = WIDTH_MM * mm - left - _MARGIN_MM * mm
    at = HEIGHT_MM * mm - _MARGIN_MM * mm
    for text, size in _lines(label, room):
        at -= size * _LEADING
        if at < _MARGIN_MM * mm / 2:
            return
        canvas.setFont(paper.FONT, size)
        canvas.drawString(left, at, text)


def _lines(label: Label, room: float) -> Iterator[tuple[str, float]]:
    title = _wrapped(label.title, _TITLE_PT, room)
    if len(title) > _MOST_TITLE_LINES:
        title = [*title[:_MOST_TITLE_LINES - 1], paper.cut(" ".join(title[_MOST_TITLE_LINES - 1:]), _TITLE_PT, room)]
    yield from ((line, _TITLE_PT) for line in title)
    for line in label.lines:
        yield from ((piece, _LINE_PT) for piece in _wrapped(line, _LINE_PT, room))


def _wrapped(text: str, size: float, room: float) -> list[str]:
    """Return a text in lines that fit; a word that is too long is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and paper.width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(paper.cut(word, size, room))
    return lines
