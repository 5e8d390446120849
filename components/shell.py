"""The frame round every page: where one can go, who is signed in, how it looks, and what just happened."""

import json
from dataclasses import dataclass
from typing import Any

import dash
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components.attributes import attributes
from components.icons import icon
from domain.access import Role, Theme, User
from language import Lazy, _, lazy


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the navigation."""

    path: str
    name: Lazy
    icon: str


DESTINATIONS = (
    Destination("/", lazy("Ward round"), "ward"),
    Destination("/fleet", lazy("Fleet"), "fleet"),
    Destination("/alarms", lazy("Alarms"), "bell"),
    Destination("/devices", lazy("Devices"), "devices"),
    Destination("/system", lazy("System"), "system"),
)
ROLES = {Role.VIEWER: lazy("Viewer"), Role.TECHNICIAN: lazy("Technician"), Role.ADMIN: lazy("Admin")}
THEMES = {Theme.AUTO: lazy("Auto"), Theme.LIGHT: lazy("Light"), Theme.DARK: lazy("Dark")}


def frame(user: User | None, *, csrf_token: str, theme: Theme) -> Any:
    """Return the frame of all pages; without a user (Dash asks for it once at its start) only its bones."""
    return html.Div([
        html.A(_("Skip to content"), href="#content", className="skip"),
        html.Header([_brand(), _navigation(_("Main"), "nav-top"), _search(user),
                     _user_menu(user, csrf_token, theme)],
                    className="bar"),
        html.Div(id="connection", role="status", hidden=True, className="connection"),
        html.Main(dash.page_container, id="content", tabIndex="-1", className="content"),
        html.Footer(_("Stethos"), className="foot"),
        _navigation(_("Main, below"), "nav-bottom"),
        html.Div(id="toasts", role="region", className="toasts",
                 **attributes(aria_live="polite", aria_label=_("Messages"))),
        dcc.Store(id="toast"),
    ], className="frame")


def register() -> None:
    """Register what the frame does in the browser (assets/shell.js)."""
    clientside_callback(ClientsideFunction("stethos_shell", "arrive"),
                        Input("_pages_location", "pathname"))
    clientside_callback(ClientsideFunction("stethos_shell", "toast"), Input("toast", "data"),
                        prevent_initial_call=True)


def toast(message: str, *, kind: str = "error") -> None:
    """Show a message for some seconds, out of any callback; ``kind`` is error, done or calm."""
    dash.set_props("toast", {"data": {"message": message, "kind": kind}})


def notice(title: str, text: str, *, icon_name: str = "unknown") -> Any:
    """Return a calm full-page notice: empty, missing, forbidden."""
    return html.Section([icon(icon_name, class_name="notice-icon"), html.H1(title), html.P(text),
                         dcc.Link(_("To the ward round"), href="/", className="btn btn-outline-secondary")],
                        className="notice")


def missing() -> Any:
    """Return what stands in the place of a page that does not exist."""
    return notice(_("Not found"), _("There is nothing at this address. It may have been moved or removed."))


def forbidden() -> Any:
    """Return what stands in the place of a page this person may not see."""
    return notice(_("Not allowed"), _("Your role does not open this page. An admin can change that."),
                  icon_name="lock")


def _brand() -> Any:
    return dcc.Link([icon("pulse"), html.Span("Stethos")], href="/", className="brand")


def _search(user: User | None) -> Any:
    """Return the button of the search, with what its dialog says (assets/search.js)."""
    if user is None:
        return None
    words = {"title": _("Search"), "hint": _("Machine, place, device, number, person"), "close": _("Close"),
             "results": _("What was found"), "recent": _("Opened last"),
             "failed": _("The search does not answer. Try again."),
             "about": _("Names, keys, serial numbers, makers, tags, telephone numbers; typing mistakes do not matter.")}
    return html.Button([icon("search"), html.Span(_("Search")), html.Kbd("/")], id="search-open", type="button",
                       className="search-open",
                       **attributes(data_words=json.dumps(words), aria_haspopup="dialog", aria_label=_("Search"),
                                    aria_keyshortcuts="/ Control+K"))


def _navigation(label: str, class_name: str) -> Any:
    links = [dcc.Link([icon(place.icon), html.Span(str(place.name))], href=place.path, className="nav-place")
             for place in DESTINATIONS]
    return html.Nav(links, className=class_name, **attributes(aria_label=label))


def _user_menu(user: User | None, csrf_token: str, theme: Theme) -> Any:
    if user is None:
        return None
    return html.Details([
        html.Summary([icon("person"), html.Span(user.full_name or user.name, className="user-name")],
                     **attributes(aria_label=_("Menu of {name}").format(name=user.full_name or user.name))),
        html.Div([
            html.P([html.Strong(user.full_name or user.name), html.Br(), html.Span(str(ROLES[user.role]))],
                   className="user-who"),
            _telling(user),
            *_of_admins(user),
            _theme_switch(theme),
            _sign_out(csrf_token),
        ], className="user-panel"),
    ], className="user-menu", id="user-menu")


def _telling(user: User) -> Any:
    """Return the way to who is told of what; it is nothing for the navigation, which is full on a phone."""
    if not user.role.allows(Role.TECHNICIAN):
        return None
    return dcc.Link([icon("mail"), html.Span(_("Telling people"))], href="/telling", className="user-link")


def _of_admins(user: User) -> list[Any]:
    """Return the ways to what only admins do."""
    if not user.role.allows(Role.ADMIN):
        return []
    return [dcc.Link([icon("table"), html.Span(_("Import and export"))], href="/import", className="user-link"),
            dcc.Link([icon("late"), html.Span(_("Changes"))], href="/audit", className="user-link")]


def _theme_switch(theme: Theme) -> Any:
    buttons = [html.Button(str(name), type="button", className="theme-choice",
                           **attributes(data_theme_choice=choice, aria_pressed=str(choice is theme).lower()))
               for choice, name in THEMES.items()]
    return html.Div([html.Span(_("Appearance"), id="theme-label"),
                     html.Div(buttons, role="group", className="theme-choices",
                              **attributes(aria_labelledby="theme-label"))], className="theme-switch")


def _sign_out(csrf_token: str) -> Any:
    return html.Form([
        dcc.Input(type="hidden", name="csrf_token", value=csrf_token, id="sign-out-token"),
        html.Button([icon("leave"), html.Span(_("Sign out"))], type="submit", className="sign-out"),
    ], action="/logout", method="POST")
