"""Whom to call: a list of people and desks that a thumb can call or write to. Used by machine and case."""

from collections.abc import Sequence
from typing import Any

from dash import html

import language
from components.attributes import attributes
from components.icons import icon
from domain.contact import Contact, mail_link, tel_link
from language import _, ngettext

SHOWN_AT_ONCE = 3


def contacts(found: Sequence[Contact]) -> Any:
    """Return the block of the contacts, the first to call first; further ones fold out."""
    return html.Section([
        html.H2(_("Whom to call")),
        _people(found[:SHOWN_AT_ONCE]) if found else html.P(
            _("Nobody is named here. An admin can add contacts, here or at a place around it."),
            className="contacts-none soft"),
        _more(found[SHOWN_AT_ONCE:]) if len(found) > SHOWN_AT_ONCE else None,
    ], className="contacts", **attributes(aria_label=_("Whom to call")))


def _people(found: Sequence[Contact]) -> Any:
    return html.Ul([_person(contact) for contact in found], className="contacts-list")


def _more(found: Sequence[Contact]) -> Any:
    text = ngettext("{count} more contact", "{count} more contacts", len(found))
    return html.Details([html.Summary(text), _people(found)], className="contacts-more")


def _person(contact: Contact) -> Any:
    about = " · ".join(text for text in (contact.hours, _tongue(contact), _origin(contact)) if text)
    return html.Li([
        html.Div([
            html.P([html.Strong(contact.name), html.Span(contact.role, className="contact-role soft")]),
            html.P(_address(contact), className="contact-address"),
            html.P(about, className="contact-about soft") if about else None,
        ], className="contact-words"),
        _hands(contact),
    ], className="contact panel")


def _hands(contact: Contact) -> Any:
    """Return the large buttons: calling is what one comes for, so it stands at the edge, under the thumb."""
    links = []
    if contact.email:
        links.append(_link(mail_link(contact.email), "mail", _("Write to {name}").format(name=contact.name)))
    if contact.phone:
        links.append(_link(tel_link(contact.phone), "phone", _("Call {name}").format(name=contact.name)))
    return html.Div(links, className="contact-hands")


def _link(address: str, picture: str, name: str) -> Any:
    return html.A(icon(picture), href=address, title=name, className=f"contact-{picture}",
                  **attributes(aria_label=name))


def _address(contact: Contact) -> list[Any]:
    """Return number and address as text too: a desk has another telephone than this device."""
    texts = [html.Span(text, className="num") for text in (contact.phone, contact.email) if text]
    return [part for text in texts for part in (text, " ")][:-1]


def _tongue(contact: Contact) -> str:
    return language.tongue(contact.language) if contact.language else ""


def _origin(contact: Contact) -> str:
    return _("for all of {place}").format(place=contact.inherited_from) if contact.inherited_from else ""
