"""The nameplates and the bearings of machines."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict

from psycopg.types.json import Json

from db.connect import Connection
from db.sql import Queries
from domain.fleet import Bearings, Nameplate, Owner
from domain.plate import Bearing, PlateLine

SQL = Queries(__file__)


def bearings(conn: Connection, machine_id: int) -> Bearings:
    """Return the bearings of a machine in the order of its shaft."""
    return tuple(Bearing(*row) for row in conn.execute(SQL["bearings"], {"machine_id": machine_id}))


def nameplate(conn: Connection, machine_id: int) -> Nameplate:
    """Return the lines of a nameplate as they stand there."""
    row = conn.execute(SQL["nameplate"], {"machine_id": machine_id}).fetchone()
    return tuple(PlateLine(*line) for line in row[0]) if row else ()


def bearings_of_fleet(conn: Connection) -> dict[Owner, Bearings]:
    """Return the bearings of every machine that has any."""
    found: dict[Owner, list[Bearing]] = defaultdict(list)
    for key, *fields in conn.execute(SQL["bearings_of_fleet"]):
        found[Owner("machine", key)].append(Bearing(*fields))
    return {owner: tuple(listed) for owner, listed in found.items()}


def nameplates_of_fleet(conn: Connection) -> dict[Owner, Nameplate]:
    """Return the lines of every nameplate that has any."""
    return {Owner("machine", key): tuple(PlateLine(*line) for line in lines)
            for key, lines in conn.execute(SQL["nameplates_of_fleet"])}


def replace_bearings(conn: Connection, lists: Mapping[Owner, Bearings]) -> None:
    """Give machines these bearings in the place of those they had; the machines are there."""
    if lists:
        rows = [asdict(bearing) | {"key": owner.key, "position": position}
                for owner, listed in lists.items() for position, bearing in enumerate(listed)]
        conn.execute(SQL["delete_bearings"], {"keys": [owner.key for owner in lists]})
        conn.execute(SQL["insert_bearings"], {"rows": Json(rows)})


def set_nameplates(conn: Connection, lists: Mapping[Owner, Nameplate]) -> None:
    """Give machines these nameplates; the machines are there."""
    if lists:
        rows = [{"key": owner.key, "lines": [[line.name, line.value] for line in lines]}
                for owner, lines in lists.items()]
        conn.execute(SQL["set_nameplates"], {"rows": Json(rows)})
