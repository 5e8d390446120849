"""Guard rails: what is wrong with settings before they are sent, and what somebody has to want on purpose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from math import isfinite

from domain.limit import VALUES, Level
from domain.settings_cost import Power, cost
from domain.settings_schema import MEASUREMENT_INTERVAL, REPORT_INTERVAL, Field, Schema, Type, limit_path
from domain.twin import Origin, Settings, Twin, Value, same


class Problem(StrEnum):
    """What is the matter with one setting."""

    UNKNOWN = "unknown"                     # the device has no such setting
    WRONG_TYPE = "wrong_type"
    MISSING = "missing"
    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    NOT_A_STEP = "not_a_step"
    NOT_A_CHOICE = "not_a_choice"
    REPORT_FASTER = "report_faster"         # than it measures
    OUTSIDE_RANGE = "outside_range"         # of what the signal can be
    NOT_BELOW_NEXT = "not_below_next"
    NOT_DECLARED = "not_declared"           # it reports this, but does not say that it can be set
    CHANGED_AT_DEVICE = "changed_at_device"     # ours will be sent again with this change
    BATTERY = "battery"
    DATA_VOLUME = "data_volume"


# These may be wanted on purpose; all others cannot be sent.
WARNINGS = frozenset({Problem.NOT_DECLARED, Problem.CHANGED_AT_DEVICE, Problem.BATTERY, Problem.DATA_VOLUME})
_BATTERY_SHORTER = 1.5      # times
_DATA_MORE = 2.0            # times
_DATA_MATTERS_BYTES = 1e7   # a day


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: with which setting, and the numbers that its sentence needs.

    ``numbers``: ``bound`` and ``step`` of a value; ``before`` and ``after`` in days of a battery (or ``times`` as often
    as now, if the device says nothing of its battery) or in bytes a day; ``reported`` of a change at the device.
    """

    path: str
    problem: Problem
    numbers: Mapping[str, Value] = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        """Tell whether the change may be made all the same."""
        return self.problem in WARNINGS


@dataclass(frozen=True, slots=True)
class Frame:
    """What settings have to fit into; ``ranges`` are those of signals, in the units of the device."""

    schema: Schema | None
    ranges: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    signals: int = 1
    has_battery: bool = False
    power: Power | None = None


def check(changes: Settings, twin: Twin, frame: Frame) -> list[Finding]:
    """Return what there is to say against a change, errors first; empty if nothing."""
    before = {**_defaults(frame.schema), **twin.reported, **twin.desired}
    after = {**before, **changes}
    found = [*_values(changes, twin, frame), *_intervals(changes, after), *_limit_order(changes, after, frame),
             *_overwritten(changes, twin), *_costs(before, after, frame)]
    return sorted(found, key=lambda finding: finding.is_warning)


def errors(findings: list[Finding]) -> list[Finding]:
    """Return the findings that forbid a change."""
    return [finding for finding in findings if not finding.is_warning]


def _defaults(schema: Schema | None) -> dict[str, Value]:
    return {path: field.default for path, field in (schema or {}).items() if field.default is not None}


def _values(changes: Settings, twin: Twin, frame: Frame) -> Iterator[Finding]:
    for path, value in changes.items():
        declared = (frame.schema or {}).get(path)
        if declared is not None:
            yield from _value(declared, value, frame)
        elif frame.schema is None and path in twin.reported:
            yield _undeclared(path, value, twin.reported[path])
        else:
            yield Finding(path, Problem.UNKNOWN)


def _undeclared(path: str, value: Value, reported: Value) -> Finding:
    fits = reported is None or value is None or isinstance(value, bool) == isinstance(reported, bool)
    alike = fits and isinstance(value, str) == isinstance(reported, str)
    return Finding(path, Problem.NOT_DECLARED if alike or None in (reported, value) else Problem.WRONG_TYPE)


def _value(declared: Field, value: Value, frame: Frame) -> Iterator[Finding]:
    if value is None:
        if not declared.is_limit:
            yield Finding(declared.path, Problem.MISSING)
    elif declared.type is Type.BOOLEAN:
        if not isinstance(value, bool):
            yield Finding(declared.path, Problem.WRONG_TYPE)
    elif declared.type is Type.CHOICE:
        if value not in declared.choices:
            yield Finding(declared.path, Problem.NOT_A_CHOICE)
    elif isinstance(value, bool | str) or not isfinite(value):
        yield Finding(declared.path, Problem.WRONG_TYPE)
    else:
        yield from _number(declared, float(value), frame)


def _number(declared: Field, value: float, frame: Frame) -> Iterator[Finding]:
    lowest, highest = frame.ranges.get(declared.signal or "", (None, None))
    low = max((end for end in (declared.minimum, lowest) if end is not None), default=None)
    high = min((end for end in (declared.maximum, highest) if end is not None), default=None)
    below, above = ((Problem.OUTSIDE_RANGE,) * 2 if declared.is_limit
                    else (Problem.BELOW_MINIMUM, Problem.ABOVE_MAXIMUM))
    if low is not None and value < low:
        yield Finding(declared.path, below, {"bound": low})
    elif high is not None and value > high:
        yield Finding(declared.path, above, {"bound": high})
    elif declared.step is not None and not _is_step(value, low or 0.0, declared.step):
        yield Finding(declared.path, Problem.NOT_A_STEP, {"bound": low or 0.0, "step": declared.step})


def _is_step(value: float, start: float, step: float) -> bool:
    steps = (value - start) / step
    return abs(steps - round(steps)) < 1e-6 * max(1.0, abs(steps))


def _intervals(changes: Settings, after: Settings) -> Iterator[Finding]:
    """A device cannot report what it has not measured."""
    measure_s, report_s = _as_number(after.get(MEASUREMENT_INTERVAL)), _as_number(after.get(REPORT_INTERVAL))
    if measure_s is None or report_s is None or report_s >= measure_s:
        return
    path = REPORT_INTERVAL if REPORT_INTERVAL in changes else MEASUREMENT_INTERVAL
    if path in changes:
        yield Finding(path, Problem.REPORT_FASTER,
                      {"bound": measure_s if path == REPORT_INTERVAL else report_s})


def _limit_order(changes: Settings, after: Settings, frame: Frame) -> Iterator[Finding]:
    """Low-low, low, high and high-high of a signal rise, whichever of them there are."""
    signals = {declared.signal for path, declared in (frame.schema or {}).items()
               if path in changes and declared.signal}
    for signal in sorted(signals):
        given = [(level, _as_number(after.get(limit_path(signal, level)))) for level in VALUES]
        values = [(level, value) for level, value in given if value is not None]
        for (lower, low), (upper, high) in pairwise(values):
            if low > high or (low == high and (lower, upper) == (Level.LOW, Level.HIGH)):
                at = upper if limit_path(signal, upper) in changes else lower
                yield Finding(limit_path(signal, at), Problem.NOT_BELOW_NEXT, {"bound": low if at is upper else high})


def _overwritten(changes: Settings, twin: Twin) -> Iterator[Finding]:
    """A revision carries all settings: what somebody changed at the device goes with it, unless adopted before."""
    if twin.report is None or twin.report.origin is not Origin.LOCAL or not twin.answered:
        return
    for path, wanted in twin.desired.items():
        if path not in changes and path in twin.reported and not same(twin.reported[path], wanted):
            yield Finding(path, Problem.CHANGED_AT_DEVICE, {"reported": twin.reported[path]})


def _costs(before: Settings, after: Settings, frame: Frame) -> Iterator[Finding]:
    now, then = (cost(one, signals=frame.signals, power=frame.power) for one in (before, after))
    if now is None or then is None:
        return
    path = MEASUREMENT_INTERVAL if then.measurements != now.measurements else REPORT_INTERVAL
    if now.battery_days is not None and then.battery_days is not None:
        if then.battery_days * _BATTERY_SHORTER < now.battery_days:
            yield Finding(path, Problem.BATTERY, {"before": now.battery_days, "after": then.battery_days})
    elif frame.has_battery and (times := max(then.messages / now.messages, then.measurements / now.measurements)
                                ) >= _BATTERY_SHORTER:
        yield Finding(path, Problem.BATTERY, {"times": times})
    if then.data_bytes > max(_DATA_MORE * now.data_bytes, _DATA_MATTERS_BYTES):
        yield Finding(path, Problem.DATA_VOLUME, {"before": now.data_bytes, "after": then.data_bytes})


def _as_number(value: Value) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    return float(value) if is_number else None  # type: ignore[arg-type]
