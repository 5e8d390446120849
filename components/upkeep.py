"""Upcoming maintenance on the page of a machine: the overdue first, each with when it is due, and what one does."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import upkeep_words
from components.attributes import attributes
from components.icons import icon
from domain import upkeep
from domain.upkeep import Clock, Due, Plan
from language import _

_LOOK = "btn btn-outline-secondary"


def section(machine_id: int, plans: Sequence[Plan], clock: Clock, *, may_write: bool, in_service: bool) -> Any:
    """Return what is planned; those that are retired are for who may restore them."""
    current = upkeep.worst_first((plan, upkeep.due(plan.upkeep, clock)) for plan in plans if plan.retired_at is None)
    gone = [plan for plan in plans if plan.retired_at is not None]
    add = dcc.Link([icon("plus"), html.Span(_("Plan maintenance"))], href=f"/machines/{machine_id}/plans/new",
                   className=_LOOK) if may_write and in_service else None
    return html.Section([
        html.Div([html.H2(_("Upcoming maintenance"), id="upkeep-title"), add], className="upkeep-head"),
        html.Ul([_line(plan, found, may_write=may_write) for plan, found in current], className="upkeep-list",
                **attributes(aria_labelledby="upkeep-title")) if current else html.P(
            _("Nothing is planned."), className="soft"),
        _retired(gone) if gone and may_write else None,
    ], className="upkeep", id="upkeep")


def badge(found: Due) -> Any:
    """Return how a plan stands: icon and word."""
    mark = upkeep_words.MARKS[found.standing]
    return html.Span([icon(mark.icon), html.Span(str(mark.word))], className=f"state-mark {mark.tone}")


def _line(plan: Plan, found: Due, *, may_write: bool) -> Any:
    name = plan.upkeep.name
    acts = html.Div([_act(_("Done"), name, f"/plans/{plan.id}/done"), _act(_("Edit"), name, f"/plans/{plan.id}/edit")],
                    className="upkeep-acts") if may_write else None
    return html.Li([
        html.Div([
            html.P([html.Strong(name), badge(found)], className="upkeep-name"),
            html.P(upkeep_words.due(plan, found)),
            html.P(upkeep_words.often(plan.upkeep), className="soft"),
            html.P(plan.upkeep.note, className="log-text") if plan.upkeep.note else None,
        ]), acts], className="upkeep-plan")


def _act(text: str, name: str, href: str) -> Any:
    """Return a link that says by itself what it is about."""
    return dcc.Link([text, " ", html.Span(name, className="visually-hidden")], href=href, className=_LOOK)


def _retired(plans: Sequence[Plan]) -> Any:
    return html.Details([
        html.Summary(_("Not planned any more")),
        html.Ul([html.Li(dcc.Link(plan.upkeep.name, href=f"/plans/{plan.id}/edit")) for plan in plans])],
        className="upkeep-gone")
