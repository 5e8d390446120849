"""The page on which a fleet file is imported and exported: its frame, which assets/pages/fleet_import.js fills."""

import json
from typing import Any

from dash import html

from components import import_words
from components.attributes import attributes
from components.icons import icon
from language import _


def frame() -> Any:
    """Return the page."""
    return html.Article([html.H1(_("Import and export")), _export(), _import()], className="import", **attributes(
        data_live="fleet_import", data_words=json.dumps(_words())))


def _export() -> Any:
    links = [html.A([icon("download"), html.Span(text)], href=f"/live/export/{name}", download=name,
                    className="btn btn-outline-secondary")
             for name, text in (("fleet.yaml", _("One YAML file")), ("fleet.zip", _("CSV files in a ZIP")))]
    return html.Section([
        html.H2(_("Export")),
        html.P(_("Places, machines, devices, signals, limits and contacts as they are. What is retired is left out."),
               className="soft"),
        html.Div(links, className="import-links"),
    ], className="panel")


def _import() -> Any:
    return html.Section([
        html.H2(_("Import")),
        html.P(_("All of it or nothing, and first you see every difference. What the files do not name stays as it "
                 "is."), className="soft"),
        html.Label([html.Span(_("YAML file, CSV files, or a ZIP of them, up to 8 MB; or drop them here")),
                    html.Span(**attributes(data_part="files"))], className="import-drop",
                   **attributes(data_part="drop")),
        html.P(role="status", className="import-status", **attributes(data_part="status")),
        html.Div(**attributes(data_part="result"), className="import-result", tabIndex="-1"),
    ], className="panel")


def _words() -> dict[str, Any]:
    return {
        "reading": _("Reading and comparing …"), "importing": _("Importing …"), "apply": _("Import"),
        "failed": _("That did not work: there is no connection to the server. Nothing was changed."),
        "cancel": _("Cancel"), "outcomes": import_words.outcomes(), "table": _("Of what"), "more": _("Show more"),
        "counts": _("How much changes"), "differences": _("Differences"), "mistakes": _("Mistakes"),
        "where": _("Where"), "field": _("Field"), "wrong": _("What is wrong"), "before": _("before"),
        "after": _("after"),
        "large": _("This is too large for the browser: at most 8 MB. Import it with: python -m fleet import FILE"),
    }
