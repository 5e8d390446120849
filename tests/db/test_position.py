"""Where a place lies: by its own coordinates, or by those above it."""

import pytest

import db.position

PLACES = (("north", None, "site", 53.08, 8.80, "Gate 2"), ("hall", "north", "area", None, None, None),
          ("line", "hall", "line", None, None, "Second floor"), ("well", "north", "area", 53.09, 8.81, None),
          ("south", None, "site", 48.1, 11.6, None), ("gone", None, "site", 50.1, 10.6, None),
          ("nowhere", None, "site", None, None, None))


@pytest.fixture
def place(conn):
    for key, above, *rest in PLACES:
        conn.execute("INSERT INTO place (key, name, time_zone, parent_id, kind, latitude, longitude, directions) "
                     "VALUES (%s, %s, 'UTC', (SELECT id FROM place WHERE key = %s), %s, %s, %s, %s)",
                     (key, key, above, *rest))
    conn.execute("UPDATE place SET retired_at = now() WHERE key = 'gone'")
    return dict(conn.execute("SELECT key, id FROM place").fetchall())


def test_a_place_lies_where_the_nearest_place_above_it_does(conn, place):
    here, around = db.position.of_place(conn, place["line"])
    assert (here.id, here.latitude, here.longitude) == (place["north"], 53.08, 8.80)
    assert [one.position.name for one in around] == ["well", "south"]
    assert around[1].distance_km == pytest.approx(586, rel=0.02)


def test_its_own_coordinates_come_first(conn, place):
    here, around = db.position.of_place(conn, place["well"])
    assert here.id == place["well"]
    assert [one.position.name for one in around] == ["north", "south"]


def test_where_nobody_has_said_it_there_is_no_position(conn, place):
    assert db.position.of_place(conn, place["nowhere"]) is None


def test_directions_are_those_of_the_nearest_place_that_has_some(conn, place):
    assert db.position.directions(conn, place["line"]) == "Second floor"
    assert db.position.directions(conn, place["well"]) == "Gate 2"
    assert db.position.directions(conn, place["nowhere"]) is None
