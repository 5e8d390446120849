"""The form of an entry of the log book, and of the same when it tells that planned maintenance was done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html

import language
from components import log_words
from components.form import Choices, Field, Group, Sheet
from domain.log import Entry
from domain.log_form import Form
from language import _


def new(machine_id: int, name: str, *, values: Mapping[str, str], cases: Choices) -> Sheet:
    """Return the form of a new entry with what is proposed."""
    return Sheet(_("New entry: {name}").format(name=name), f"/live/log/{machine_id}", f"/machines/{machine_id}",
                 groups(cases), values, {"parts": []})


def edit(entry_id: int, machine_id: int, form: Form, *, version: int, cases: Choices) -> Sheet:
    """Return the form of an entry that is there."""
    return Sheet(_("Edit an entry of the log book"), f"/live/log/{machine_id}", f"/machines/{machine_id}",
                 groups(cases), form.values, {"parts": list(form.parts)}, entry_id, version,
                 [_("It leaves the log book and the charts. It can be restored from the log book.")])


def cases(opened: tuple[int, datetime] | None, *, zone: str, own: int | None = None) -> Choices:
    """Return the cases an entry may belong to: the open one, and the one it belongs to already."""
    found = [(str(opened[0]), _("Case {number}, open since {day}").format(
        number=opened[0], day=language.day(opened[1], zone)))] if opened else []
    if own is not None and (not opened or own != opened[0]):
        found.append((str(own), _("Case {number}").format(number=own)))
    return found


def shown(entry: Entry, name: str, *, zone: str) -> Any:
    """Return an entry that is retired, to be looked at before it is restored."""
    line = log_words.line(entry, zone=zone)
    return html.Section([
        html.H1(f"{name}: {line['kind']}"), html.P(f"{line['when']} · {line['by']}"),
        html.P(line["text"], className="log-text"), html.Ul([html.Li(part) for part in line["parts"]]),
        html.P(dcc.Link(_("To the machine"), href=f"/machines/{entry.machine_id}",
                        className="btn btn-outline-secondary"), className="page-acts"),
    ])


def groups(cases: Choices, *, note: str = "") -> Sequence[Group]:
    """Return the fields of an entry."""
    return [Group(_("What was done"), _work(cases), note=note), _parts()]


def _work(cases: Choices) -> list[Field]:
    fields = [
        Field("done_at", _("When"), "moment", required=True, hint=_("By the clock of the plant")),
        Field("kind", _("Kind of work"), "choice", required=True, choices=log_words.kinds()),
        Field("text", _("What was done"), "story", required=True),
        Field("done_by", _("By whom"), required=True, hint=_("A name, also of somebody of another firm")),
        Field("running_h", _("Running hours"), "number", unit="h",
              hint=_("Proposed as counted here until then; write what the machine's own counter says if it has one")),
    ]
    if cases:
        fields.append(Field("case", _("Belongs to the case"), "choice", choices=cases))
    return fields


def _parts() -> Group:
    return Group(_("Parts"), [Field("name", _("Part"), required=True), Field("number", _("Part number")),
                              Field("quantity", _("Quantity"), "number")],
                 rows="parts", add=_("Add a part"))


def state(form: Form, *, version: int) -> dict[str, Any]:
    """Return what stands there now, as the script takes it over."""
    return {"version": version, "values": form.values, "lists": {"parts": list(form.parts)}}
