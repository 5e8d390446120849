"""The invented fleet: places and machines with stable names, the same for the same number and seed."""

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from simulator import noise
from simulator.catalogue import MachineType
from simulator.sites import MAKERS, SENSOR_MODELS, SITES, LineKind, Site

Choice = TypeVar("Choice")

DEVICES_PER_GATEWAY = 50
_MACHINES_PER_SMALL_LINE = 5
_SMALL_LINES = 12
_RATED_KW = (18.5, 22.0, 30.0, 37.0, 45.0, 55.0, 75.0, 90.0, 110.0, 132.0, 160.0, 200.0)
_RATED_RPM = {MachineType.MOTOR: (1485, 2970, 985), MachineType.PUMP: (1480, 2955),
              MachineType.COMPRESSOR: (2965, 1485), MachineType.FAN: (985, 1480)}


@dataclass(frozen=True, slots=True)
class Place:
    """A site (which has a zone, an address and coordinates) or a line of one."""

    key: str
    name: str
    kind: str
    parent: str | None = None
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """One invented machine and the device that is mounted on it. ``number`` counts from 0."""

    number: int
    key: str
    name: str
    place: str
    site: Site
    type: MachineType
    maker: str
    model: str
    serial_number: str
    rated_power_kw: float
    rated_speed_rpm: int
    criticality: int
    device: str
    device_model: str
    device_serial: str
    gateway: str
    has_battery: bool


@dataclass(frozen=True, slots=True)
class Fleet:
    """All places (parents before children) and all machines, in the order of their numbers."""

    seed: int
    places: tuple[Place, ...]
    machines: tuple[Machine, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    place: Place
    site: Site
    kind: LineKind
    machines: int


def build(machines: int, *, seed: int) -> Fleet:
    """Return a fleet of so many machines (1 or more), spread over the sites and their lines."""
    lines = _lines(machines)
    sites = [site for site in SITES if any(line.site is site for line in lines)]
    places = [Place(site.key, site.name, "site", site=site) for site in sites]
    built: list[Machine] = []
    for line in lines:
        built += _machines(line, first=len(built), seed=seed)
    return Fleet(seed, (*places, *(line.place for line in lines)), tuple(built))


def slug(name: str) -> str:
    """Return a name as a key: small letters and digits, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _lines(machines: int) -> list[_Line]:
    small = min(_SMALL_LINES, math.ceil(machines / _MACHINES_PER_SMALL_LINE))
    count = max(small, math.ceil(machines / DEVICES_PER_GATEWAY))
    lines = []
    for number in range(count):
        site, turn = SITES[number % len(SITES)], number // len(SITES)
        kind, which = site.lines[turn % len(site.lines)], turn // len(site.lines) + 1
        place = Place(f"{site.key}-{kind.key}{which}", f"{kind.name} {which}", "line", parent=site.key)
        share = (machines * (number + 1)) // count - (machines * number) // count
        lines.append(_Line(place, site, kind, share))
    return sorted(lines, key=lambda line: SITES.index(line.site))


def _machines(line: _Line, *, first: int, seed: int) -> list[Machine]:
    """Return the machines of one line; a role that occurs again gets the next number."""
    seen: Counter[str] = Counter()
    machines = []
    for position in range(line.machines):
        name, kind = line.kind.roles[position % len(line.kind.roles)]
        seen[name] += 1
        machines.append(_machine(line, first + position, f"{name} {seen[name]}", kind, seed=seed))
    return machines


def _machine(line: _Line, number: int, name: str, kind: MachineType, *, seed: int) -> Machine:
    draw = noise.uniform(noise.keys(seed, [number]), np.arange(100, 108))
    maker, model = _pick(MAKERS[kind], draw[0])
    power_kw = _pick(_RATED_KW, draw[1])
    device_model = _pick(SENSOR_MODELS, draw[2])
    return Machine(
        number=number, key=f"{line.place.key}-{slug(name)}", name=name, place=line.place.key, site=line.site,
        type=kind, maker=maker, model=f"{model}-{power_kw:g}",
        serial_number=f"{model}{100_000 + int(draw[3] * 9e5)}", rated_power_kw=power_kw,
        rated_speed_rpm=_pick(_RATED_RPM[kind], draw[4]),
        criticality=_pick((1, 2, 3, 3, 3, 4, 4, 5), draw[5]), device=f"sim-{number + 1:04d}",
        device_model=device_model, device_serial=f"SN{10_000_000 + seed % 1000 * 20_000 + number}",
        gateway=f"gw-{line.place.key}", has_battery=device_model == "SN-4W")


def _pick(choices: tuple[Choice, ...], draw: float) -> Choice:
    return choices[int(draw * len(choices))]
