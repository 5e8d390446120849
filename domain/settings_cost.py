"""What settings cost: how much a device sends, and how long its battery lasts.

The data volume is an estimate from the sizes of the messages in docs/mqtt.md. The battery is one only where the
device says what it needs (``about.battery``); of any other it is known how much more often it measures and sends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from domain.settings_schema import MEASUREMENT_INTERVAL, REPORT_INTERVAL
from domain.twin import Settings, Value

_DAY_S = 86_400.0
_MESSAGE_BYTES, _SAMPLE_BYTES, _VALUE_BYTES = 120, 40, 22
# Nothing is believed to last longer: cells lose their charge by themselves.
_LONGEST_DAYS = 3650.0


@dataclass(frozen=True, slots=True)
class Power:
    """What a battery holds, and what a device takes from it: asleep, for a measurement, for a message."""

    capacity_mah: float
    sleep_ua: float = 0.0
    measurement_uah: float = 0.0
    report_uah: float = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What a device does in a day; ``battery_days`` is how long a charge lasts, None if nobody knows."""

    measurements: float
    messages: float
    data_bytes: float
    battery_days: float | None = None


def power(about: Mapping[str, Any] | None) -> Power | None:
    """Return what a device says of its battery, None if it does not, or not enough to reckon with."""
    given = (about or {}).get("battery")
    if not isinstance(given, Mapping):
        return None
    numbers = [_positive(given.get(name)) for name in ("capacity_mah", "sleep_ua", "measurement_uah", "report_uah")]
    capacity, *needs = numbers
    if capacity is None or not any(needs):
        return None
    return Power(capacity, *(need or 0.0 for need in needs))


def cost(settings: Settings, *, signals: int, power: Power | None = None) -> Cost | None:
    """Return what a device with so many signals does in a day, None if it has no interval."""
    report_s = expected_interval_s(settings)
    if report_s is None:
        return None
    measure_s = _positive(settings.get(MEASUREMENT_INTERVAL)) or report_s
    measurements, messages = _DAY_S / measure_s, _DAY_S / report_s
    return Cost(measurements, messages,
                messages * _MESSAGE_BYTES + measurements * (_SAMPLE_BYTES + signals * _VALUE_BYTES),
                _battery_days(power, measurements, messages))


def expected_interval_s(settings: Settings) -> float | None:
    """Return how often a device with these settings sends (it may collect what it measures), None if nobody knows."""
    intervals = (_positive(settings.get(name)) for name in (MEASUREMENT_INTERVAL, REPORT_INTERVAL))
    return max((interval_s for interval_s in intervals if interval_s is not None), default=None)


def _battery_days(power: Power | None, measurements: float, messages: float) -> float | None:
    if power is None:
        return None
    a_day_uah = 24 * power.sleep_ua + measurements * power.measurement_uah + messages * power.report_uah
    return min(power.capacity_mah * 1000 / a_day_uah, _LONGEST_DAYS)


def _positive(given: Value) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given) or given <= 0:
        return None
    return float(given)
