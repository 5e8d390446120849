"""The signals of a device on its page: what it measures, the ways to their limits and forms, and what is retired."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

import language
from components.attributes import attributes
from components.placing_words import KINDS
from domain.device_signal import DeviceSignal
from domain.unit import Kind
from language import _, ngettext


def section(device_id: int, signals: Sequence[DeviceSignal], *, zone: str, may_edit: bool) -> Any:
    """Return the list, those that are retired folded below it."""
    live = [_line(one, may_edit=may_edit) for one in signals if one.retired_at is None]
    gone = [_gone(one, zone=zone) for one in signals if one.retired_at is not None]
    new = dcc.Link(_("New signal"), href=f"/devices/{device_id}/signals/new", className="btn btn-outline-secondary")
    title = ngettext("{count} retired signal", "{count} retired signals", len(gone))
    return html.Section([
        html.H2(_("Signals")), html.Ul(live, className="device-signals") if live else
        html.P(_("It has not sent anything yet."), className="soft"),
        html.Details([html.Summary(title), html.Ul(gone, className="device-signals")]) if gone else None,
        html.Div(new, className="page-acts") if may_edit else None,
    ])


def _line(signal: DeviceSignal, *, may_edit: bool) -> Any:
    unit = language.unit(signal.unit) if signal.unit else ""
    about = ", ".join(part for part in (str(KINDS[Kind(signal.kind)]), unit, signal.name) if part)
    limits = _way(_("Limits"), _("Limits of {signal}").format(signal=signal.title), f"/signals/{signal.id}/limits")
    edit = _way(_("Edit"), _("Edit {name}").format(name=signal.title), f"/signals/{signal.id}/edit")
    return html.Li([html.Strong(signal.title), html.Span(about, className="soft"), limits, edit if may_edit else None])


def _way(shown: str, said: str, href: str) -> Any:
    """Return a link that is short for eyes and whole for ears."""
    return dcc.Link([html.Span(shown, **attributes(aria_hidden="true")), html.Span(said, className="visually-hidden")],
                    href=href)


def _gone(signal: DeviceSignal, *, zone: str) -> Any:
    since = _("retired {moment}").format(moment=language.moment(signal.retired_at, zone)) if signal.retired_at else ""
    return html.Li([dcc.Link(signal.title, href=f"/signals/{signal.id}/limits"), html.Span(since, className="soft")])
