"""The schema of a device's settings: what may be set and between which bounds, by its own description.

``about.settings`` declares it: a name and ``{type, min, max, step, unit, choices, title, default}``; limits of signals
by ``"limits": true`` or ``{"levels": [...], "signals": [...]}``. A declaration that cannot be used is passed over: the
device is heard all the same, only that setting has no field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from domain import unit
from domain.limit import VALUES, Level
from domain.names import is_signal_name
from domain.twin import Value

MEASUREMENT_INTERVAL = "measurement_interval_s"
REPORT_INTERVAL = "report_interval_s"
_LIMITS = "limits"
_MOST_FIELDS, _MOST_CHOICES, _LONGEST_TEXT = 500, 100, 200
_SECONDS = frozenset({MEASUREMENT_INTERVAL, REPORT_INTERVAL})


class Type(StrEnum):
    """What sort of value a setting has."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One setting; numbers are in ``unit``, which is the device's own (UCUM), not the one a signal is stored in.

    A limit has the signal and level that it is of, and may be None: no such limit.
    """

    path: str
    type: Type = Type.NUMBER
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str | None = None
    choices: tuple[str, ...] = ()
    title: str | None = None
    default: Value = None
    signal: str | None = None
    level: Level | None = None

    @property
    def is_limit(self) -> bool:
        """Tell whether this is a limit of a signal."""
        return self.level is not None


Schema = Mapping[str, Field]


def read(about: Mapping[str, Any] | None) -> Schema | None:
    """Return the settings a device knows by path, None if it says nothing about settings."""
    declared = (about or {}).get("settings")
    if about is None or not isinstance(declared, Mapping):
        return None
    fields = [*_fields(declared), *_limits(declared.get(_LIMITS), _signals(about))]
    return {field.path: field for field in fields[:_MOST_FIELDS]}


def limit_path(signal: str, level: Level) -> str:
    """Return the path of a limit."""
    return f"{_LIMITS}/{signal}/{level}"


def from_stored(field: Field, value: float, *, stored_unit: str | None) -> float:
    """Return a value of a signal, which the stack has in its stored unit, in the unit of the device."""
    return _converted(value, stored_unit, field.unit)


def to_stored(field: Field, value: float, *, stored_unit: str | None) -> float:
    """Return a value in the unit of the device in the unit in which the stack stores the signal."""
    return _converted(value, field.unit, stored_unit)


def _converted(value: float, source: str | None, target: str | None) -> float:
    if source is None or target is None:
        return value
    return (unit.conversion(source, target) or unit.SAME)(value)


def _signals(about: Mapping[str, Any]) -> Mapping[str, Any]:
    signals = about.get("signals")
    return signals if isinstance(signals, Mapping) else {}


def _fields(declared: Mapping[str, Any]) -> Iterator[Field]:
    for name, given in declared.items():
        if name != _LIMITS and is_signal_name(name) and isinstance(given, Mapping):
            field = _field(name, given)
            if field is not None:
                yield field


def _field(name: str, given: Mapping[str, Any]) -> Field | None:
    choices = _choices(given.get("choices"))
    kind = given.get("type", Type.CHOICE if choices else Type.NUMBER)
    if kind not in list(Type) or (kind == Type.CHOICE and not choices):
        return None
    minimum, maximum, step = (_number(given.get(key)) for key in ("min", "max", "step"))
    if minimum is not None and maximum is not None and minimum > maximum:
        return None
    return Field(name, Type(kind), minimum, maximum, step if step and step > 0 else None,
                 _text(given.get("unit")) or ("s" if name in _SECONDS else None), choices,
                 _text(given.get("title")), _default(given.get("default")))


def _limits(given: Any, signals: Mapping[str, Any]) -> Iterator[Field]:
    """Yield a field for each limit; its bounds are what the sensor can measure."""
    if given is not True and not isinstance(given, Mapping):
        return
    chosen = {} if given is True else given
    levels = _chosen(chosen.get("levels"), [level.value for level in VALUES])
    for name in _chosen(chosen.get("signals"), list(signals)):
        about = signals.get(name)
        described = about if isinstance(about, Mapping) else {}
        for level in VALUES:
            if level in levels and is_signal_name(name):
                yield Field(limit_path(name, level), Type.NUMBER, _number(described.get("min")),
                            _number(described.get("max")), unit=_text(described.get("unit")), signal=name, level=level)


def _chosen(given: Any, all_of_them: list[str]) -> list[str]:
    if not isinstance(given, list):
        return all_of_them
    return [name for name in all_of_them if name in given]


def _choices(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list):
        return ()
    return tuple(choice[:_LONGEST_TEXT] for choice in given[:_MOST_CHOICES] if isinstance(choice, str) and choice)


def _default(given: Any) -> Value:
    return given if isinstance(given, bool | str) else _number(given)


def _number(given: Any) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        return None
    return float(given)


def _text(given: Any) -> str | None:
    return given[:_LONGEST_TEXT] if isinstance(given, str) and given else None
