"""The documents of a machine or place: the frame that assets/pages/documents.js fills."""

import json
from collections.abc import Sequence
from typing import Any

from dash import html

import language
from components import pictures
from components.attributes import attributes
from domain.access import Role, User
from domain.document import LARGEST_BYTES, Listed
from domain.owner import Owner
from language import _

ACCEPT = ".pdf,.txt,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp"


def section(owner: Owner, found: Sequence[Listed], *, user: User, zone: str) -> Any:
    """Return the documents of a machine or place; who may add some can do all from here."""
    told, may_add = {"rows": rows(found, zone=zone), "removed": []}, user.role.allows(Role.TECHNICIAN)
    return html.Section([
        html.Div([html.H2(_("Documents"), id=f"{owner.kind}-documents-title", tabIndex="-1"),
                  html.Div(className="files-acts", **attributes(data_part="acts")) if may_add else None],
                 className="files-head"),
        html.Ul([html.Li("…", className="document-line skeleton", **attributes(aria_hidden="true")) for _one in found],
                className="documents-list", hidden=not found,
                **attributes(data_part="list", aria_labelledby=f"{owner.kind}-documents-title")),
        html.P(_("No documents yet."), hidden=bool(found), className="files-none soft", **attributes(data_part="none")),
        html.Details([html.Summary(**attributes(data_part="removed-title")),
                      html.Ul(className="files-removed", **attributes(data_part="removed-list"))],
                     hidden=True, className="files-gone", **attributes(data_part="removed")) if may_add else None,
    ], className="documents files", id=f"{owner.kind}-documents", **attributes(
        data_live="documents", data_owner=f"{owner.kind}/{owner.id}", data_first=json.dumps(told),
        data_words=json.dumps(_words(user))))


def rows(found: Sequence[Listed], *, zone: str) -> list[dict[str, Any]]:
    """Return documents as the script draws them."""
    return [{"id": one.id, "title": one.title, "kind": one.kind.value.upper(), "href": one.address, "by_id": one.by_id,
             "about": f"{size(one.size_bytes)} · {pictures.about(one.added_at, one.by, zone=zone)}"} for one in found]


def size(count_bytes: int) -> str:
    """Return the size of a file in words: 120 kB, 3.4 MB."""
    if count_bytes < 1_000_000:
        return language.number(max(1, round(count_bytes / 1000)), "kB", 0)
    return language.number(count_bytes / 1_000_000, "MB", 1)


def _words(user: User) -> dict[str, Any]:
    return pictures.shared_words(user) | {
        "accept": ACCEPT, "largest_bytes": LARGEST_BYTES, "large": _("This document is too large: 25 MB at most."),
        "add": _("Add documents"),
        "help": _("PDF, text, CSV, Word, Excel, PowerPoint or OpenDocument, 25 MB at most; without "
                  "macros."),
        "help_drop": _("Or drop them here."),
        "download": _("Save"), "rename": _("Title"), "rename_title": _("Title of the document"),
        "remove_title": _("Remove this document?"),
        "remove_help": _("It can be brought back for 30 days; then it is deleted for good."),
        "drop": _("Drop the documents here")}
