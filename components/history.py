"""The changes of one thing, as a section of its page; assets/pages/audit.js fills it when it is opened."""

import json
from typing import Any

from dash import html

from components import audit
from components.attributes import attributes
from language import _


def section(what: str, number: int) -> Any:
    """Return the section of a place, machine, device or signal."""
    return html.Section(html.Details([
        html.Summary(html.H2(_("Changes"))),
        html.Ol(className="audit-list", **attributes(data_part="list", aria_label=_("Changes, the newest first"))),
        html.Button(_("Show older changes"), type="button", className="btn btn-outline-secondary", hidden=True,
                    **attributes(data_part="more")),
    ]), className="history", **attributes(data_live="history", data_object=what, data_number=str(number),
                                          data_words=json.dumps(audit.words())))
