"""Whom to call about a machine: who they are, how they are reached, and the links that do it."""

import re
from dataclasses import dataclass
from urllib.parse import quote

LONGEST_EMAIL, LONGEST_PHONE = 254, 40
# With a country code or without, grouped as people like, and perhaps an extension: ext. 12, x12, #12.
_PHONE = re.compile(r"(?P<number>\+?[0-9(][0-9 ().\-/]*)(?:(?:ext\.?|x|#) *(?P<extension>[0-9]{1,6}))?", re.I)
_UNDIALLED = "(0)"      # stands behind many country codes, and is not dialled after one
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
                    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
# An extension of the plant; the shortest of a whole country; ITU-T E.164.
_FEWEST_DIGITS, _FEWEST_ABROAD, _MOST_DIGITS = 3, 7, 15


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or desk, with a phone number, an e-mail address or both.

    ``hours`` say in words when they can be reached, ``language`` is the one they speak (de, pt-BR).
    ``inherited_from`` is the name of the place whose contact it is; None: it is the machine's own.
    """

    role: str
    name: str
    phone: str | None = None
    email: str | None = None
    hours: str | None = None
    language: str | None = None
    inherited_from: str | None = None


def is_phone(text: str) -> bool:
    """Tell whether a text is a number that a telephone can dial: +49 30 23125 017, 4711, 030/23125-0."""
    return _dialled(text) is not None


def is_email(text: str) -> bool:
    """Tell whether a text is an address to which mail can be sent; Source: HTML, valid e-mail address."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Tell whether a text is a language tag of language and, if need be, country: de, pt-BR."""
    return _LANGUAGE.fullmatch(text) is not None


def tel_link(phone: str) -> str:
    """Return the address that makes a telephone dial: tel:+493023125017.

    Raises: ValueError if it is no number. Source: RFC 3966.
    """
    dialled = _dialled(phone)
    if dialled is None:
        raise ValueError(phone)
    number, extension = dialled
    return f"tel:{number}" + (f";ext={extension}" if extension else "")


def mail_link(email: str) -> str:
    """Return the address that opens a new mail to them. Source: RFC 6068."""
    return f"mailto:{quote(email, safe='@')}"


def _dialled(text: str) -> tuple[str, str | None] | None:
    """Return the digits of a number, with the + in front of them, and its extension."""
    found = _PHONE.fullmatch(text)
    if found is None or len(text) > LONGEST_PHONE:
        return None
    international = text.startswith("+")
    written = found["number"].replace(_UNDIALLED, "") if international else found["number"]
    digits = re.sub("[^0-9]", "", written)
    fewest = _FEWEST_ABROAD if international else _FEWEST_DIGITS
    if not fewest <= len(digits) <= _MOST_DIGITS or written.count("(") != written.count(")"):
        return None
    return ("+" if international else "") + digits, found["extension"]
