"""Limits that a sensor judges by itself: the same values as those judged here, as settings of its device.

Values of a signal are in its stored unit here; the device gets them in its own.
"""

from collections.abc import Mapping

from domain.limit import Level
from domain.settings_schema import Field, Schema, from_stored, to_stored
from domain.twin import Settings, Twin, Value, same

_DIGITS = 7     # of single precision, which is what devices count in


def fields(schema: Schema | None, signal: str) -> dict[Level, Field]:
    """Return the limits of a signal that its device can judge, by level."""
    return {field.level: field for field in (schema or {}).values() if field.signal == signal and field.level}


def on_the_sensor(field: Field, twin: Twin, *, stored_unit: str | None) -> float | None:
    """Return the limit that is wanted of the device, else the one it reports, None if there is none."""
    value = _standing(field, twin)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _rounded(to_stored(field, value, stored_unit=stored_unit))


def changes(known: Mapping[Level, Field], twin: Twin, wanted: Mapping[Level, float | None], *,
            stored_unit: str | None) -> Settings:
    """Return the settings that have to change so that the device judges these limits; None is no limit.

    A level that the device does not know is left out, and so is what it is told already.
    """
    found: dict[str, Value] = {}
    for level, value in wanted.items():
        field = known.get(level)
        if field is not None:
            given = None if value is None else _rounded(from_stored(field, value, stored_unit=stored_unit))
            if not same(_standing(field, twin), given):
                found[field.path] = given
    return found


def _standing(field: Field, twin: Twin) -> Value:
    return twin.desired[field.path] if field.path in twin.desired else twin.reported.get(field.path)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
