from datetime import UTC, datetime

import pytest

import db.documents
import db.pictures
from bench.fleet_data import Extent, fill
from demo import drawing, files
from domain.owner import By, Owner, OwnerKind
from tests import alarm_rows as rows


def test_each_machine_gets_a_face_and_some_a_nameplate_and_instructions_once(conn):
    fill(conn, Extent(8, sites=1, hours=0, tally_hours=1, tally_days=1), now=datetime.now(UTC))
    by = By(rows.person(conn, "timo"), False, datetime.now(UTC))
    assert files.dress(conn, by=by) == 8
    assert files.dress(conn, by=by) == 0
    ids = [row[0] for row in conn.execute("SELECT id FROM machine ORDER BY id")]
    assert set(db.pictures.faces(conn, ids)) == set(ids)
    owner = Owner(OwnerKind.MACHINE, ids[0])
    assert [one.caption for one in db.pictures.of_owner(conn, owner)] == ["Drawn for the demo", "Nameplate"]
    assert [one.kind for one in db.documents.of_owner(conn, owner)] == ["pdf"]
    site = Owner(OwnerKind.PLACE, conn.execute("SELECT id FROM place WHERE parent_id IS NULL").fetchone()[0])
    assert [one.title for one in db.documents.of_owner(conn, site)] == ["Site rules"]


@pytest.mark.parametrize("kind", ["other", "motor"])
def test_the_same_seed_draws_the_same_machine(kind):
    assert drawing.machine(kind, seed=3) == drawing.machine(kind, seed=3) != drawing.machine(kind, seed=4)
