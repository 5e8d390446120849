"""Words, numbers, dates and units as people read them: the only place where they are formatted.

The language of a request is set once (`use`); everything below follows it. English is the language of the
source; further languages are catalogs in translations/.
"""

import gettext as _catalogs
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, negotiate_locale

CATALOGS = Path(__file__).parent / "translations"
# The formats belong to the language: the English of a plant writes 24 hours and the day before the month.
LOCALES = {"en": Locale("en", "GB")}
NBSP = "\u00a0"
NOTHING = "–"

_language: ContextVar[str] = ContextVar("language", default="en")

# UCUM spelling -> what stands on a screen; what is missing here stands as it is.
_SYMBOLS = {
    "Cel": "°C", "[degF]": "°F", "rpm": "rpm", "{rpm}": "rpm", "/min": "rpm", "/s": "1/s",
    "m/s2": "m/s²", "mm/s2": "mm/s²", "[in_i]/s": "in/s", "[g]": "g", "[psi]": "psi",
    "m3/h": "m³/h", "m3/s": "m³/s", "m3/min": "m³/min", "Nm3/h": "Nm³/h",
    "um": "µm", "uS/cm": "µS/cm", "[pH]": "pH", "[ppm]": "ppm", "N.m": "N·m", "1": "",
}


def _both(singular: str, plural: str) -> tuple[str, str]:
    """Mark two forms for the catalog; they are translated when the count is known."""
    return singular, plural


_DURATIONS = {
    "second": _both("{count} s", "{count} s"), "minute": _both("{count} min", "{count} min"),
    "hour": _both("{count} h", "{count} h"), "day": _both("{count} day", "{count} days"),
    "year": _both("{count} year", "{count} years"),
}


class Lazy:
    """A text that is translated when it is shown, for texts that stand at the top of a module."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __str__(self) -> str:
        return _(self.message)

    def __html__(self) -> str:
        """Let templates escape it like any other text."""
        return str(self).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def to_plotly_json(self) -> str:
        """Let Dash put it into a component."""
        return str(self)


lazy = Lazy


def _(message: str) -> str:
    """Return the text in the language of the moment."""
    return _catalog(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the text for this many things; ``{count}`` in it becomes the count."""
    text = _catalog(_language.get()).ngettext(singular, plural, count)
    return text.replace("{count}", number(count, digits=0))


def current() -> str:
    """Return the language of the moment, as in ``en``."""
    return _language.get()


def tag() -> str:
    """Return the language of the moment as browsers name it, as in ``en-GB``."""
    return str(_locale()).replace("_", "-")


def choose(wanted: str | None, accepted: list[str]) -> str:
    """Return the language to speak: the user's own choice, else what the browser prefers, else English."""
    spoken = [*([wanted] if wanted else []), *(code.replace("-", "_") for code in accepted)]
    return negotiate_locale(spoken, list(LOCALES)) or "en"


def speak(language: str) -> None:
    """Use this language from here on, in this thread of work."""
    _language.set(language if language in LOCALES else "en")


@contextmanager
def use(language: str) -> Iterator[None]:
    """Use this language inside the block."""
    token = _language.set(language if language in LOCALES else "en")
    try:
        yield
    finally:
        _language.reset(token)


def unit(ucum: str) -> str:
    """Return the symbol of a unit as it stands on a screen: ``Cel`` is °C, ``m3/h`` is m³/h."""
    return _SYMBOLS.get(ucum, ucum)


def number(value: float | None, unit: str | None = None, digits: int | None = None) -> str:
    """Return a number with its unit, rounded so that it says what a person can use.

    ``digits`` are the digits after the point; without it 0 from 100 on, 1 from 1 on, below that two
    significant ones. Nothing, NaN and infinities are shown as a dash. ``unit`` is in UCUM spelling.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = _localized(f"{value:,.{_decimals(value) if digits is None else digits}f}")
    symbol = _SYMBOLS.get(unit, unit) if unit else ""
    if not symbol:
        return text
    return text + _before_percent() + "%" if symbol == "%" else text + NBSP + symbol


def percent(share: float | None) -> str:
    """Return a share of 1 as percent; only what is complete is 100%, only what is none is 0%."""
    if share is None or not math.isfinite(share):
        return NOTHING
    if share in (0.0, 1.0):
        return number(share * 100, "%", digits=0)
    return number(min(max(round(share * 100, 1), 0.1), 99.9) if 0 < share < 1 else share * 100, "%", digits=1)


def duration(seconds: float | None) -> str:
    """Return a length of time in the one unit that matters: 45 s, 3 min, 5 h, 2 days."""
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    size_s = abs(seconds)
    if size_s < 119.5:
        name, divisor_s = "second", 1
    elif size_s < 119.5 * 60:
        name, divisor_s = "minute", 60
    elif size_s < 36 * 3600:
        name, divisor_s = "hour", 3600
    else:
        name, divisor_s = ("day", 86_400) if size_s < 730 * 86_400 else ("year", 31_557_600)
    count = round(size_s / divisor_s)
    return ngettext(*_DURATIONS[name], count).replace(" ", NBSP)


def moment(at: datetime, zone: str, *, seconds: bool = False) -> str:
    """Return a point in time as the clock of the plant shows it, with the zone named."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day(at, zone)}, {clock(at, zone, seconds=seconds)}{NBSP}{_zone_name(local)}"


def clock(at: datetime, zone: str, *, seconds: bool = False) -> str:
    """Return the time of day at the plant, without its zone: only beside a text that names it."""
    return dates.format_time(at.astimezone(ZoneInfo(zone)), "HH:mm:ss" if seconds else "HH:mm",
                             locale=_locale())


def day(at: datetime, zone: str) -> str:
    """Return the day at the plant, as in 22 Nov 2026."""
    return dates.format_date(at.astimezone(ZoneInfo(zone)), "medium", locale=_locale())


def calendar_day(found: date) -> str:
    """Return a day of the calendar, as in 22 Nov 2026."""
    return dates.format_date(found, "medium", locale=_locale())


def weekday(number: int) -> str:
    """Return the short name of a weekday; Monday is 1."""
    return str(_locale().days["stand-alone"]["abbreviated"][number - 1])


def zone_name(zone: str, at: datetime) -> str:
    """Return the name of the zone at that time, as in CET or GMT+8."""
    return _zone_name(at.astimezone(ZoneInfo(zone)))


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago it was (or how far ahead it is) in words; within 5 s it is now."""
    passed_s = (now - at).total_seconds()
    if abs(passed_s) < 5:
        return _("now")
    pattern = _("{duration} ago") if passed_s > 0 else _("in {duration}")
    return pattern.format(duration=duration(passed_s))


def tongue(tag: str) -> str:
    """Return the name of a language by its tag: de is German; one that nobody knows stands as it is."""
    return str(_locale().languages.get(tag.partition("-")[0], tag))


def listed(items: list[str]) -> str:
    """Return the items as a list in a sentence: a, b and c."""
    return lists.format_list(items, locale=_locale())


def field_time(at: datetime, zone: str) -> str:
    """Return the time as a field of a form takes it: the clock of the plant, to the minute."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def iso(at: datetime) -> str:
    """Return the time for machines (``<time datetime>``): UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def browser_words() -> dict[str, object]:
    """Return what assets/live.js needs to write numbers and times in the same way."""
    forms = {name: {"one": ngettext(one, more, 1).replace("1", "{count}", 1),
                    "other": ngettext(one, more, 2).replace("2", "{count}", 1)}
             for name, (one, more) in _DURATIONS.items()}
    return {**forms, "ago": _("{duration} ago"), "ahead": _("in {duration}"), "now": _("now"),
            "offline": _("Offline – showing data from {time}"), "close": _("Close"),
            "unloaded": _("A part of this page could not be loaded. Load the page again."),
            "percent": _before_percent() + "%", "units": _SYMBOLS}


@lru_cache(maxsize=16)
def _catalog(language: str) -> _catalogs.NullTranslations:
    return _catalogs.translation("messages", CATALOGS, [language], fallback=True)


def _locale() -> Locale:
    return LOCALES[_language.get()]


def _decimals(value: float) -> int:
    size = abs(value)
    if size >= 99.95 or size == 0:
        return 0
    return 1 if size >= 0.995 else min(1 - math.floor(math.log10(size)), 6)


def _localized(text: str) -> str:
    point, group = _separators(_language.get())
    if (point, group) == (".", ","):
        return text
    return text.replace(",", "\0").replace(".", point).replace("\0", group)


@lru_cache(maxsize=16)
def _separators(language: str) -> tuple[str, str]:
    symbols = LOCALES[language].number_symbols["latn"]
    return symbols["decimal"], symbols["group"]


def _before_percent() -> str:
    return NBSP if NBSP in LOCALES[_language.get()].percent_formats[None].pattern else ""


def _zone_name(local: datetime) -> str:
    name = local.tzname() or ""
    return name if name.isalpha() else "UTC" + dates.format_time(local, "xxx", locale=_locale())
