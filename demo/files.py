"""``python -m demo.files``: pictures, documents, log books and plans of the demo's machines, as if kept by people.

It takes its time at the lowest priority: the demo is there before. Machines that ever had a picture are left alone.
"""

import os
import sys
from datetime import UTC, datetime

import config
import services.documents
import services.photo
import services.pictures
from db.connect import Connection, open_connection
from db.sql import Queries
from demo import drawing, paper, upkeep
from domain.access import DEMO_LOGINS, Role
from domain.owner import By, Owner, OwnerKind
from domain.picture import Picture

SQL = Queries(__file__)
MOST_MACHINES, MOST_PLATES, VARIANTS = 300, 24, 4
_CAPTION = "Drawn for the demo"


def main() -> int:
    """Draw, unless all is there."""
    os.nice(15)
    settings = config.load()
    with open_connection(settings.database_url, name="demo") as conn:
        by = technician(conn)
        upkeep.keep(conn, user_id=by.user_id, now=by.now)
        dress(conn, by=by)
    return 0


def dress(conn: Connection, *, by: By, most: int = MOST_MACHINES) -> int:
    """Give machines without pictures some, and the first site a document; return how many machines that were."""
    pictures: dict[tuple[str, int], Picture] = {}
    machines = conn.execute(SQL["bare"], {"most": most}).fetchall()
    for number, (machine_id, kind, *told) in enumerate(machines):
        owner, look = Owner(OwnerKind.MACHINE, machine_id), (kind, machine_id % VARIANTS)
        if look not in pictures:
            seed = len(drawing.DRAWN) * look[1] + len(kind)
            pictures[look] = services.photo.prepared(drawing.machine(kind, seed=seed))
        services.pictures.add(conn, owner, pictures[look], by=by, caption=_CAPTION)
        if number < MOST_PLATES:
            plate = services.photo.prepared(drawing.plate(_plate(*told), seed=machine_id))
            services.pictures.add(conn, owner, plate, by=by, caption="Nameplate")
            _add(conn, owner, paper.instructions(kind), f"Maintenance instructions {kind}", by=by)
    for place_id, name in conn.execute(SQL["site"]).fetchall():
        _add(conn, Owner(OwnerKind.PLACE, place_id), paper.site_rules(name), "Site rules", by=by)
    return len(machines)


def technician(conn: Connection) -> By:
    """Return the technician of the demo, who adds them now."""
    name = next(login.name for login in DEMO_LOGINS if login.role is Role.TECHNICIAN)
    row = conn.execute(SQL["technician"], {"name": name}).fetchone()
    assert row is not None  # noqa: S101 - the demo's users are made before
    return By(row[0], False, datetime.now(UTC))


def _plate(maker: str, model: str, serial: str, power_kw: float | None,
           speed_rpm: float | None) -> list[tuple[str, str]]:
    rated = [("Power", f"{power_kw:g} kW" if power_kw else ""), ("Speed", f"{speed_rpm:g} rpm" if speed_rpm else "")]
    return [pair for pair in [("Maker", maker), ("Type", model), ("Serial no.", serial), *rated] if pair[1]]


def _add(conn: Connection, owner: Owner, pdf: bytes, title: str, *, by: By) -> None:
    services.documents.add(conn, owner, services.documents.prepared(pdf, name=f"{title}.pdf"), by=by)


if __name__ == "__main__":
    sys.exit(main())
