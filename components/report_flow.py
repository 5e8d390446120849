"""The pieces of a report as reportlab sets them: paragraphs of plain text, headings, drawings, the code."""

from html import escape
from typing import Any

from reportlab.lib.colors import Color, black, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table

from components import paper
from components.drawing import Drawing, Shape, Stroke, Words
from components.paper import FONT
from components.sheet import Charts, Grid, Pairs, Part, Section

BODY = ParagraphStyle("body", fontName=FONT, fontSize=8.5, leading=10.8)
SOFT = ParagraphStyle("soft", BODY, textColor=Color(0.3, 0.3, 0.3))
_HEAD = ParagraphStyle("head", SOFT, fontSize=7.5, leading=9.5)
_ALL, _FIRST = ((0, 0), (-1, -1)), ((0, 0), (-1, 0))
_CELL: list[Any] = [("VALIGN", *_ALL, "TOP"), ("LEFTPADDING", *_ALL, 0), ("RIGHTPADDING", *_ALL, 6),
                    ("TOPPADDING", *_ALL, 1.2), ("BOTTOMPADDING", *_ALL, 1.8)]
_RULED: list[Any] = [*_CELL, ("LINEBELOW", *_ALL, 0.4, Color(0.75, 0.75, 0.75)), ("LINEBELOW", *_FIRST, 0.7, black)]
_GAP = 8.0


def text(words: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Return a paragraph that says just this: nothing in it is taken for a tag."""
    return Paragraph(escape(words), style)


class Bold(Flowable):
    """A title in bold, made of the one font by an outline; in ``most`` lines, what does not fit is cut off."""

    def __init__(self, words: str, size: float, *, ruled: bool = False, most: int = 1) -> None:
        super().__init__()
        self.words, self.size, self.ruled, self.most = words, size, ruled, most

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return how much room it takes."""
        lines = simpleSplit(self.words, FONT, self.size, width)
        shown = [*lines[:self.most - 1], " ".join(lines[self.most - 1:])]
        self.lines = [paper.cut(line, self.size, width) for line in shown if line]
        self.width, self.height = width, len(self.lines) * self.size * 1.25 + (3 if self.ruled else 0)
        return self.width, self.height

    def draw(self) -> None:
        """Draw it, with a rule under it if it heads a section."""
        for number, line in enumerate(self.lines):
            draw_bold(self.canv, line, self.size, at=(0, self.height - self.size * (1 + 1.25 * number)))
        if self.ruled:
            self.canv.setLineWidth(0.9)
            self.canv.line(0, 1, self.width, 1)


class Code(Flowable):
    """The code that opens an address."""

    def __init__(self, address: str, side: float) -> None:
        super().__init__()
        self.address, self.width, self.height = address, side, side

    def draw(self) -> None:
        """Draw it; on a screen it is a link too."""
        paper.draw_code(self.canv, self.address, left=0, top=self.height, side=self.width)
        self.canv.linkURL(self.address, (0, 0, self.width, self.height), relative=1)


class Drawn(Flowable):
    """A drawing, as wide as there is room."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing, self.width, self.height = drawing, drawing.width, drawing.height

    def draw(self) -> None:
        """Draw its shapes from the back to the front; on a canvas the origin is below."""
        self.canv.saveState()
        self.canv.translate(0, self.height)
        self.canv.setLineJoin(1)
        for shape in self.drawing.shapes:
            _draw(self.canv, shape)
        self.canv.restoreState()


def section(found: Section, width: float) -> list[Flowable]:
    """Return a section: its heading stays with what follows it, a chart with its words."""
    parts = [_pieces(part, width) for part in found.parts]
    first = [piece for pieces in parts[:2] for piece in pieces]
    return [Spacer(0, _GAP), KeepTogether([Bold(found.title, 10.5, ruled=True), Spacer(0, 2), *first]),
            *(KeepTogether(pieces) for pieces in parts[2:])]


def _pieces(part: Part, width: float) -> list[Flowable]:
    """Return what a part of a section is made of, so wide."""
    if isinstance(part, Pairs):
        return [_pairs(part, width)]
    if isinstance(part, Grid):
        return [_grid(part, width)]
    if isinstance(part, Charts):
        return _charts(part, width)
    return [text(line, SOFT) for line in part.lines]


def draw_bold(canvas: Canvas, words: str, size: float, *, at: tuple[float, float]) -> None:
    """Draw a line of text in bold."""
    written = canvas.beginText(*at)
    written.setFont(FONT, size)
    written.setTextRenderMode(2)
    canvas.setLineWidth(size * 0.025)
    written.textOut(words)
    written.setTextRenderMode(0)
    canvas.drawText(written)


def _pairs(part: Pairs, width: float) -> Flowable:
    """Return names and texts in two columns of pairs; what is long takes a whole line."""
    rows: list[list[Any]] = []
    spans = []
    for name, words in part.lines:
        cells = [text(name, SOFT), text(words)]
        if len(words) > 50:
            spans.append(("SPAN", (1, len(rows)), (3, len(rows))))
            rows.append([*cells, "", ""])
        elif rows and len(rows[-1]) == 2:
            rows[-1] += cells
        else:
            rows.append(cells)
    rows = [row if len(row) == 4 else [*row, "", ""] for row in rows]
    return Table(rows, colWidths=[width * share for share in (0.15, 0.35, 0.15, 0.35)], style=[*_CELL, *spans])


def _grid(part: Grid, width: float) -> Flowable:
    rows = [[text(head, _HEAD) for head in part.heads], *([text(words) for words in row] for row in part.rows)]
    return Table(rows, colWidths=[width * share / 100 for share in part.shares], style=_RULED, repeatRows=1)


def _charts(part: Charts, width: float) -> list[Flowable]:
    words = [Spacer(0, 3), Bold(part.title, 8.5), text(part.now, SOFT)]
    if not part.drawings:
        return words
    each = width / len(part.drawings)
    drawings = Table([[Drawn(drawing) for drawing, _words in part.drawings]],
                     colWidths=[each] * len(part.drawings), style=[*_CELL, ("RIGHTPADDING", *_ALL, 0)])
    return [*words, drawings]


def _draw(canvas: Canvas, shape: Shape) -> None:
    if isinstance(shape, Words):
        _draw_words(canvas, shape)
        return
    path = canvas.beginPath()
    points = zip(shape.x.tolist(), (-shape.y).tolist(), strict=True)
    path.moveTo(*next(points))
    for x, y in points:
        path.lineTo(x, y)
    if isinstance(shape, Stroke):
        canvas.setDash(list(shape.dash))
        canvas.setLineWidth(shape.width)
        canvas.setStrokeGray(shape.shade)
        canvas.drawPath(path)
    else:
        path.close()
        canvas.setFillGray(shape.shade)
        canvas.drawPath(path, stroke=0, fill=1)


def _draw_words(canvas: Canvas, words: Words) -> None:
    canvas.setDash([])
    wide = paper.width(words.text, words.size)
    left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    for mode in ((1, 0) if words.halo else (0,)):
        written = canvas.beginText(left, -words.y)
        written.setFont(FONT, words.size)
        written.setTextRenderMode(mode)
        canvas.setStrokeColor(white)
        canvas.setFillColor(black)
        canvas.setLineWidth(2)
        written.textOut(words.text)
        written.setTextRenderMode(0)
        canvas.drawText(written)
