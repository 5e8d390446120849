"""Forms: fields in groups and lists of rows, which assets/pages/form.js draws, checks, guards and saves.

How one builds a form on it:

1. Describe it: groups of `Field` and lists of rows, as in components/machine_form.py, and put `frame(Sheet(...))` on a
   page. ``url`` is where it talks to, ``values`` and ``lists`` are texts by field name, as they stand there now.
2. Answer ``POST url/check`` with ``{"problems": [[field, sentence], ...]}``, where the field of a row is
   ``contacts.2.phone``; it is asked while somebody types, with ``{id, version, values, lists}``. With ``proposed``,
   values by field name, go fields that follow from others until somebody types there.
3. Answer ``POST url/save`` with the same ``problems``; or 409 with ``{message, by, state: {version, values, lists}}``
   if somebody was faster: the script shows both changes and goes on from there; or ``{page, notes}``: it goes there.
4. Retiring is one dialog: `Sheet.retire`, sent with a reason to ``POST url/retire``, answered as saving.

Leaving with unsaved changes asks first; what was typed is kept in the tab and offered again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from dash import html

from components.attributes import attributes
from language import _

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``kind``: text, story (several lines), number, choice, flag, email, tel, day, moment (of the plant),
    fixed (it can only be read).

    ``when``: it is there only while another field has one of these values. ``suggest``: what may be typed besides.
    ``find``: a choice of so many that they are searched for there, as in ``/live/placing/machines?q=``.
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    unit: str = ""
    required: bool = False
    choices: Choices = ()
    suggest: Sequence[str] = ()
    when: tuple[str, Sequence[str]] | None = None
    find: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a title; with ``rows``, the fields of each entry of that list. ``add`` is what its button says.

    ``former``: entries that were removed and may be brought back: values, when (ISO) and by whom.
    """

    title: str
    fields: Sequence[Field]
    note: str = ""
    rows: str = ""
    add: str = ""
    former: Sequence[tuple[Mapping[str, str], str, str]] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole form: of something that is there, or of something new (``id`` and ``version`` None)."""

    title: str
    url: str
    back: str
    groups: Sequence[Group]
    values: Mapping[str, str]
    lists: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    id: int | None = None
    version: int | None = None
    retire: Sequence[str] = ()      # what retiring does, a sentence each; empty: it cannot be retired here


def frame(sheet: Sheet) -> Any:
    """Return the page of a form."""
    told = asdict(sheet) | {"words": _words()}
    return html.Article([
        html.H1(sheet.title),
        html.Div(hidden=True, className="form-notice panel", role="status", **attributes(data_part="notice")),
        html.Section(hidden=True, className="form-conflict state-warning", tabIndex="-1",
                     **attributes(data_part="conflict", aria_label=_("Somebody else has changed this"))),
        html.Form(className="form-body", noValidate="noValidate", **attributes(data_part="form")),
        html.Section(hidden=True, className="form-end panel", **attributes(data_part="retire")),
    ], className="form", **attributes(data_live="form", data_form=json.dumps(told)))


def _words() -> dict[str, str]:
    return {
        "save": _("Save"), "cancel": _("Cancel"), "required": _("required"), "search": _("Search in the list"),
        "search_all": _("Name, place, serial number"), "found": _("{count} found"), "found_none": _("Nothing fits."),
        "up": _("Move up: {name}"), "down": _("Move down: {name}"), "remove": _("Remove: {name}"),
        "entry": _("{title}, {number}"), "none": _("not given"),
        "wrong": _("Not saved: {count} to put right, see below."),
        "failed": _("That did not work: there is no connection to the server. What you typed is kept here."),
        "unsaved": _("Not saved yet."), "leave": _("Leave without saving?"), "leave_go": _("Leave"),
        "stay": _("Stay here"),
        "leave_help": _("What you typed is kept in this tab and offered again when you come back."),
        "draft": _("You have typed something here before that was not saved."), "take": _("Go on with it"),
        "drop": _("Discard it"), "theirs": _("Theirs"), "mine": _("Yours"), "take_theirs": _("Take theirs"),
        "keep_mine": _("Keep yours"), "merged": _("What only one of you has changed is taken over already."),
        "now_save": _("Look through it, then save again."), "nothing": _("nothing"), "yes": _("yes"), "no": _("no"),
        "former": _("Removed: {count}"), "bring_back": _("Bring back"), "removed": _("removed"),
        "retire": _("Retire"), "why": _("Why"), "retire_title": _("Retire it?"),
    }
