"""Writes a fleet as a YAML file that people can read and the reader reads back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from domain.contact import Contact
from domain.fleet import Bearings, Device, Fleet, Machine, Maintenance, Nameplate, Owner, Place, Signal
from domain.fleet_row import UPKEEP_COLUMNS
from domain.limit import VALUES, Level
from domain.limit_set import SETTINGS
from fleet_file.yaml_reader import VERSION

T = TypeVar("T")

Field = tuple[str, object]
_PLAIN = re.compile(r"[^\W\d_](?:[\w .+()/%-]*[\w)%])?")
_MEANS_SOMETHING = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def lines(fleet: Fleet) -> Iterator[str]:
    """Yield the lines of one file without their ends; devices that wait to be placed are no part of it."""
    yield f"version: {VERSION}"
    yield "places:"
    for place in parents_first(fleet.places.values()):
        yield from _entry(_place_fields(place), indent=2)
        yield from _contacts(fleet.contacts.get(Owner("place", place.key), ()))
    yield "machines:"
    devices = _grouped((device.machine, device) for device in fleet.devices.values())
    signals = _grouped((signal.device, signal) for signal in fleet.signals.values())
    for machine in fleet.machines.values():
        yield from _entry(_machine_fields(machine), indent=2)
        owner = Owner("machine", machine.key)
        yield from _contacts(fleet.contacts.get(owner, ()))
        yield from _plate(fleet.nameplates.get(owner, ()), fleet.bearings.get(owner, ()))
        yield from _maintenance(fleet.maintenance.get(owner, ()))
        yield from _devices(devices[machine.key], signals)


def _contacts(contacts: Iterable[Contact]) -> Iterator[str]:
    for number, contact in enumerate(contacts):
        if number == 0:
            yield "    contacts:"
        yield from _entry([("role", contact.role), ("name", contact.name), ("phone", contact.phone),
                           ("email", contact.email), ("hours", contact.hours), ("language", contact.language)],
                          indent=6)


def _plate(nameplate: Nameplate, bearings: Bearings) -> Iterator[str]:
    for number, line in enumerate(nameplate):
        if number == 0:
            yield "    nameplate:"
        yield f"      {scalar(line.name)}: {scalar(line.value)}"
    for number, bearing in enumerate(bearings):
        if number == 0:
            yield "    bearings:"
        yield from _entry([("location", bearing.location), ("designation", bearing.designation),
                           ("maker", bearing.maker), ("rolling_elements", bearing.rolling_elements)], indent=6)


def _maintenance(plans: Maintenance) -> Iterator[str]:
    for number, upkeep in enumerate(plans):
        if number == 0:
            yield "    maintenance:"
        yield from _entry([(name, getattr(upkeep, name)) for name in UPKEEP_COLUMNS], indent=6)


def _devices(devices: Iterable[Device], signals: Mapping[str | None, Sequence[Signal]]) -> Iterator[str]:
    for number, device in enumerate(devices):
        if number == 0:
            yield "    devices:"
        yield from _entry([("id", device.id), ("model", device.model),
                           ("serial_number", device.serial_number)], indent=6)
        for place, signal in enumerate(signals[device.id]):
            if place == 0:
                yield "        signals:"
            yield from _entry(_signal_fields(signal), indent=10)


def parents_first(places: Iterable[Place]) -> list[Place]:
    """Return the places so that each stands after the one it lies in."""
    below = _grouped((place.parent, place) for place in places)
    ordered, waiting = [], list(reversed(below[None]))
    while waiting:
        place = waiting.pop()
        ordered.append(place)
        waiting += reversed(below[place.key])
    return ordered


def scalar(value: object) -> str:
    """Return one value as YAML; text that could be taken for something else is quoted."""
    if value is None:
        return "null"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, int | date) or (_PLAIN.fullmatch(text) and text.lower() not in _MEANS_SOMETHING):
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def number(value: float) -> str:
    """Return a number so that reading it gives the same number: 50, 4.5."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    return sign if sign.isprintable() else f"\\U{ord(sign):08X}"


def _entry(fields: Iterable[Field], *, indent: int) -> Iterator[str]:
    """Yield an entry of a list, a field a line; what is nothing is left out."""
    lead = " " * indent + "- "
    for name, value in fields:
        if value is not None:
            yield f"{lead}{name}: {value if isinstance(value, _Flow) else scalar(value)}"
            lead = " " * (indent + 2)


class _Flow(str):
    """A group of values that is YAML already."""

    __slots__ = ()


def _mapping(fields: Iterable[Field]) -> _Flow:
    return _Flow("{" + ", ".join(f"{name}: {value if isinstance(value, _Flow) else scalar(value)}"
                                 for name, value in fields) + "}")


def _place_fields(place: Place) -> list[Field]:
    return [("key", place.key), ("name", place.name), ("kind", place.kind), ("parent", place.parent),
            ("time_zone", place.time_zone), ("address", place.address), ("latitude", place.latitude),
            ("longitude", place.longitude), ("directions", place.directions)]


def _machine_fields(machine: Machine) -> list[Field]:
    running = None if machine.running_signal is None else _mapping([
        ("signal", machine.running_signal), ("above", machine.running_above),
        ("starting_s", machine.starting_s)])
    return [("key", machine.key), ("name", machine.name), ("place", machine.place), ("type", machine.type),
            ("maker", machine.maker), ("model", machine.model), ("serial_number", machine.serial_number),
            ("rated_power_kw", machine.rated_power_kw), ("rated_speed_rpm", machine.rated_speed_rpm),
            ("criticality", machine.criticality), ("foundation", machine.foundation),
            ("shaft_height_mm", machine.shaft_height_mm), ("impeller", machine.impeller), ("motion", machine.motion),
            ("year", machine.year), ("mounting", machine.mounting), ("tags", _tags(machine)), ("running", running)]


def _tags(machine: Machine) -> _Flow | None:
    return _Flow(f"[{', '.join(map(scalar, machine.tags))}]") if machine.tags else None


def _signal_fields(signal: Signal) -> list[Field]:
    span = None if signal.minimum is None and signal.maximum is None else _Flow(
        f"[{scalar(signal.minimum)}, {scalar(signal.maximum)}]")
    band = None if signal.band_from_hz is None else _Flow(
        f"[{scalar(signal.band_from_hz)}, {scalar(signal.band_to_hz)}]")
    return [("name", signal.name), ("title", signal.title), ("kind", signal.kind), ("unit", signal.unit),
            ("interval_s", signal.interval_s), ("range", span), ("stuck_after_s", signal.stuck_after_s),
            ("band", band), ("limits", _limits(signal))]


def _limits(signal: Signal) -> _Flow | None:
    """Return the limits: a number, or a group of its own where one is not judged as by default."""
    given: list[Field] = []
    for level in Level:
        value = getattr(signal, level)
        own = [(name, signal.settings[f"{level}_{name}"]) for name in SETTINGS
               if f"{level}_{name}" in signal.settings]
        if value is not None or level in VALUES:
            given.append((level.value, _mapping([("value", value), *own]) if own else value))
    return _mapping(given) if any(value is not None for _name, value in given) else None


def _grouped(pairs: Iterable[tuple[str | None, T]]) -> dict[str | None, list[T]]:
    groups: dict[str | None, list[T]] = defaultdict(list)
    for key, thing in pairs:
        groups[key].append(thing)
    return groups
