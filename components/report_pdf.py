"""The report of a machine as a PDF: A4, black on white, one to three pages."""

from io import BytesIO
from typing import Any

from reportlab.lib.colors import black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, Image, PageTemplate, Spacer, Table

import language
from components import paper, report_flow
from components.paper import FONT
from components.report_flow import BODY, SOFT, Bold, Code, text
from components.sheet import Sheet
from language import NBSP, _

_MARGIN, _TOP, _BOTTOM = 14 * mm, 18 * mm, 15 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_CODE, _PICTURE = 27 * mm, (42 * mm, 34 * mm)
_SMALL = 7.5
_MARKS = ParagraphStyle("marks", BODY, fontSize=11, leading=13, borderWidth=1, borderColor=black, borderPadding=3,
                        leftIndent=4, rightIndent=10)
_WHY = ParagraphStyle("why", BODY, fontSize=10, leading=12.5)


def pdf(sheet: Sheet, *, picture: bytes | None = None) -> tuple[bytes, int]:
    """Return the report as a PDF document, and how many pages it has; ``picture`` is a JPEG."""
    paper.load_font()
    written = BytesIO()
    document = BaseDocTemplate(written, pagesize=A4, title=sheet.title, author="Stethos", lang=language.tag(),
                               invariant=1)
    frame = Frame(_MARGIN, _BOTTOM, _WIDTH, A4[1] - _TOP - _BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(_story(sheet, picture), canvasmaker=_numbered(sheet))
    return written.getvalue(), document.page


def _story(sheet: Sheet, picture: bytes | None) -> list[Flowable]:
    return [_head(sheet, picture), *(part for found in sheet.sections for part in report_flow.section(found, _WIDTH))]


def _head(sheet: Sheet, picture: bytes | None) -> Flowable:
    """Return picture, what it is and how it is, and the code, side by side."""
    beside = [_picture(picture)] if picture else []
    taken = [_PICTURE[0] + 4 * mm] * len(beside)
    widths = [*taken, _WIDTH - sum(taken) - _CODE, _CODE]
    return Table([[*beside, _words(sheet), Code(sheet.address, _CODE)]], colWidths=widths, style=[
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0)])


def _words(sheet: Sheet) -> list[Any]:
    marks = f"{NBSP * 4} ".join(f"{mark.glyph}{NBSP}{mark.word}" for mark in sheet.marks)
    boxed = [Spacer(0, 6), text(marks, _MARKS), Spacer(0, 5)] if marks else []
    return [Bold(sheet.title, 15, most=2), *(text(line, SOFT) for line in sheet.about if line), *boxed,
            *(text(line, _WHY) for line in sheet.told[:1]), *(text(line, SOFT) for line in sheet.told[1:])]


def _picture(data: bytes) -> Flowable:
    return Image(BytesIO(data), *_PICTURE, kind="proportional", hAlign="LEFT")


def _numbered(sheet: Sheet) -> type[Canvas]:
    """Return a canvas that knows, when it writes its pages, how many there are."""

    class Numbered(Canvas):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for number, page in enumerate(self._pages, start=1):
                self.__dict__.update(page)
                _edges(self, sheet, number, len(self._pages))
                super().showPage()
            super().save()

    return Numbered


def _edges(canvas: Canvas, sheet: Sheet, number: int, pages: int) -> None:
    """Draw what stands above and below each page."""
    above, below = A4[1] - 11 * mm, 8 * mm
    room, right = _WIDTH * 0.72, A4[0] - _MARGIN
    canvas.setFont(FONT, _SMALL)
    canvas.drawString(_MARGIN, above, paper.cut(f"{sheet.title} · {sheet.about[-1]}", _SMALL, room))
    canvas.drawRightString(right, above, "Stethos")
    canvas.drawString(_MARGIN, below, paper.cut(sheet.made, _SMALL, room))
    canvas.drawRightString(right, below, _("Page {number} of {all}").format(number=number, all=pages))
    canvas.setLineWidth(0.4)
    canvas.line(_MARGIN, above - 4, right, above - 4)
    canvas.line(_MARGIN, below + 10, right, below + 10)
