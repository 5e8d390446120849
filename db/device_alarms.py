"""What the watch over devices, gateways and the platform reads."""

from dataclasses import dataclass

from db.connect import Connection
from db.sql import Queries
from domain.alarm import Kind, Subject
from domain.device_trouble import Device, Key
from domain.fact import Source

SQL = Queries(__file__)


@dataclass(frozen=True, slots=True)
class Active:
    """An alarm that is on; ``cause`` is the source of the alarm that explains it."""

    source: Source
    kind: Kind
    blind: int
    cause: str | None


def devices(conn: Connection) -> dict[int, Device]:
    """Return the devices on machines by their number."""
    return {row[0]: Device(*row) for row in conn.execute(SQL["devices"])}


def offline_gateways(conn: Connection) -> list[str]:
    """Return the gateways that are off-line by their own status."""
    return [row[0] for row in conn.execute(SQL["offline_gateways"])]


def active(conn: Connection) -> dict[Key, Active]:
    """Return the alarms of devices, gateways and the platform that are on."""
    found = {}
    for source, kind, subject, machine, device, signal, gateway, blind, cause in conn.execute(SQL["active"]):
        told = Source(source, Subject(subject), machine, device, signal, gateway)
        found[source, Kind(kind)] = Active(told, Kind(kind), blind, cause)
    return found


def set_blind(conn: Connection, source: str, blind: int) -> None:
    """Say how many machines cannot be seen because of a gateway."""
    conn.execute(SQL["set_blind"], {"source": source, "blind": blind})
