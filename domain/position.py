"""Where places lie on the earth: how far apart they are and in which direction, and how a position is written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_EARTH_KM = 6371.0
_WINDS = 8
_ALIKE_KM = 0.01        # nearer than that it is the same spot


@dataclass(frozen=True, slots=True)
class Position:
    """A place with its coordinates, in degrees: north and east are positive."""

    id: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another place as seen from one: how far, and in which of eight winds (0 north, 2 east, 4 south, 6 west)."""

    position: Position
    distance_km: float
    wind: int


def neighbours(here: Position, others: Sequence[Position]) -> list[Neighbour]:
    """Return the other places from the nearest on, without those on the same spot."""
    found = [Neighbour(one, distance_km(here, one), wind(here, one)) for one in others]
    return sorted((one for one in found if one.distance_km > _ALIKE_KM), key=lambda one: one.distance_km)


def distance_km(one: Position, other: Position) -> float:
    """Return the distance along the surface of the earth."""
    up, down = math.radians(one.latitude), math.radians(other.latitude)
    half = math.radians(other.longitude - one.longitude) / 2
    chord = math.sin((down - up) / 2) ** 2 + math.cos(up) * math.cos(down) * math.sin(half) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def wind(one: Position, other: Position) -> int:
    """Return in which of eight winds the shortest way to the other begins."""
    up, down = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    east = math.sin(across) * math.cos(down)
    north = math.cos(up) * math.sin(down) - math.sin(up) * math.cos(down) * math.cos(across)
    return round(math.degrees(math.atan2(east, north)) / (360 / _WINDS)) % _WINDS
