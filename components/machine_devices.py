"""The part of a machine's page about its devices: how often they measure, and a way to change that.

assets/pages/machine_devices.js fills it from /live/machine_devices.
"""

import json
from collections.abc import Sequence
from typing import Any

from dash import html

from components.attributes import attributes
from language import _

MOST = 20


def section(machine_id: int, devices: Sequence[tuple[int, str]], *, may_edit: bool) -> Any:
    """Return the frame: a line for each device, with room for what it says."""
    bones = [html.Li(html.Span("…", className="skeleton"), className="machine-device",
                     **attributes(aria_hidden="true")) for _device in devices]
    return html.Section([
        html.H2(_("Devices"), id="machine-devices-title"),
        html.Ul(bones, className="machine-devices", **attributes(data_part="devices",
                                                                 aria_labelledby="machine-devices-title")),
    ], hidden=not devices, **attributes(data_live="machine_devices", data_machine=str(machine_id),
                                        data_words=json.dumps(_words(may_edit=may_edit))))


def _words(*, may_edit: bool) -> dict[str, Any]:
    return {
        "may_edit": may_edit, "every": _("measures every {value}"), "wanted": _("wanted: {value}"),
        "silent": _("It has not said how often it measures."), "change": _("Change"),
        "title": _("How often {device} measures"), "interval": _("Measuring interval"),
        "why": _("Why? (optional)"), "save": _("Save and send"), "cancel": _("Cancel"),
        "required": _("Enter a value."), "consent": _("I have read the warnings and want this all the same."),
        "failed": _("That did not work; nothing was changed. Try again."),
    }
