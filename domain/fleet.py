"""The fleet as people describe it: places, the machines in them, their devices and what these measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from domain.contact import Contact
from domain.plate import Bearing, PlateLine
from domain.upkeep import Upkeep


class PlaceKind(StrEnum):
    """What a place is: a site stands at the top, everything else lies in another place."""

    SITE = "site"
    LINE = "line"
    AREA = "area"


class MachineType(StrEnum):
    """What a machine is; it decides the picture."""

    MOTOR = "motor"
    PUMP = "pump"
    COMPRESSOR = "compressor"
    FAN = "fan"
    GEARBOX = "gearbox"
    HYDRAULIC = "hydraulic"
    OTHER = "other"


class Foundation(StrEnum):
    """What a machine stands on: rigid, if its lowest natural frequency lies well above what the machine excites."""

    RIGID = "rigid"
    FLEXIBLE = "flexible"


class Impeller(StrEnum):
    """Where the impeller of a pump sits: on a shaft with bearings of its own, or directly on the motor's."""

    COUPLED = "coupled"
    DIRECT = "direct"


class Motion(StrEnum):
    """How a compressor or a pump moves."""

    ROTARY = "rotary"
    RECIPROCATING = "reciprocating"


DEFAULT_CRITICALITY = 3
DEFAULT_STARTING_S = 30
DEFAULT_INTERVAL_S = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the tree of places; ``time_zone`` is an IANA name, None takes that of the place above."""

    key: str
    name: str
    kind: str
    parent: str | None = None
    time_zone: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    directions: str | None = None       # how to find it, in words
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine; it runs while ``running_signal`` (``device/signal``) is above ``running_above``.

    What is ``retired`` is known, with its history, but no part of the fleet any more: whoever names it brings it back.
    """

    key: str
    name: str
    place: str
    type: str
    maker: str | None = None
    model: str | None = None
    serial_number: str | None = None
    rated_power_kw: float | None = None
    rated_speed_rpm: float | None = None
    criticality: int = DEFAULT_CRITICALITY
    running_signal: str | None = None
    running_above: float | None = None
    starting_s: int = DEFAULT_STARTING_S
    foundation: str | None = None
    shaft_height_mm: float | None = None
    impeller: str | None = None
    motion: str | None = None
    year: int | None = None             # in which it was built
    mounting: str | None = None         # IM B3, or in words
    tags: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """A sensor node, by its name on the wire; without a machine it waits to be placed."""

    id: str
    machine: str | None
    model: str | None = None
    serial_number: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One measured quantity with its limits, all in ``unit``.

    ``wire_unit`` is what the device sends, None: the same. ``rate`` is in the unit an hour. ``settings`` say how
    limits are judged where that is not the default, by column (domain/fleet_limit.py).
    """

    device: str
    name: str
    title: str | None = None
    kind: str = "other"
    unit: str | None = None
    interval_s: float = DEFAULT_INTERVAL_S
    minimum: float | None = None
    maximum: float | None = None
    stuck_after_s: float | None = None
    low_low: float | None = None
    low: float | None = None
    high: float | None = None
    high_high: float | None = None
    wire_unit: str | None = None
    rate: float | None = None
    band_from_hz: float | None = None
    band_to_hz: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    retired: bool = False

    @property
    def path(self) -> str:
        """Return the name that is unique in the fleet: ``device/signal``."""
        return f"{self.device}/{self.name}"

    @property
    def limits(self) -> tuple[float | None, float | None, float | None, float | None]:
        """Return low-low, low, high and high-high."""
        return self.low_low, self.low, self.high, self.high_high


class Owner(NamedTuple):
    """Whose list: ``kind`` is place or machine."""

    kind: str
    key: str


Contacts: TypeAlias = tuple[Contact, ...]
Bearings: TypeAlias = tuple[Bearing, ...]
Maintenance: TypeAlias = tuple[Upkeep, ...]
Nameplate: TypeAlias = tuple[PlateLine, ...]


@dataclass(frozen=True, slots=True)
class Fleet:
    """A whole fleet by identity: keys of places and machines, ids of devices, paths of signals.

    ``declared_units`` are the units the devices say they send, by path; ``measured`` are the paths of the
    signals that have readings, which are stored in the signal's unit.
    """

    places: dict[str, Place] = field(default_factory=dict)
    machines: dict[str, Machine] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    signals: dict[str, Signal] = field(default_factory=dict)
    declared_units: Mapping[str, str] = field(default_factory=dict)
    measured: frozenset[str] = frozenset()
    contacts: Mapping[Owner, Contacts] = field(default_factory=dict)
    bearings: Mapping[Owner, Bearings] = field(default_factory=dict)
    nameplates: Mapping[Owner, Nameplate] = field(default_factory=dict)
    maintenance: Mapping[Owner, Maintenance] = field(default_factory=dict)

    def in_service(self) -> "Fleet":
        """Return the fleet without what is retired, and without what belongs to that: this is what a file says."""
        places = {key: place for key, place in self.places.items() if not place.retired}
        machines = {key: machine for key, machine in self.machines.items() if not machine.retired}
        return replace(
            self, places=places, machines=machines,
            signals={path: signal for path, signal in self.signals.items() if not signal.retired},
            contacts={owner: contacts for owner, contacts in self.contacts.items()
                      if owner.key in (places if owner.kind == "place" else machines)},
            bearings={owner: bearings for owner, bearings in self.bearings.items() if owner.key in machines},
            nameplates={owner: lines for owner, lines in self.nameplates.items() if owner.key in machines},
            maintenance={owner: plans for owner, plans in self.maintenance.items() if owner.key in machines})
