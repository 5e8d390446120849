"""The report of a machine as a page to be printed by the browser: the same sheet as the PDF, black on white."""

import json
from typing import Any

from dash import dcc, html

from components import drawing
from components.attributes import attributes
from components.icons import icon
from components.paper import code_picture
from components.sheet import Charts, Grid, Mark, Pairs, Part, Section, Sheet
from language import _


def page(sheet: Sheet, machine_id: int, *, face: str | None) -> Any:
    """Return the page; ``face`` is the address of the machine's picture."""
    title = _("Report: {machine} · Stethos").format(machine=sheet.title)
    return html.Div([
        _acts(machine_id),
        html.Article([_head(sheet, face), *(_section(found) for found in sheet.sections)], className="report"),
    ], className="report-page", **attributes(data_live="report", data_words=json.dumps({"title": title})))


def _acts(machine_id: int) -> Any:
    """Return what one does with the page; none of it is printed."""
    look = "btn btn-outline-secondary"
    return html.Div([
        html.Button(_("Print"), type="button", className="btn btn-primary", **attributes(data_act="print")),
        html.A([icon("download"), html.Span(_("Download PDF"))], href=f"/machines/{machine_id}/report.pdf", download="",
               className=look),
        dcc.Link(_("Back to the machine"), href=f"/machines/{machine_id}", className=look),
    ], className="page-acts report-acts")


def _head(sheet: Sheet, face: str | None) -> Any:
    return html.Header([
        html.Img(src=face, alt=sheet.picture, className="report-picture") if face else None,
        html.Div([
            html.H1(sheet.title), *(html.P(line, className="report-about") for line in sheet.about if line),
            html.P([part for mark in sheet.marks for part in (_mark(mark), " ")], className="report-marks")
            if sheet.marks else None,
            *(html.P(line, className="report-about" if place else "report-why")
              for place, line in enumerate(sheet.told)),
            html.P(sheet.made, className="report-made"),
        ], className="report-words"),
        html.Img(src=code_picture(sheet.address), alt=_("Code that opens {address}").format(address=sheet.address),
                 className="report-code"),
    ], className="report-head")


def _mark(mark: Mark) -> Any:
    return html.Span([icon(mark.icon), html.Span(mark.word)], className="report-mark")


def _section(found: Section) -> Any:
    return html.Section([html.H2(found.title), *(_part(part, found.title) for part in found.parts)])


def _part(part: Part, title: str) -> Any:
    if isinstance(part, Pairs):
        pairs = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in part.lines]
        return html.Dl(pairs, className="report-pairs")
    if isinstance(part, Grid):
        return _grid(part, title)
    if isinstance(part, Charts):
        return _charts(part)
    return html.Div([html.P(line, className="report-about") for line in part.lines])


def _grid(part: Grid, title: str) -> Any:
    """Return a table; on a phone each row is a small list, in which a cell names its column."""
    widths = html.Colgroup([html.Col(className=f"report-share-{round(share / 5) * 5}") for share in part.shares])
    heads = html.Thead(html.Tr([html.Th(head, scope="col") for head in part.heads]))
    rows = [html.Tr([html.Td(text, **attributes(data_head=head)) for head, text in zip(part.heads, row, strict=True)])
            for row in part.rows]
    return html.Table([html.Caption(title, className="visually-hidden"), widths, heads, html.Tbody(rows)],
                      className="report-grid")


def _charts(part: Charts) -> Any:
    drawn = [html.Img(src=drawing.picture(shown), alt=words, className="report-chart")
             for shown, words in part.drawings]
    return html.Div([html.H3(part.title), html.P(part.now, className="report-about"),
                     html.Div(drawn, className="report-charts") if drawn else None], className="report-signal")
