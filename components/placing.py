"""The page on which a device is placed on a machine, retired or replaced: a frame; assets/pages/placing.js fills it."""

import json
from typing import Any

from dash import html

from components import placing_words
from components.attributes import attributes
from components.icons import icon
from language import _


def frame(device_id: int, name: str, *, may_act: bool) -> Any:
    """Return the frame."""
    return html.Article([
        html.Div([html.H1(name), html.P(className="soft", **attributes(data_part="about"))],
                 className="placing-head"),
        html.Div(className="placing-body", **attributes(data_part="body")),
        html.Div([_label(_("Label of the device"), f"/devices/{device_id}/label.pdf"),
                  html.Span(**attributes(data_part="machine-label"))], className="placing-labels"),
    ], className="placing", **attributes(
        data_live="placing", data_device=str(device_id), data_may_act="yes" if may_act else "",
        data_words=json.dumps(_words())))


def _label(name: str, href: str) -> Any:
    return html.A([icon("download"), html.Span(name)], href=href, target="_blank",
                  className="btn btn-outline-secondary")


def _words() -> dict[str, Any]:
    return {
        "kinds": placing_words.kinds(), "types": placing_words.machine_types(),
        "place_kinds": placing_words.place_kinds(), "zone": _("Time zone"),
        "failed": _("That did not work: there is no connection to the server."), "cancel": _("Cancel"),
        "required": _("Fill in this field."), "wrong": _("Something in the form is not right yet; see below."),
        "where": _("1. Where is it?"), "what": _("2. What does it measure?"), "which": _("2. Which signals go on?"),
        "modes": {"old": _("On a machine that is here already"), "new": _("On a new machine"),
                  "instead": _("In the place of another device")},
        "machine": _("Machine"), "search_machine": _("Name, place, serial number"), "choose": _("Choose a machine."),
        "none": _("Nothing fits."), "more": _("Type to find more."),
        "machine_name": _("Name of the machine"), "machine_type": _("Type"), "place": _("Place"),
        "new_place": _("a new place …"), "place_name": _("Name of the place"), "place_kind": _("Kind of place"),
        "inside": _("Lies in"), "title": _("Title"), "kind": _("Measures"), "unit": _("Unit"),
        "interval": _("Expected every (s)"), "proposed": _(
            "Proposed by what the device says of itself and how often it has sent. Change what is not right."),
        "no_signals": _("It has not sent anything yet. Its signals join the machine when it does."),
        "place_it": _("Place it"), "old_device": _("Device that it replaces"), "search_device": _(
            "Name, machine, place"), "choose_device": _("Choose a device."),
        "pairs": _("The history, the limits and the alarms of the machine's signal stay, and the new device continues "
                   "them. What it has sent so far stays with the retired device."),
        "ends": _("ends: nothing continues it"), "replace_it": _("Replace it"),
        "on": _("On {machine}"), "open_machine": _("Open the machine"), "open_device": _("Settings of the device"),
        "retired": _("Retired {when} from {machine}."), "replaced_by": _("{name} has taken its place."),
        "waiting": _("Waits to be placed."), "viewer": _("Technicians and admins can place it."),
        "machine_label": _("Label of the machine"),
        "retire": _("Retire"), "retire_help": _(
            "The device leaves its machine for good, and its signals with it; their history stays. A device that "
            "replaces it, today or later, continues them."), "reason": _("Why"),
        "replace": _("Replace by another device"), "new_device": _("New device"), "search_new": _(
            "Its name on the wire, as on its case"),
    }
