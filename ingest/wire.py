"""The wire format, native JSON version 1: bytes in, values out. docs/mqtt.md is the contract.

Everything here is pure. What cannot be used raises RejectedError with the reason and the place.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import Any

import orjson

from domain.about import About, SignalAbout
from domain.batch import StatusReport
from domain.names import is_signal_name
from domain.rejection import Reason, RejectedError
from domain.rollup import BAD, GOOD, STALE
from domain.twin import Origin, Report, Value, flat

EPOCH = datetime.fromtimestamp(0, UTC)
_NUMBER = frozenset({int, float})
_NUMBER_OR_NULL = frozenset({int, float, type(None)})
_QUALITIES = frozenset({GOOD, STALE, BAD})
_LIVE_KEYS = frozenset({"ts", "values", "quality"})
MOST_SETTINGS = 1000
DEEPEST = 32
_HIGHEST = {"revision": 2_000_000_000, "boot": 2**53, "seq": 2**53}
_FAR_MS = 250_000_000_000_000    # beyond the year 9000; larger numbers overflow further on


@dataclass(slots=True)
class Sample:
    """The values of one moment. ``time_us`` is None where the device gave none; null values are None."""

    time_us: int | None
    values: dict[str, float | None]
    quality: dict[str, int] | None


@dataclass(slots=True)
class Telemetry:
    """One telemetry message; ``live`` is False for a buffered upload."""

    samples: list[Sample]
    live: bool
    ignored_keys: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something a device wants to tell."""

    time_us: int | None
    kind: str
    text: str


def telemetry(payload: bytes) -> Telemetry:
    """Decode one telemetry message in any of its three forms."""
    document = _object(payload)
    values = document.get("values")
    if type(values) is dict and type(document.get("ts")) is not list:
        ignored = 0 if document.keys() <= _LIVE_KEYS else len(document.keys() - _LIVE_KEYS)
        return Telemetry([_sample(document, values, "")], live=True, ignored_keys=ignored)
    if "samples" in document:
        return Telemetry(_samples(document["samples"]), live=False, ignored_keys=len(document) - 1)
    if values is None:
        raise RejectedError(Reason.MISSING_VALUES, "neither values nor samples")
    if type(values) is not dict:
        raise RejectedError(Reason.WRONG_TYPE, f"values is {_type(values)}, not an object")
    return Telemetry(_columns(document, values), live=False,
                     ignored_keys=len(document.keys() - _LIVE_KEYS))


def status(payload: bytes, *, at: datetime) -> StatusReport:
    """Decode a status message that arrived at a time."""
    document = _object(payload)
    if type(document.get("online")) is not bool:
        raise RejectedError(Reason.WRONG_TYPE, "online must be true or false")
    return StatusReport(at, document["online"], _text(document, "firmware"),
                        _number(document, "battery_pct"), _number(document, "rssi_dbm"),
                        _text(document, "gateway"), _span(document, "wakes_in_s"))


def about(payload: bytes) -> About:
    """Decode a device's description of itself."""
    document = _object(payload)
    _check_depth(document, DEEPEST)
    signals = document.get("signals", {})
    if type(signals) is not dict:
        raise RejectedError(Reason.WRONG_TYPE, f"signals is {_type(signals)}, not an object")
    return About(_text(document, "model"), _text(document, "serial"),
                 [_signal_about(name, described) for name, described in signals.items()], document)


def event(payload: bytes) -> Event:
    """Decode an event."""
    document = _object(payload)
    kind, text = _text(document, "kind"), _text(document, "text") or ""
    if not kind:
        raise RejectedError(Reason.WRONG_TYPE, "an event needs a kind")
    return Event(_time(document.get("ts"), ""), kind[:64], text[:2000])


def reported(payload: bytes) -> tuple[Report, dict[str, Any]]:
    """Decode what a device says it does; return that, and the document as it came."""
    document = _object(payload)
    _check_depth(document, DEEPEST)
    refusals = _group(document, "refused") if "refused" in document else {}
    refused = {path: str(reason)[:2000] for path, reason in refusals.items() if reason}
    origin = Origin.LOCAL if document.get("source") == Origin.LOCAL else Origin.STACK
    return Report(_count(document, "revision") or 0, _group(document, "settings"), refused, origin,
                  _count(document, "boot"), _count(document, "seq")), document


def _group(document: dict[str, Any], key: str) -> dict[str, Value]:
    given = document.get(key)
    if type(given) is not dict:
        raise RejectedError(Reason.WRONG_TYPE, f"{key} is {_type(given)}, not an object")
    found = flat(given)
    if len(found) > MOST_SETTINGS:
        raise RejectedError(Reason.WRONG_TYPE, f"{key} holds more than {MOST_SETTINGS} values")
    return found


def _check_depth(value: Any, left: int) -> None:
    """Refuse what is nested so deeply that it could be read, but not written again."""
    if not left:
        raise RejectedError(Reason.WRONG_TYPE, f"the message is nested more than {DEEPEST} deep")
    for inner in value.values() if type(value) is dict else value if type(value) is list else ():
        _check_depth(inner, left - 1)


def _count(document: dict[str, Any], key: str) -> int | None:
    value = document.get(key)
    if value is None and key != "revision":
        return None
    if type(value) is not int or not 0 <= value <= _HIGHEST[key]:
        raise RejectedError(Reason.WRONG_TYPE, f"{key} must be a whole number from 0 to {_HIGHEST[key]}")
    return value


def _span(document: dict[str, Any], key: str) -> float | None:
    seconds = _number(document, key)
    return seconds if seconds and seconds > 0 else None


def _object(payload: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise RejectedError(Reason.BAD_JSON, str(error)) from None
    if type(document) is not dict:
        raise RejectedError(Reason.WRONG_TYPE, f"the message is {_type(document)}, not an object")
    return document


def _sample(document: dict[str, Any], values: Any, where: str) -> Sample:
    if type(values) is not dict:
        raise RejectedError(Reason.WRONG_TYPE, f"{where}values is {_type(values)}, not an object")
    if not values:
        raise RejectedError(Reason.MISSING_VALUES, f"{where}values is empty")
    if not _NUMBER_OR_NULL.issuperset(map(type, values.values())):
        name, value = next((n, v) for n, v in values.items() if type(v) not in _NUMBER_OR_NULL)
        raise RejectedError(Reason.WRONG_TYPE, f"{where}values.{name[:64]} is {_type(value)}, not a number")
    quality = document.get("quality")
    return Sample(_time(document.get("ts"), where), values,
                  None if quality is None else _quality(quality, where))


def _samples(samples: Any) -> list[Sample]:
    if type(samples) is not list:
        raise RejectedError(Reason.WRONG_TYPE, f"samples is {_type(samples)}, not a list")
    if not samples:
        raise RejectedError(Reason.MISSING_VALUES, "samples is empty")
    found = []
    for number, sample in enumerate(samples):
        if type(sample) is not dict:
            raise RejectedError(Reason.WRONG_TYPE, f"samples[{number}] is {_type(sample)}, not an object")
        found.append(_sample(sample, sample.get("values"), f"samples[{number}]."))
    return found


def _columns(document: dict[str, Any], values: dict[str, Any]) -> list[Sample]:
    times, quality = document.get("ts"), document.get("quality", {})
    if type(times) is not list:
        raise RejectedError(Reason.BAD_TIME, "ts must be a list where values are lists")
    for name, column in values.items():
        if type(column) is not list or len(column) != len(times):
            raise RejectedError(Reason.WRONG_TYPE, f"values.{name[:64]} is not a list as long as ts")
    if type(quality) is not dict or not all(type(codes) is list and len(codes) == len(times)
                                            for codes in quality.values()):
        raise RejectedError(Reason.BAD_QUALITY, "quality must hold lists as long as ts")
    if not times or not values:
        raise RejectedError(Reason.MISSING_VALUES, "ts or values is empty")
    rows = zip(*values.values(), strict=True)
    qualities = zip(*quality.values(), strict=True) if quality else repeat(())
    return [_sample({"ts": time, "quality": dict(zip(quality, codes, strict=True)) or None},
                    dict(zip(values, row, strict=True)), f"row {number}: ")
            for number, (time, row, codes) in enumerate(zip(times, rows, qualities, strict=False))]


def _time(given: Any, where: str) -> int | None:
    """Return microseconds since 1970, None where the device gave no time."""
    if given is None:
        return None
    if type(given) in _NUMBER and abs(given) < _FAR_MS:
        return round(float(given) * 1000)
    if type(given) is str:
        try:
            moment = datetime.fromisoformat(given)
        except ValueError:
            raise RejectedError(Reason.BAD_TIME, f"{where}ts {given[:40]!r} is not ISO 8601") from None
        if moment.tzinfo is None:
            raise RejectedError(Reason.BAD_TIME, f"{where}ts {given[:40]!r} has no zone")
        return (moment - EPOCH) // timedelta(microseconds=1)
    raise RejectedError(Reason.BAD_TIME, f"{where}ts is {_type(given)}: {str(given)[:40]}")


def _quality(given: Any, where: str) -> dict[str, int]:
    if type(given) is not dict:
        raise RejectedError(Reason.BAD_QUALITY, f"{where}quality is {_type(given)}, not an object")
    for name, code in given.items():
        if type(code) is not int or code not in _QUALITIES:
            raise RejectedError(Reason.BAD_QUALITY, f"{where}quality.{name[:64]} must be 192, 500 or 0")
    return given


def _signal_about(name: str, described: Any) -> SignalAbout:
    if not is_signal_name(name):
        raise RejectedError(Reason.BAD_NAME, f"{name[:64]!r} cannot be the name of a signal")
    if type(described) is not dict:
        raise RejectedError(Reason.WRONG_TYPE, f"signals.{name} is {_type(described)}, not an object")
    return SignalAbout(name, _text(described, "unit"), _text(described, "kind"), _number(described, "min"),
                       _number(described, "max"))


def _text(document: dict[str, Any], key: str) -> str | None:
    value = document.get(key)
    if value is None:
        return None
    if type(value) is str and "\0" in value:
        raise RejectedError(Reason.WRONG_TYPE, f"{key} holds a NUL character")
    if type(value) is not str:
        raise RejectedError(Reason.WRONG_TYPE, f"{key} is {_type(value)}, not a text")
    return value[:2000]


def _number(document: dict[str, Any], key: str) -> float | None:
    value = document.get(key)
    if value is None:
        return None
    if type(value) not in _NUMBER:
        raise RejectedError(Reason.WRONG_TYPE, f"{key} is {_type(value)}, not a number")
    return float(value)


def _type(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
