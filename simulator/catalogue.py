"""What each type of machine measures, in which unit, how finely, and which limits make sense for it.

Vibration limits are zone borders B/C and C/D of the broadband velocity RMS: motors, fans and rotary
compressors as ISO 10816-3:2009 group 2 (15 to 300 kW) on flexible foundations, pumps as ISO 10816-7
category II up to 200 kW. Both come from secondary sources and were not checked against the paid standards.
"""

from dataclasses import dataclass
from enum import StrEnum


class MachineType(StrEnum):
    """The types of machine that the simulator invents."""

    MOTOR = "motor"
    PUMP = "pump"
    COMPRESSOR = "compressor"
    FAN = "fan"


class Quantity(StrEnum):
    """A measured quantity; its word is the signal's name on the wire."""

    SPEED = "speed"
    LOAD = "load"
    VIBRATION_DE = "vibration_de"
    VIBRATION_NDE = "vibration_nde"
    BEARING_TEMPERATURE = "bearing_temperature"
    WINDING_TEMPERATURE = "winding_temperature"
    PRESSURE = "pressure"
    FLOW = "flow"
    FILTER_DROP = "filter_pressure_drop"
    CURRENT = "current"


COLUMN = {quantity: number for number, quantity in enumerate(Quantity)}


@dataclass(frozen=True, slots=True)
class Limits:
    """The four limits of a signal in its unit; None where there is none."""

    low_low: float | None = None
    low: float | None = None
    high: float | None = None
    high_high: float | None = None


@dataclass(frozen=True, slots=True)
class SignalType:
    """One signal: words, unit, physical range, and the fineness and noise of its sensor.

    ``noise`` is a standard deviation in the unit, ``noise_share`` one relative to the value.
    """

    quantity: Quantity
    title: str
    kind: str
    unit: str
    lowest: float
    highest: float
    decimals: int
    noise: float
    noise_share: float = 0.0
    stuck_after_s: int | None = None
    limits: Limits = Limits()


_STUCK_AFTER_S = 1800

_SPEED = SignalType(Quantity.SPEED, "Speed", "speed", "rpm", 0, 4000, 0, 0.0, 0.0004)
_LOAD = SignalType(Quantity.LOAD, "Load", "load", "%", 0, 150, 1, 0.0, 0.004)
_CURRENT = SignalType(Quantity.CURRENT, "Current", "current", "A", 0, 5000, 1, 0.0, 0.005)


def _vibration(quantity: Quantity, title: str, limits: Limits) -> SignalType:
    return SignalType(quantity, title, "vibration_velocity_rms", "mm/s", 0, 50, 2, 0.012, 0.02,
                      _STUCK_AFTER_S, limits)


def _temperature(quantity: Quantity, title: str, limits: Limits) -> SignalType:
    return SignalType(quantity, title, "temperature", "Cel", -40, 200, 1, 0.1, 0.0, _STUCK_AFTER_S, limits)


_ISO_10816_3 = Limits(high=4.5, high_high=7.1)
_ISO_10816_7 = Limits(high=5.1, high_high=8.5)
_VIBRATION_DE = _vibration(Quantity.VIBRATION_DE, "Drive-end vibration", _ISO_10816_3)
_VIBRATION_NDE = _vibration(Quantity.VIBRATION_NDE, "Non-drive-end vibration", _ISO_10816_3)
_PUMP_VIBRATION = _vibration(Quantity.VIBRATION_DE, "Drive-end vibration", _ISO_10816_7)
_BEARING = _temperature(Quantity.BEARING_TEMPERATURE, "Bearing temperature", Limits(high=80, high_high=95))
_WINDING = _temperature(Quantity.WINDING_TEMPERATURE, "Winding temperature", Limits(high=120, high_high=135))
_FLOW = SignalType(Quantity.FLOW, "Flow", "flow", "m3/h", 0, 100_000, 1, 0.0, 0.008)
_PUMP_PRESSURE = SignalType(Quantity.PRESSURE, "Discharge pressure", "pressure", "bar", 0, 25, 2, 0.01, 0.004)
_NET_PRESSURE = SignalType(Quantity.PRESSURE, "Network pressure", "pressure", "bar", 0, 16, 2, 0.01, 0.0,
                           limits=Limits(low_low=5.2, low=5.8, high=8.6, high_high=9.2))
_STRAINER = SignalType(Quantity.FILTER_DROP, "Strainer pressure drop", "pressure", "bar", 0, 2.5, 3, 0.002,
                       0.01, limits=Limits(high=0.5, high_high=0.8))
_INTAKE_FILTER = SignalType(Quantity.FILTER_DROP, "Intake filter pressure drop", "pressure", "mbar", 0, 100,
                            2, 0.1, 0.01, limits=Limits(high=25, high_high=40))
_BAG_FILTER = SignalType(Quantity.FILTER_DROP, "Filter pressure drop", "pressure", "mbar", 0, 100, 2,
                         0.05, 0.01, limits=Limits(high=15, high_high=24))

SIGNALS: dict[MachineType, tuple[SignalType, ...]] = {
    MachineType.MOTOR: (_SPEED, _LOAD, _VIBRATION_DE, _VIBRATION_NDE, _BEARING, _WINDING, _CURRENT),
    MachineType.PUMP: (_SPEED, _PUMP_VIBRATION, _BEARING, _PUMP_PRESSURE, _FLOW, _STRAINER, _CURRENT),
    MachineType.COMPRESSOR: (_SPEED, _VIBRATION_DE, _BEARING, _WINDING, _NET_PRESSURE, _INTAKE_FILTER,
                             _CURRENT),
    MachineType.FAN: (_SPEED, _VIBRATION_DE, _BEARING, _FLOW, _BAG_FILTER, _CURRENT),
}
RUNNING_ABOVE_RPM = 100
STARTING_S = 30
