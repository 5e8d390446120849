"""The rules a place, machine, device or signal keeps, told as problems of the row that breaks them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from domain import fleet_limit, unit
from domain.fleet import Device, Machine, Place, PlaceKind, Signal
from domain.fleet_fault import Fault, Problem
from domain.fleet_row import Row
from domain.unit import Kind

# A unit fits a kind if it converts to one of these; None: any unit does, and none at all.
UNITS_OF_KIND: Mapping[Kind, tuple[str, ...] | None] = {
    Kind.VIBRATION_VELOCITY_RMS: ("mm/s",), Kind.VIBRATION_ACCELERATION_RMS: ("m/s2",),
    Kind.TEMPERATURE: ("Cel",), Kind.SPEED: ("rpm",), Kind.PRESSURE: ("bar",),
    Kind.FLOW: ("m3/h", "kg/h", "Nm3/h"), Kind.CURRENT: ("A",), Kind.VOLTAGE: ("V",), Kind.POWER: ("kW",),
    Kind.LOAD: ("%",), Kind.EFFICIENCY: ("%",), Kind.HUMIDITY: ("%",), Kind.LEVEL: ("%", "m"),
    Kind.OTHER: None,
}
_LIMIT_NAMES = ("low_low", "low", "high", "high_high")
_MAY_BE_EQUAL = {("low_low", "low"), ("high", "high_high")}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule may look at: every identity of file and database, and the places as they will be."""

    places: Mapping[str, Place]
    known_places: frozenset[str]
    known_machines: frozenset[str]
    known_devices: frozenset[str]
    known_signals: frozenset[str]
    devices_that_run: frozenset[str] = frozenset()      # those on machines that tell whether they run


def place_problems(row: Row, place: Place, around: Surroundings) -> Iterator[Problem]:
    """Check one place: where it lies, its zone and its position."""
    if place.kind == PlaceKind.SITE:
        if place.parent is not None:
            yield row.problem("parent", Fault.SITE_HAS_PARENT)
        if place.time_zone is None:
            yield row.problem("time_zone", Fault.MISSING)
    elif place.parent is None:
        yield row.problem("parent", Fault.MISSING)
    elif place.parent not in around.known_places:
        yield row.problem("parent", Fault.UNKNOWN_PLACE)
    elif _lies_in_itself(place, around.places):
        yield row.problem("parent", Fault.INSIDE_ITSELF)
    if (place.latitude is None) != (place.longitude is None):
        lacking = "latitude" if place.latitude is None else "longitude"
        yield row.problem(lacking, Fault.HALF_A_POSITION)


def machine_problems(row: Row, machine: Machine, around: Surroundings) -> Iterator[Problem]:
    """Check one machine: its place, and by which signal it runs."""
    if machine.place not in around.known_places:
        yield row.problem("place", Fault.UNKNOWN_PLACE)
    if (machine.running_signal is None) != (machine.running_above is None):
        lacking = "running_signal" if machine.running_signal is None else "running_above"
        yield row.problem(lacking, Fault.HALF_A_RUNNING_RULE)
    if machine.running_signal is not None and machine.running_signal not in around.known_signals:
        yield row.problem("running_signal", Fault.UNKNOWN_SIGNAL)


def device_problems(row: Row, device: Device, around: Surroundings) -> Iterator[Problem]:
    """Check one device: the machine it is mounted on."""
    if device.machine is not None and device.machine not in around.known_machines:
        yield row.problem("machine", Fault.UNKNOWN_MACHINE)


def signal_problems(row: Row, signal: Signal, around: Surroundings) -> Iterator[Problem]:
    """Check one signal by itself: device, range, limits, and whether its unit fits its kind."""
    if signal.device not in around.known_devices:
        yield row.problem("device", Fault.UNKNOWN_DEVICE)
    if signal.minimum is not None and signal.maximum is not None and signal.minimum >= signal.maximum:
        yield row.problem("minimum", Fault.EMPTY_RANGE, given=f"{signal.minimum:g}",
                          wanted=[f"{signal.maximum:g}"])
    if signal.stuck_after_s is not None and signal.stuck_after_s <= signal.interval_s:
        yield row.problem("stuck_after_s", Fault.STUCK_TOO_SOON, wanted=[f"{signal.interval_s:g}"])
    yield from _band_problems(row, signal)
    yield from _limit_problems(row, signal)
    yield from _setting_problems(row, signal, knows_running=signal.device in around.devices_that_run)
    fitting = UNITS_OF_KIND[Kind(signal.kind)]
    if fitting and not any(unit.conversion(signal.unit or "", other) for other in fitting):
        fault = Fault.UNIT_DOES_NOT_FIT if signal.unit else Fault.MISSING
        yield row.problem("unit", fault, wanted=[signal.kind, *fitting])


def unit_problems(row: Row, signal: Signal, *, stored: str | None, declared: str | None) -> Iterator[Problem]:
    """Check the unit against the one the readings are stored in, and the one the device declared."""
    if stored is not None and signal.unit != stored:
        yield row.problem("unit", Fault.UNIT_OF_HISTORY, wanted=[stored])
    elif signal.unit and declared and unit.canonical(declared) and not unit.conversion(declared, signal.unit):
        yield row.problem("unit", Fault.UNIT_NOT_AS_SENT, wanted=[declared])


def with_wire_unit(signal: Signal, *, declared: str | None) -> Signal:
    """Return the signal with the unit its device sends: the declared one, else the one known so far."""
    sent = unit.canonical(declared or "") or signal.wire_unit
    fits = sent is not None and sent != signal.unit and unit.conversion(sent, signal.unit or "") is not None
    wire_unit = sent if fits else None
    return signal if wire_unit == signal.wire_unit else replace(signal, wire_unit=wire_unit)


def _limit_problems(row: Row, signal: Signal) -> Iterator[Problem]:
    limits = zip(_LIMIT_NAMES, signal.limits, strict=True)
    given = [(name, value) for name, value in limits if value is not None]
    for (below, lower), (name, value) in pairwise(given):
        may_be_equal = (below, name) in _MAY_BE_EQUAL
        if value < lower or (value == lower and not may_be_equal):
            fault = Fault.LIMIT_BELOW if may_be_equal else Fault.LIMIT_NOT_ABOVE
            yield row.problem(name, fault, given=f"{value:g}", wanted=[below, f"{lower:g}"])
    for name, value in given:
        if _is_outside(value, signal):
            span = ["" if end is None else f"{end:g}" for end in (signal.minimum, signal.maximum)]
            yield row.problem(name, Fault.LIMIT_OUT_OF_RANGE, given=f"{value:g}", wanted=span)


def _setting_problems(row: Row, signal: Signal, *, knows_running: bool) -> Iterator[Problem]:
    for column, fault in fleet_limit.setting_faults(signal, knows_running=knows_running):
        level, _name = fleet_limit.SETTING_COLUMNS[column]
        yield row.problem(column, fault, given=str(signal.settings.get(column, "")), wanted=[level])


def _band_problems(row: Row, signal: Signal) -> Iterator[Problem]:
    if (signal.band_from_hz is None) != (signal.band_to_hz is None):
        yield row.problem("band_from_hz" if signal.band_from_hz is None else "band_to_hz", Fault.HALF_A_BAND)
    elif signal.band_from_hz is not None and signal.band_to_hz is not None and signal.band_from_hz >= signal.band_to_hz:
        yield row.problem("band_from_hz", Fault.EMPTY_RANGE, given=f"{signal.band_from_hz:g}",
                          wanted=[f"{signal.band_to_hz:g}"])


def _is_outside(value: float, signal: Signal) -> bool:
    return ((signal.minimum is not None and value < signal.minimum)
            or (signal.maximum is not None and value > signal.maximum))


def _lies_in_itself(place: Place, places: Mapping[str, Place]) -> bool:
    seen, above = {place.key}, places.get(place.parent or "")
    while above is not None:
        if above.key in seen:
            return above.key == place.key
        seen.add(above.key)
        above = places.get(above.parent or "")
    return False
