"""Units of measurement: what may be sent, what is stored, and how one becomes the other.

Spelling follows UCUM; a few spellings common among makers of devices are understood too.
Source of the factors: the UCUM specification 2.1 (exact definitions; 1 psi = 6894.757293168 Pa).
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a signal measures."""

    VIBRATION_VELOCITY_RMS = "vibration_velocity_rms"
    VIBRATION_ACCELERATION_RMS = "vibration_acceleration_rms"
    TEMPERATURE = "temperature"
    SPEED = "speed"
    PRESSURE = "pressure"
    FLOW = "flow"
    CURRENT = "current"
    VOLTAGE = "voltage"
    POWER = "power"
    LOAD = "load"
    EFFICIENCY = "efficiency"
    HUMIDITY = "humidity"
    LEVEL = "level"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit: ``value * factor + offset`` is the same quantity in the dimension's first unit."""

    code: str
    dimension: str
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a number on the wire becomes the number that is stored: ``value * factor + offset``."""

    factor: float = 1.0
    offset: float = 0.0

    def __call__(self, value: float) -> float:
        """Return the value in the stored unit."""
        return value * self.factor + self.offset


SAME = Conversion()

_FAHRENHEIT = 5 / 9
_UNITS = (
    Unit("mm/s", "velocity"), Unit("m/s", "velocity", 1000.0), Unit("cm/s", "velocity", 10.0),
    Unit("[in_i]/s", "velocity", 25.4),
    Unit("m/s2", "acceleration"), Unit("mm/s2", "acceleration", 0.001), Unit("[g]", "acceleration", 9.80665),
    Unit("Cel", "temperature"), Unit("K", "temperature", 1.0, -273.15),
    Unit("[degF]", "temperature", _FAHRENHEIT, -32 * _FAHRENHEIT),
    Unit("rpm", "rotation"), Unit("Hz", "rotation", 60.0), Unit("/s", "rotation", 60.0),
    Unit("bar", "pressure"), Unit("mbar", "pressure", 0.001), Unit("Pa", "pressure", 1e-5),
    Unit("kPa", "pressure", 0.01), Unit("MPa", "pressure", 10.0), Unit("[psi]", "pressure", 0.06894757293168),
    Unit("m3/h", "flow"), Unit("l/min", "flow", 0.06), Unit("l/s", "flow", 3.6), Unit("l/h", "flow", 0.001),
    Unit("m3/s", "flow", 3600.0), Unit("m3/min", "flow", 60.0),
    Unit("A", "current"), Unit("mA", "current", 0.001), Unit("kA", "current", 1000.0),
    Unit("V", "voltage"), Unit("mV", "voltage", 0.001), Unit("kV", "voltage", 1000.0),
    Unit("kW", "power"), Unit("W", "power", 0.001), Unit("MW", "power", 1000.0),
    Unit("%", "share"), Unit("1", "share", 100.0),
    Unit("um", "length"), Unit("mm", "length", 1000.0), Unit("m", "length", 1e6),
    Unit("s", "time"), Unit("min", "time", 60.0), Unit("h", "time", 3600.0),
    Unit("dB", "level"), Unit("kg/h", "mass flow"), Unit("Nm3/h", "standard flow"), Unit("N.m", "torque"),
    Unit("N", "force"), Unit("kN", "force", 1000.0), Unit("kWh", "energy"), Unit("uS/cm", "conductivity"),
    Unit("[pH]", "acidity"), Unit("[ppm]", "concentration"), Unit("cSt", "viscosity"),
)
_BY_CODE = {unit.code: unit for unit in _UNITS}
_OTHER_SPELLINGS = {
    "{rpm}": "rpm", "/min": "rpm", "1/min": "rpm", "{rev}/min": "rpm", "1/s": "/s",
    "°C": "Cel", "degC": "Cel", "°F": "[degF]", "degF": "[degF]", "g": "[g]", "m/s^2": "m/s2", "m/s²": "m/s2",
    "m³/h": "m3/h", "L/min": "l/min", "L/s": "l/s", "L/h": "l/h", "psi": "[psi]", "µm": "um",
    "{fraction}": "1", "in/s": "[in_i]/s",
}


def canonical(code: str) -> str | None:
    """Return the spelling this project uses for a unit, None if the unit is unknown."""
    code = _OTHER_SPELLINGS.get(code, code)
    return code if code in _BY_CODE else None


def conversion(wire: str, stored: str) -> Conversion | None:
    """Return how to convert, None if one of the units is unknown or they measure different things."""
    source, target = _BY_CODE.get(canonical(wire) or ""), _BY_CODE.get(canonical(stored) or "")
    if source is None or target is None or source.dimension != target.dimension:
        return None
    if source is target:
        return SAME
    return Conversion(source.factor / target.factor, (source.offset - target.offset) / target.factor)


def stored_unit(wire: str) -> str | None:
    """Return the unit in which a newly met signal is stored, None if the wire's unit is unknown."""
    source = _BY_CODE.get(canonical(wire) or "")
    if source is None:
        return None
    if source.dimension in {"temperature", "velocity", "acceleration"}:
        return next(unit.code for unit in _UNITS if unit.dimension == source.dimension)
    return source.code
