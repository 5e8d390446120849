"""What all that is printed has in common: the font, the code that opens a page, and texts that no paper chokes on."""

from functools import cache
from pathlib import Path

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT = "DejaVuSansCondensed"
_FILE = Path(__file__).parent / "fonts" / "DejaVuSansCondensed.ttf"
_QUIET_MODULES = 4


@cache
def load_font() -> None:
    """Let reportlab know the font: Latin with all its marks, Greek and Cyrillic."""
    pdfmetrics.registerFont(TTFont(FONT, str(_FILE)))


def width(text: str, size: float) -> float:
    """Return how wide a text is, in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


def cut(text: str, size: float, room: float) -> str:
    """Return what of a text fits into the room; what is cut off is told by three dots."""
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def shortened(text: str, most: int) -> str:
    """Return a text as one paragraph of at most so many letters, without control characters."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= most else line[:most - 1].rstrip() + "…"


def draw_code(canvas: Canvas, address: str, *, left: float, top: float, side: float) -> None:
    """Draw the QR code of an address as rectangles, which are sharp on every printer; its quiet zone is inside."""
    modules = list(segno.make(address, error="m", micro=False).matrix_iter(border=_QUIET_MODULES))
    size = side / len(modules)
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                path.rect(left + column * size, top - (row + 1) * size, size, size)
    canvas.drawPath(path, stroke=0, fill=1)


def code_picture(address: str) -> str:
    """Return the QR code of an address as the address of a picture, for a page that is printed."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=_QUIET_MODULES, scale=4))
