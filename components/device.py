"""The page of one device: its frame, which assets/pages/device.js fills, and the words beside its settings."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html

import language
from components import settings_words
from components.attributes import attributes
from components.icons import icon
from components.status import Mark
from domain.settings_form import Row
from domain.settings_schema import Schema
from domain.twin import Origin, Reach, Twin
from language import _, lazy

_HERE = Mark(lazy("Online"), "good", "state-healthy")
_ASLEEP = Mark(lazy("Asleep"), "waiting", "state-unknown")
_AWAY = Mark(lazy("Off-line"), "offline", "state-warning")
_NEVER = Mark(lazy("Never heard"), "waiting", "state-unknown")


def frame(device_id: int, name: str, *, may_edit: bool, may_ask: bool, is_retired: bool = False) -> Any:
    """Return the frame: what the device is, its settings, their history, its documents."""
    return html.Article([
        _head(device_id, name, may_ask=may_ask, may_edit=may_edit and not is_retired),
        _conflict(), _changed(), _settings(may_edit=may_edit),
        html.Div([_history(), _asked(may_ask=may_ask)], className="device-lists"),
        _documents(), _definitions(),
    ], className="device", **attributes(
        data_live="device", data_device=str(device_id), data_may_edit="yes" if may_edit else "",
        data_words=json.dumps(_words(name))))


def reach(found: Reach, *, heard: bool) -> list[str]:
    """Return how a device is reached, as word, icon and tone."""
    shown = _HERE if found.away_since is None else _ASLEEP if found.expected_at else _AWAY
    return _mark(shown if heard or found.away_since is None else _NEVER)


def reported(twin: Twin, *, zone: str) -> str:
    """Return when the device last said what it does, and what it knew then."""
    if twin.report is None or twin.reported_at is None:
        return _("The device has never said which settings it uses.")
    parts = [_("Reported {moment}").format(moment=language.moment(twin.reported_at, zone, seconds=True)),
             _("for revision {number}").format(number=twin.report.revision) if twin.report.revision else
             _("without knowing any revision of ours")]
    if twin.report.origin is Origin.LOCAL:
        parts.append(_("after a change at the device itself"))
    return ", ".join(parts) + "."


def nothing(schema: Schema | None, rows: Sequence[Row]) -> str:
    """Return why there is no setting to be shown, nothing if there is one."""
    if rows:
        return ""
    if schema is None:
        return _("This device has neither said which settings it has, nor what it does. What it would have to send "
                 "stands in docs/mqtt.md: settings in its about, and settings/reported.")
    return _("By its own word this device has no settings.")


def asked(at: datetime, who: str | None, answered_at: datetime | None, *, zone: str) -> dict[str, str]:
    """Return who asked a device to report again, and when it did."""
    answer = (_("answered {moment}").format(moment=language.moment(answered_at, zone, seconds=True)) if answered_at
              else _("not answered yet"))
    return {"by": _("{who}, {when}").format(who=who or _("Stethos"), when=language.moment(at, zone)), "answer": answer}


def unplaced(retired_at: datetime | None, *, zone: str) -> str:
    """Return why a device is on no machine."""
    if retired_at is None:
        return _("waits to be placed")
    return _("retired {moment}").format(moment=language.moment(retired_at, zone))


def told(message: str) -> dict[str, str]:
    """Return what a person is told after something was done."""
    return {"message": message, "kind": "done"}


def _mark(shown: Mark) -> list[str]:
    return [str(shown.word), shown.icon, shown.tone]


def _head(device_id: int, name: str, *, may_ask: bool, may_edit: bool) -> Any:
    edit = dcc.Link(_("Edit"), href=f"/devices/{device_id}/edit", className="btn btn-outline-secondary")
    mounting = dcc.Link([icon("wrench"), html.Span(_("Mounting and label"))], href=f"/mounting/{device_id}",
                        className="btn btn-outline-secondary")
    ask = html.Button([icon("comment"), html.Span(_("Ask it to report again"))], type="button",
                      className="btn btn-outline-secondary", **attributes(data_act="ask")) if may_ask else None
    return html.Header([
        html.Div([dcc.Link([icon("left"), html.Span(_("Devices"))], href="/devices", className="device-back"),
                  html.H1(name), html.P(className="device-about soft", **attributes(data_part="about"))]),
        html.Div([html.Span("…", className="skeleton", **attributes(data_part="reach")),
                  html.Span([_("last message"), " ", html.Time(**attributes(data_part="heard"))], className="soft")],
                 className="device-marks"),
        html.P(hidden=True, className="device-away soft", **attributes(data_part="away")),
        html.Dl(className="device-facts", **attributes(data_part="facts")),
        html.Div([html.P(className="device-summary", role="status", **attributes(data_part="summary")),
                  html.P(className="soft", **attributes(data_part="reported"))], className="device-standing"),
        html.Div([edit if may_edit else None, mounting, ask], className="device-buttons"),
    ], className="device-head panel")


def _conflict() -> Any:
    return html.Section(hidden=True, className="device-notice state-warning", tabIndex="-1",
                        **attributes(data_part="conflict", aria_label=_("Changed by somebody else")))


def _changed() -> Any:
    return html.Section(hidden=True, className="device-notice state-advisory",
                        **attributes(data_part="changed", aria_label=_("Changed at the device")))


def _settings(*, may_edit: bool) -> Any:
    note = None if may_edit else html.P([icon("lock"), html.Span(_("Only an admin changes settings."))],
                                        className="device-note soft")
    heads = [html.Span(name) for name in (_("Setting"), _("Wanted"), _("The device reports"), _("In effect"))]
    return html.Section([
        html.H2(_("Settings"), id="device-settings-title"), note,
        html.Form([html.Div(heads, className="device-heads soft", **attributes(aria_hidden="true")),
                   html.Div([html.Div(className="device-row skeleton") for _bone in range(4)], className="device-rows",
                            **attributes(data_part="rows"))],
                  noValidate="noValidate", **attributes(data_part="form", aria_labelledby="device-settings-title")),
        html.P(hidden=True, className="soft", **attributes(data_part="nothing")),
    ])


def _history() -> Any:
    return html.Section([html.H2(_("History")), html.P(_("Nothing was ever changed here."), hidden=True,
                                                       className="soft", **attributes(data_part="no-history")),
                         html.Ol(className="device-list", **attributes(data_part="history"))])


def _asked(*, may_ask: bool) -> Any:
    empty = _("Nobody has asked yet.") if may_ask else _("Nobody has asked yet; a technician may.")
    return html.Section([html.H2(_("Asked to report again")),
                         html.P(empty, hidden=True, className="soft", **attributes(data_part="not-asked")),
                         html.Ul(className="device-list", **attributes(data_part="asked"))])


def _documents() -> Any:
    documents = [("desired", _("What we want: settings/desired")), ("reported", _("What it does: settings/reported")),
                 ("about", _("What it is: about"))]
    return html.Details([
        html.Summary(_("The documents as they are on the wire")),
        html.Div([html.Section([html.H3(name), html.Pre(tabIndex="0", **attributes(
            data_document=key, role="region", aria_label=name))]) for key, name in documents],
                 className="device-documents"),
    ], className="device-raw", **attributes(data_part="documents"))


def _definitions() -> Any:
    lines = [
        _("Wanted: what somebody here has decided, with the revision that decided it. The broker keeps it for the "
          "device."),
        _("The device reports: what it says it does. Nothing else is ever shown as in effect."),
        *(f"{mark.word}: {text}" for mark, text in (
            (settings_words.STATES[state], text) for state, text in settings_words.MEANINGS.items())),
    ]
    return html.Details([html.Summary(_("What these words mean")), html.Ul([html.Li(line) for line in lines])],
                        className="machine-definitions soft")


def _words(name: str) -> dict[str, Any]:
    return {
        "title": f"{name} · Stethos", "wanted": _("Wanted"), "reported": _("The device reports"),
        "state": _("In effect"), "not_wanted": _("not set here"), "not_reported": _("not said"), "on": _("on"),
        "off": _("off"), "no_limit": _("no limit"), "revision": _("revision {number}"), "range": _("{bounds}"),
        "machine": _("Machine"), "battery": _("Battery"),
        "signal": _("Signal strength"), "gateway": _("Gateway"), "signals": _("Signals"), "never": _("never"),
        "why": _("Why? (optional)"), "save": _("Save and send"), "discard": _("Discard"),
        "unsaved": _("Not saved yet."), "consent": _("I have read the warnings and want this all the same."),
        "failed": _("That did not work; nothing was changed. Try again."),
        "conflict": _("{by} has changed settings while you were typing."), "setting": _("Setting"),
        "theirs": _("Theirs"), "mine": _("Yours"), "take": _("Take theirs"), "keep": _("Go on with yours"),
        "changed": _("Changed at the device"), "ours": _("ours {value}"),
        "changed_help": _("Somebody has changed this at the device itself. Adopt what should stay; what is not chosen "
                          "goes back to ours."),
        "adopt": _("Adopt the chosen"), "push": _("Send ours again"), "back": _("Go back to this"),
        "current": _("wanted now"), "no_rows": _("The same settings as before."),
    }
