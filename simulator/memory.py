"""What a device remembers: its settings, the revision they are of, and what it makes of a wish. Pure.

It does what docs/mqtt.md asks of a device: applies a revision above its own, answers every message, refuses with a
reason what it cannot do, and says of itself when somebody changed it on the spot.
"""

import zlib
from collections.abc import Mapping
from typing import Any

from simulator.wire import Values

MEASURE, REPORT, LIMITS = "measurement_interval_s", "report_interval_s", "limits"
_LEVELS = ("low_low", "low", "high", "high_high")
_BATTERY_MIN_S = 2.0
_LONGEST_S = 86_400.0


def schema(*, interval_s: float) -> dict[str, Any]:
    """Return what a device that measures in an interval says can be set."""
    shortest = min(1.0, interval_s)
    return {MEASURE: {"min": shortest, "max": 3600, "unit": "s", "title": "Measuring interval", "default": interval_s},
            REPORT: {"min": shortest, "max": _LONGEST_S, "unit": "s", "title": "Report interval",
                     "default": interval_s},
            "status_led": {"type": "boolean", "title": "Status light", "default": True},
            "vibration_range": {"type": "choice", "choices": ["2 g", "8 g", "16 g"], "title": "Vibration range",
                                "default": "8 g"},
            LIMITS: True}


def battery() -> dict[str, float]:
    """Return what a device with a battery says it needs: two AA lithium cells, a radio of low power."""
    return {"capacity_mah": 3500, "sleep_ua": 9, "measurement_uah": 0.4, "report_uah": 2.5}


class Memory:
    """The settings of one device. ``boot`` is the number of its start."""

    def __init__(self, about: Mapping[str, Any], *, boot: int, has_battery: bool = False,
                 report_s: float | None = None) -> None:
        self._schema, self._signals = about["settings"], about["signals"]
        self._has_battery, self._first_report_s = has_battery, report_s
        self.boot, self._seq = boot, 0
        self._turn = zlib.crc32(str(about.get("serial", "")).encode())
        self.revision, self.is_local = 0, False
        self._settings: dict[str, Any] = {}
        self._refused: dict[str, Any] = {}
        self._limits: dict[str, dict[str, float | None]] = {}
        self._beyond: dict[tuple[str, str], bool] = {}
        self._start()

    @property
    def measure_ms(self) -> int:
        """Return how often the device measures."""
        return round(float(self._settings[MEASURE]) * 1000)

    @property
    def report_ms(self) -> int:
        """Return how often it sends what it has measured."""
        return max(self.measure_ms, round(float(self._settings[REPORT]) * 1000))

    def since_report_ms(self, at_ms: int) -> int:
        """Return how long ago a report was due at a moment; each device has a turn of its own."""
        return (at_ms + self._turn) % self.report_ms

    def take(self, document: Mapping[str, Any], *, refuses_all: bool = False) -> None:
        """Apply a wish if it is of a newer revision; another one is a question only."""
        if document["revision"] <= self.revision:
            return
        self.revision, self.is_local, self._refused = document["revision"], False, {}
        wanted = document["settings"]
        for name, value in wanted.items():
            if name == LIMITS and isinstance(value, Mapping):
                self._take_limits(value, refuses_all=refuses_all)
            elif reason := "settings are locked" if refuses_all else self._refusal(name, value, wanted):
                self._refused[name] = reason
            else:
                self._settings[name] = value

    def report(self) -> dict[str, Any]:
        """Return what the device really does, all of it."""
        self._seq += 1
        limits = {signal: dict(levels) for signal, levels in self._limits.items()}
        return {"revision": self.revision, "settings": {**self._settings, LIMITS: limits}, "refused": self._refused,
                "source": "local" if self.is_local else "stack", "boot": self.boot, "seq": self._seq}

    def change_here(self, name: str, value: Any) -> None:
        """Somebody sets something at the device itself."""
        self._settings[name], self.is_local = value, True

    def forget(self) -> None:
        """Start again with nothing but the settings of the factory."""
        self.boot, self._seq = self.boot + 1, 0
        self._start()

    def crosses(self, values: Values) -> bool:
        """Tell whether a measurement goes beyond a limit, or comes back, that the one before did not."""
        crossed = False
        for signal, levels in self._limits.items():
            for level, limit in levels.items():
                value = values.get(signal)
                if limit is not None and value is not None:
                    beyond = value < limit if level.startswith("low") else value > limit
                    crossed |= beyond != self._beyond.get((signal, level), False)
                    self._beyond[signal, level] = beyond
        return crossed

    def _start(self) -> None:
        self.revision, self.is_local, self._refused, self._limits = 0, False, {}, {}
        self._settings = {name: declared["default"] for name, declared in self._schema.items() if name != LIMITS}
        if self._first_report_s is not None:
            self._settings[REPORT] = max(self._first_report_s, self._settings[MEASURE])

    def _refusal(self, name: str, value: Any, wanted: Mapping[str, Any]) -> str:
        declared = self._schema.get(name)
        if declared is None:
            return "unknown setting"
        if "choices" in declared:
            return "" if value in declared["choices"] else f"must be one of {', '.join(declared['choices'])}"
        if declared.get("type") == "boolean":
            return "" if isinstance(value, bool) else "must be true or false"
        return self._number_refusal(name, value, wanted)

    def _number_refusal(self, name: str, value: Any, wanted: Mapping[str, Any]) -> str:
        low, high = self._schema[name]["min"], self._schema[name]["max"]
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            return f"must be {low:g} to {high:g}"
        if name == MEASURE and self._has_battery and value < min(_BATTERY_MIN_S, self._schema[name]["default"]):
            return f"below {_BATTERY_MIN_S:g} s on battery"
        if name == REPORT and value < wanted.get(MEASURE, self._settings[MEASURE]):
            return "shorter than the measuring interval"
        return ""

    def _take_limits(self, wanted: Mapping[str, Any], *, refuses_all: bool) -> None:
        for signal, levels in wanted.items():
            for level, value in levels.items():
                if reason := "settings are locked" if refuses_all else self._limit_refusal(signal, level, value):
                    self._refused.setdefault(LIMITS, {}).setdefault(signal, {})[level] = reason
                else:
                    self._limits.setdefault(signal, {})[level] = value
                    self._beyond.pop((signal, level), None)

    def _limit_refusal(self, signal: str, level: str, value: Any) -> str:
        described = self._signals.get(signal)
        if described is None or level not in _LEVELS:
            return "no such limit"
        if value is not None and not described["min"] <= value <= described["max"]:
            return f"must be {described['min']:g} to {described['max']:g}"
        return ""
