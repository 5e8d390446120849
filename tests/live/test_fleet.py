"""What the fleet page answers: counts and shares of a place and of what is right below it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from bench.fleet_data import Extent, fill
from db.connect import open_connection
from tests.web import Web, worker
from tools.database import Databases


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        with open_connection(web.url, name="test") as conn:
            fill(conn, Extent(300, sites=2), now=datetime.now(UTC))
        yield web


@pytest.fixture
def conn(web: Web):
    with open_connection(web.url, name="test") as conn:
        yield conn


@pytest.fixture
def viewer(web: Web) -> FlaskClient:
    return web.signed_in("viewer")


def asked(viewer, **query):
    viewer.application.extensions.pop("stethos.answers", None)
    return viewer.get("/live/fleet", query_string=query)


def counts(answer):
    return dict(answer["counts"])


def test_nobody_reads_it_without_signing_in(web):
    assert web.client().get("/live/fleet").status_code == 401


def test_one_level_down_adds_up_to_the_level_above(conn, viewer):
    root = asked(viewer).get_json()
    assert [child["key"] for child in root["children"]] == ["site-1", "site-2"]
    assert sum(counts(root).values()) == 300
    site = asked(viewer, place="site-1").get_json()
    assert counts(site) == dict(root["children"][0]["counts"])
    assert len(site["children"]) == 10
    line = asked(viewer, place=site["children"][0]["key"]).get_json()
    assert counts(line) == dict(site["children"][0]["counts"])
    assert len(line["machines"]) == sum(counts(line).values()) == 15


def test_the_way_leads_back_up(viewer):
    assert asked(viewer).get_json()["path"] == []
    assert asked(viewer, place="site-2-line-7").get_json()["path"] == [
        ["site-2", "Plant 2"], ["site-2-line-7", "Line 7"]]


def test_shares_of_three_ranges_come_for_the_place_its_places_and_its_machines(viewer):
    # the fleet's data: an hour has 60 s critical, 120 s unknown, 3000 s running, 540 s stopped, 1780 of 1800 readings
    expected = ["98.3%", "84.7%", "98.9%"]
    root, line = asked(viewer).get_json(), asked(viewer, place="site-1-line-1").get_json()
    assert root["figures"] == [expected] * 3
    assert root["children"][0]["figures"] == [expected] * 3
    assert line["machines"][0]["figures"] == [expected] * 3


def test_machines_that_were_never_tallied_show_a_dash_and_no_share(conn, viewer):
    conn.execute("INSERT INTO machine (key, place_id, name, type) SELECT 'new', id, 'New', 'fan' FROM place "
                 "WHERE key = 'site-1-line-1'")
    found = asked(viewer, place="site-1-line-1").get_json()["machines"]
    new = next(one for one in found if one["name"] == "New")
    assert new["figures"] == [["–"] * 3] * 3
    assert (new["condition"], new["trust"]) == ("unknown", "silent")
    conn.execute("DELETE FROM machine WHERE key = 'new'")


def test_the_worst_machine_of_a_line_comes_first(conn, viewer):
    found = [one["id"] for one in asked(viewer, place="site-1-line-4").get_json()["machines"]]
    by_urgency = conn.execute("SELECT machine_id FROM machine_state s JOIN machine m ON m.id = machine_id "
                              "JOIN place p ON p.id = m.place_id WHERE p.key = 'site-1-line-4' "
                              "ORDER BY urgency DESC, m.name, m.id")
    assert found == [row[0] for row in by_urgency]


def test_a_value_that_changes_no_count_sends_nothing(conn, viewer):
    seq = asked(viewer).get_json()["seq"]
    conn.execute("UPDATE machine_state SET value = value + 1, seq = seq + 1000")
    assert asked(viewer, since=seq).status_code == 204
    conn.execute("UPDATE machine_state SET condition = 'critical', seq = seq + 1000 WHERE machine_id = 5")
    assert asked(viewer, since=seq).status_code == 200


def test_a_place_that_does_not_exist_is_said_to_be_missing(viewer):
    assert asked(viewer, place="nowhere").get_json()["missing"] is True
