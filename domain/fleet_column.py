"""Columns of fleet files and forms: how the text in a field becomes a value; readers raise Refused with the reason."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from domain import contact, names, unit
from domain.fleet_fault import Fault, Problem, Refused, nearest

LONGEST_TEXT, LONGEST_STORY, LONGEST_TAG = 500, 2000, 40
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """One field: how its text is read (or Refused), and what stands for nothing."""

    read: Callable[[str], object]
    required: bool = False
    default: object = None


def text(given: str) -> str:
    """Return a text of one or several lines."""
    return _text_up_to(LONGEST_TEXT, given)


def story(given: str) -> str:
    """Return a longer text."""
    return _text_up_to(LONGEST_STORY, given)


def tags(given: str) -> tuple[str, ...]:
    """Return tags that commas part, each of them once, however it is spelled."""
    found = [" ".join(tag.split()) for tag in text(given).split(",")]
    if any(len(tag) > LONGEST_TAG for tag in found):
        raise Refused(Fault.TOO_LONG, [str(LONGEST_TAG)])
    once: dict[str, str] = {}
    for tag in filter(None, found):
        once.setdefault(tag.lower(), tag)
    return tuple(once.values())


def _text_up_to(longest: int, given: str) -> str:
    if len(given) > longest:
        raise Refused(Fault.TOO_LONG, [str(longest)])
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in given):
        raise Refused(Fault.NOT_A_TEXT)
    return given


def key(given: str) -> str:
    """Return the key of a place or machine."""
    if not _KEY.fullmatch(given):
        raise Refused(Fault.NOT_A_KEY)
    return given


def device_name(given: str) -> str:
    """Return a device's name on the wire."""
    if not names.is_topic_name(given):
        raise Refused(Fault.NOT_A_DEVICE)
    return given


def signal_name(given: str) -> str:
    """Return a signal's key in the payload."""
    if not names.is_signal_name(given):
        raise Refused(Fault.NOT_A_SIGNAL)
    return given


def signal_path(given: str) -> str:
    """Return device/signal."""
    device, _, name = given.partition("/")
    if not names.is_topic_name(device) or not names.is_signal_name(name):
        raise Refused(Fault.NOT_A_SIGNAL_PATH)
    return given


def phone(given: str) -> str:
    """Return a telephone number."""
    if not contact.is_phone(given):
        raise Refused(Fault.NOT_A_PHONE)
    return given


def email(given: str) -> str:
    """Return an e-mail address."""
    if not contact.is_email(given):
        raise Refused(Fault.NOT_AN_EMAIL)
    return given


def language_tag(given: str) -> str:
    """Return a language: de, pt-BR."""
    if not contact.is_language(given):
        raise Refused(Fault.NOT_A_LANGUAGE)
    return given


def number(given: str) -> float:
    """Return a finite number."""
    value = float(given) if _NUMBER.fullmatch(given) else math.nan
    if not math.isfinite(value):
        raise Refused(Fault.NOT_A_NUMBER)
    return value


def number_between(least: float, most: float) -> Callable[[str], float]:
    """Return a reader of numbers within bounds."""
    def read(given: str) -> float:
        value = number(given)
        if not least <= value <= most:
            raise Refused(Fault.OUT_OF_BOUNDS, [f"{least:.12g}", f"{most:.12g}"])
        return value
    return read


def whole_between(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within bounds."""
    def read(given: str) -> int:
        if not _WHOLE.fullmatch(given) or not least <= int(given) <= most:
            raise Refused(Fault.NOT_WHOLE, [str(least), str(most)])
        return int(given)
    return read


def choice(options: type[StrEnum]) -> Callable[[str], str]:
    """Return a reader of one of the words."""
    words = [option.value for option in options]

    def read(given: str) -> str:
        if given not in words:
            raise Refused(Fault.NOT_A_CHOICE, nearest(given, words) or words)
        return given
    return read


def flag(given: str) -> bool:
    """Return yes or no."""
    if given.lower() not in {"true", "yes", "false", "no"}:
        raise Refused(Fault.NOT_A_FLAG)
    return given.lower() in {"true", "yes"}


@lru_cache(maxsize=512)
def unit_code(given: str) -> str:
    """Return a unit as UCUM writes it."""
    code = unit.canonical(given)
    if code is None:
        raise Refused(Fault.UNKNOWN_UNIT)
    return code


@lru_cache(maxsize=512)
def zone(given: str) -> str:
    """Return an IANA time zone."""
    try:
        ZoneInfo(given)
    except (ValueError, OSError, LookupError):   # a path, a folder of zones, no such zone
        raise Refused(Fault.UNKNOWN_ZONE, nearest(given, available_timezones())) from None
    return given


def day(given: str) -> date:
    """Return a day: 2027-03-31."""
    try:
        found = date.fromisoformat(given) if _DAY.fullmatch(given) else None
    except ValueError:      # the 31st of February
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise Refused(Fault.NOT_A_DAY)
    return found


def filled(columns: Mapping[str, Column], texts: Mapping[str, str], *, path: str = "",
           ) -> tuple[dict[str, Any], list[Problem]]:
    """Read the fields of a form; nothing in a field is its default. Problems are named ``path`` and the column."""
    found: dict[str, Any] = {}
    problems = []
    for name, column in columns.items():
        given = texts.get(name, "").strip()
        try:
            found[name] = column.read(given) if given else column.default
        except Refused as refused:
            problems.append(Problem("", 0, path + name, refused.fault, given, refused.wanted))
        if column.required and not given:
            problems.append(Problem("", 0, path + name, Fault.MISSING))
    return found, problems
