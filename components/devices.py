"""The devices page: its frame, which assets/pages/devices.js fills, and the words of its lines."""

import json
from typing import Any

from dash import dcc, html

from components.attributes import attributes
from components.icons import icon
from components.status import Mark
from domain.heartbeat import Intake
from domain.presence import Presence
from language import Lazy, _, lazy, listed, ngettext, number

SKELETON_LINES = 6
LOW_BATTERY_PCT = 20

PRESENCES = {
    Presence.OFFLINE: Mark(lazy("Offline"), "offline", "state-warning"),
    Presence.SILENT: Mark(lazy("Silent"), "silent", "state-unknown"),
    Presence.LATE: Mark(lazy("Late"), "late", "state-unknown"),
    Presence.NEVER_HEARD: Mark(lazy("Never heard"), "waiting", "state-unknown"),
    Presence.ONLINE: Mark(lazy("Online"), "good", "state-healthy"),
}
CLOSED = {
    Intake.NO_INGEST: lazy("Nothing is received: the ingest process is not running. "
                           "The silence is ours, not that of the devices."),
    Intake.NO_BROKER: lazy("Nothing is received: there is no connection to the broker. "
                           "The silence is ours, not that of the devices."),
}
_COLUMNS = (("device", lazy("Device")), ("machine", lazy("Machine")), ("heard", lazy("Last message")),
            ("battery", lazy("Battery")), ("signal", lazy("Signal strength")), ("gateway", lazy("Gateway")))


def frame(*, q: str, may_edit: bool = False) -> Any:
    """Return the frame: devices that wait, tools, the list; ``q`` is searched for."""
    new = dcc.Link(_("New device"), href="/devices/new") if may_edit else None
    return html.Section([
        html.Div([html.H1(_("Devices")), html.A(_("Change many devices"), href="/rollouts"), new,
                  html.P(id="devices-count", className="soft")], className="devices-head"),
        html.Div(id="devices-notices", role="status"),
        _waiting(),
        _gateways(),
        _tools(q),
        html.Div(id="devices-states", className="devices-states", role="group",
                 **attributes(aria_label=_("Show only"))),
        _column_heads(),
        html.Ul(_skeleton(), id="devices-list", className="devices-list",
                **attributes(aria_label=_("Devices on machines, those in trouble first"))),
        html.Button(id="devices-more", type="button", className="btn btn-outline-secondary", hidden=True),
        html.Div(id="devices-empty", className="devices-empty", hidden=True),
        html.Details([html.Summary(_("Retired devices")), html.Ul(id="devices-retired-list")], id="devices-retired",
                     hidden=True, className="devices-retired"),
    ], className="devices", **attributes(data_live="devices", data_words=json.dumps(_words())))


def about(model: str | None, serial_number: str | None, firmware: str | None) -> str:
    """Return what a device is in one line: SN-4 · serial number 007 · firmware 1.2.0."""
    serial = _("serial number {number}").format(number=serial_number) if serial_number else None
    version = _("firmware {version}").format(version=firmware) if firmware else None
    return " · ".join(part for part in (model, serial, version) if part)


def battery(battery_pct: float | None) -> list[str] | None:
    """Return how full the battery is and, if that is little, a word for it; None if it was never said."""
    if battery_pct is None:
        return None
    return [number(battery_pct, "%", digits=0), _("low") if battery_pct < LOW_BATTERY_PCT else ""]


def signal_strength(rssi_dbm: float | None) -> str | None:
    """Return the signal strength, None if it was never said."""
    return None if rssi_dbm is None else number(rssi_dbm, "dBm", digits=0)


def snippet(device: str, signals: list[tuple[str, str, str | None]]) -> str:
    """Return a fleet file that places a device; ``signals`` are name, kind and unit of each.

    Names on the wire hold nothing that YAML would have to escape; quoted they stay what they are.
    """
    key = _("the key of its machine; of a new one also name, place and type")
    lines = ["version: 1", "machines:", f"  - key: my-machine   # {key}", "    devices:", f'      - id: "{device}"']
    if signals:
        lines.append("        signals:")
    for name, kind, unit in signals:
        measured = f', unit: "{unit}"' if unit else ""
        lines.append(f'          - {{name: "{name}", kind: {kind}{measured}}}')
    return "\n".join(lines) + "\n"


def total(count: int) -> str:
    """Return how many devices fit."""
    return ngettext("{count} device on machines", "{count} devices on machines", count)


def more_lines(count: int) -> str:
    """Return what the button under the list says, nothing if there is nothing more."""
    return ngettext("Show {count} more device", "Show more of {count} further devices", count) if count > 0 else ""


def more_waiting(count: int) -> str:
    """Return how many waiting devices are not listed, nothing if all are."""
    return ngettext("and {count} more", "and {count} more", count) if count > 0 else ""


def gateways(count: int, *, offline: int) -> str:
    """Return how many gateways there are, and how many of them are gone; nothing without any."""
    parts = [ngettext("{count} gateway", "{count} gateways", count) if count else "",
             ngettext("{count} offline", "{count} offline", offline) if offline else ""]
    return " · ".join(part for part in parts if part)


def behind(count: int) -> str:
    """Return how many devices speak through a gateway."""
    return ngettext("{count} device behind it", "{count} devices behind it", count)


def signals_line(values: list[str]) -> str:
    """Return the newest values of a device in one line: vibration 2.3 mm/s and speed 1,480 rpm."""
    return listed(values) if values else _("It has sent no values yet.")


def _waiting() -> Any:
    return html.Section([
        html.H2([icon("waiting"), html.Span(_("Waiting to be placed")), html.Span(id="devices-waiting-count")],
                id="devices-waiting-title"),
        html.P([_("These devices speak, but nobody has said which machine they are on. Their readings are kept. "
                  "Place each here, or name many in a fleet file and import it:"), " ",
                html.Code("python -m fleet import FILE")], className="soft"),
        html.Ul(id="devices-waiting-list", className="devices-waiting-list"),
        html.Button(_("Show more of them"), id="devices-waiting-all", type="button",
                    className="btn btn-outline-secondary btn-sm", hidden=True),
        html.P(id="devices-waiting-more", className="soft"),
    ], id="devices-waiting", className="devices-waiting panel", hidden=True,
        **attributes(aria_labelledby="devices-waiting-title"))


def _gateways() -> Any:
    return html.Details([
        html.Summary([icon("antenna"), html.Span(id="devices-gateways-text")]),
        html.P(_("Devices that measure nothing themselves; others speak through them."), className="soft"),
        html.Ul(id="devices-gateways-list", className="devices-gateways-list",
                **attributes(aria_label=_("Gateways, those that are offline first"))),
        html.P(id="devices-gateways-more", className="soft"),
    ], id="devices-gateways", className="devices-gateways panel", hidden=True)


def _tools(q: str) -> Any:
    search = html.Div([icon("search"), dcc.Input(
        id="devices-q", type="search", value=q, className="form-control", maxLength=100, autoComplete="off",
        placeholder=_("Device, machine, place, model, gateway"))], className="devices-search")
    return html.Div([
        html.Label([html.Span(_("Search"), className="visually-hidden"), search]),
        html.Label([html.Span(_("Site"), className="visually-hidden"),
                    html.Select([html.Option(_("All sites"), value="")], id="devices-site",
                                className="form-select")]),
    ], className="devices-tools", role="search")


def _column_heads() -> Any:
    heads = [html.Span(_("State")), *(html.Span(str(name)) for _key, name in _COLUMNS)]
    return html.Div(heads, className="devices-heads", **attributes(aria_hidden="true"))


def _skeleton() -> list[Any]:
    line = html.Li(html.Div("…", className="skeleton"), className="devices-line devices-loading",
                   **attributes(aria_hidden="true"))
    return [line] * SKELETON_LINES


def _words() -> dict[str, Any]:
    labels: dict[str, Lazy] = dict(_COLUMNS)
    return {
        "states": {presence.value: [str(mark.word), mark.icon, mark.tone] for presence, mark in PRESENCES.items()},
        "labels": {key: str(name) for key, name in labels.items()},
        "every": _("All"), "clear": _("Show everything"), "never": _("never"),
        "no_match": _("No device fits this search."),
        "no_devices": _("No devices on machines yet. A device that speaks shows up here by itself; a fleet file "
                        "says which machine it is on: python -m fleet import FILE"),
        "place": _("Place it"), "file": _("In a fleet file"), "retired": _("Retired {when} from {machine}"),
        "copy": _("Copy"), "copied": _("Copied"),
        "since": _("first heard"), "heard": _("last message"), "said": _("last status"),
    }
