"""The pictures of a machine or place, and the face of a machine: frames that assets/pages/pictures.js fills."""

import json
from collections.abc import Sequence
from typing import Any

from dash import html

import language
from components import status
from components.attributes import attributes
from components.icons import icon
from domain.access import Role, User
from domain.owner import LONGEST_TEXT, Owner
from domain.picture import Shown
from language import _

LARGEST_MB = 15
ACCEPT = "image/jpeg,image/png,image/webp"      # a phone turns its own format into one of these


def section(owner: Owner, name: str, found: Sequence[Shown], *, user: User, zone: str) -> Any:
    """Return the gallery of a machine or place called ``name``; who may add pictures can do all from here."""
    told = {"rows": rows(found, zone=zone), "removed": []}
    may_add = user.role.allows(Role.TECHNICIAN)
    return html.Section([
        html.Div([html.H2(_("Pictures"), id=f"{owner.kind}-pictures-title", tabIndex="-1"),
                  html.Div(className="files-acts", **attributes(data_part="acts")) if may_add else None],
                 className="files-head"),
        html.Ul([html.Li("…", className="picture-tile skeleton", **attributes(aria_hidden="true"))
                 for _one in found[:4]], className="pictures-strip", hidden=not found,
                **attributes(data_part="list", aria_labelledby=f"{owner.kind}-pictures-title")),
        html.P(_none(may_add=may_add), hidden=bool(found), className="files-none soft", **attributes(data_part="none")),
        _removed() if may_add else None,
    ], className="pictures files", id=f"{owner.kind}-pictures", **attributes(
        data_live="pictures", data_owner=f"{owner.kind}/{owner.id}", data_first=json.dumps(told),
        data_words=json.dumps(_words(name, user=user))))


def face(machine_id: int, machine_type: str, found: Sequence[Shown]) -> Any:
    """Return the picture in the head of a machine's page: its face, else the icon of its type."""
    inside = icon(status.type_icon(machine_type))
    if found:
        first = found[0]
        image = html.Img(src=f"/pictures/{first.id}?size=thumbnail&v={first.digest}", alt="", width="96", height="96")
        inside = html.A(image, href="#machine-pictures", **attributes(aria_label=_("Show the pictures")))
    return html.Div(inside, className="machine-picture", **attributes(data_face=f"machine/{machine_id}"))


def rows(found: Sequence[Shown], *, zone: str) -> list[dict[str, Any]]:
    """Return pictures as the script draws them; sizes in pixels are those of the large form."""
    return [{"id": one.id, "digest": one.digest, "caption": one.caption, "width": one.width, "height": one.height,
             "by_id": one.by_id, "about": about(one.added_at, one.by, zone=zone)} for one in found]


def about(added_at: Any, by: str | None, *, zone: str) -> str:
    """Return when something was added and by whom."""
    day = language.day(added_at, zone)
    return _("{day}, by {name}").format(day=day, name=by) if by else day


def shared_words(user: User) -> dict[str, Any]:
    """Return what the scripts of pictures and of documents say alike."""
    return {
        "may_add": user.role.allows(Role.TECHNICIAN), "is_admin": user.role.allows(Role.ADMIN), "me": user.id,
        "longest_text": LONGEST_TEXT, "remove": _("Remove"), "restore": _("Bring back"), "send": _("Save"),
        "removed": _("Removed ({count})"), "kept": _("Kept for 30 days after they were removed."),
        "waiting": _("waits"), "sending": _("sending"), "reading": _("being checked"),
        "again": _("Try again"), "dismiss": _("Dismiss"), "empty": _("This file is empty."),
        "lost": _("The server could not be reached."), "unreadable": _("This file could not be sent."),
        "acts": {"cancel": _("Cancel"), "required": _("Please fill this in."), "failed": _(
            "The server could not be reached.")}}


def _none(*, may_add: bool) -> str:
    if may_add:
        return _("No pictures yet. The first one is shown wherever this machine or place is.")
    return _("No pictures yet.")


def _removed() -> Any:
    return html.Details([html.Summary(**attributes(data_part="removed-title")),
                         html.Ul(className="files-removed", **attributes(data_part="removed-list"))],
                        hidden=True, className="files-gone", **attributes(data_part="removed"))


def _words(name: str, *, user: User) -> dict[str, Any]:
    return shared_words(user) | {
        "accept": ACCEPT, "largest_bytes": LARGEST_MB * 2**20,
        "large": _("This picture is too large: 15 MB at most."), "take": _("Take a picture"), "add": _("Add pictures"),
        "help": _("JPEG, PNG or WebP, 15 MB at most. Place and time the camera added are removed."),
        "help_drop": _("Or drop or paste them here."),
        "alt": _("Picture {number} of {name}").replace("{name}", name), "face": _("Face"),
        "open": _("Show large: {name}"), "close": _("Close"), "before": _("Previous picture"),
        "after": _("Next picture"), "count": _("{number} of {all}"), "large_title": _("Pictures of {name}").replace(
            "{name}", name),
        "make_face": _("Make it the face"), "earlier": _("Move earlier"), "later": _("Move later"),
        "caption": _("Caption"), "caption_title": _("What does it show?"),
        "remove_title": _("Remove this picture?"),
        "remove_help": _("It can be brought back for 30 days; then it is deleted for good."),
        "drop": _("Drop the pictures here")}
