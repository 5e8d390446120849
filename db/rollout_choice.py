"""What devices can be chosen for a rollout, and what their guard rails need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.connect import Connection
from db.sql import Queries
from db.twin import Range

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody looks for; words must all occur."""

    model: str | None = None
    machine_type: str | None = None
    place_id: int | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device that may be chosen; ``has_settings``: it says what can be set on it."""

    id: int
    name: str
    model: str | None
    machine: str
    places: list[str]
    has_settings: bool


def candidates(conn: Connection, choice: Choice) -> list[Candidate]:
    """Return the devices on machines that fit, by name."""
    return [Candidate(*row) for row in conn.execute(SQL["candidates"], {
        "model": choice.model, "type": choice.machine_type, "place_id": choice.place_id,
        "words": [f"%{_escaped(word)}%" for word in choice.words] or None})]


def models(conn: Connection) -> list[tuple[str, int]]:
    """Return the models of devices on machines, with how many there are of each."""
    return [(name, count) for name, count in conn.execute(SQL["models"])]


def machine_types(conn: Connection) -> list[str]:
    """Return the types of machines that have devices."""
    return [name for name, in conn.execute(SQL["machine_types"])]


def places(conn: Connection) -> list[tuple[int, list[str]]]:
    """Return every place with the way to it."""
    return [(number, names) for number, names in conn.execute(SQL["places"])]


def abouts(conn: Connection, device_ids: Sequence[int]) -> dict[int, dict[str, Any] | None]:
    """Return what devices say of themselves; one that is not on a machine is left out."""
    return dict(conn.execute(SQL["abouts"], {"ids": list(device_ids)}).fetchall())


def about_of(conn: Connection, rollout_id: int) -> dict[str, Any] | None:
    """Return what one of the devices of a rollout that take part says of itself."""
    row = conn.execute(SQL["about_of"], {"id": rollout_id}).fetchone()
    return row[0] if row else None


def ranges(conn: Connection, device_ids: Sequence[int]) -> dict[int, list[Range]]:
    """Return the signals of devices with their physical ranges."""
    found: dict[int, list[Range]] = {number: [] for number in device_ids}
    for device_id, *row in conn.execute(SQL["ranges"], {"ids": list(device_ids)}):
        found[device_id].append(Range(*row))
    return found


def with_battery(conn: Connection, device_ids: Sequence[int]) -> frozenset[int]:
    """Return which of these devices have a battery."""
    return frozenset(number for number, in conn.execute(SQL["with_battery"], {"ids": list(device_ids)}))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
