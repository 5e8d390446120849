"""What the ward round answers: the worst first, changes only, and nothing green that nobody believes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

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
            fill(conn, Extent(400, sites=2, minutes=60), now=datetime.now(UTC))
            conn.execute("UPDATE place SET name = '50% off' WHERE key = 'site-2'")
            beat(conn)
        yield web


@pytest.fixture
def conn(web: Web):
    with open_connection(web.url, name="test") as conn:
        beat(conn)
        yield conn


@pytest.fixture
def viewer(web: Web) -> FlaskClient:
    return web.signed_in("viewer")


def beat(conn, *, ago_s=0):
    conn.execute("INSERT INTO heartbeat (process, at, started_at, version) VALUES ('jobs', %s, now(), '0') "
                 "ON CONFLICT (process) DO UPDATE SET at = excluded.at",
                 (datetime.now(UTC) + timedelta(hours=1) - timedelta(seconds=ago_s + (3600 if ago_s else 0)),))


def asked(viewer, **query):
    """Return a fresh answer: the worker looks into the database at most every quarter of a second."""
    viewer.application.extensions.pop("stethos.answers", None)
    return viewer.get("/live/ward", query_string=query)


def lines(viewer, **query):
    found = asked(viewer, **query).get_json()
    rows = {row["id"]: row for row in found["rows"]}
    return [rows[number] for number in found["order"]]


def count(conn, where):
    return conn.execute(f"SELECT count(*) FROM machine_state WHERE {where}").fetchone()[0]


def test_nobody_reads_it_without_signing_in(web):
    assert web.client().get("/live/ward").status_code == 401
    assert web.client().get("/live/sparks?signals=1").status_code == 401


def test_machines_come_worst_first(conn, viewer):
    found = asked(viewer).get_json()
    worst = [row[0] for row in conn.execute("SELECT machine_id FROM machine_state WHERE condition <> 'healthy' "
                                            "ORDER BY urgency DESC, machine_id LIMIT 50")]
    assert found["order"] == worst
    assert lines(viewer)[0]["condition"] == "critical"


def test_a_line_says_where_why_and_since_when(viewer):
    line = lines(viewer)[0]
    assert line["why"].startswith("Drive-end vibration 7.4")
    assert "above its high-high limit 7.1" in line["why"]
    assert " › Line " in line["place"]
    assert line["limit"] == 7.1
    assert line["since"].endswith("Z")


def test_machines_nobody_can_believe_are_among_the_lines_and_never_among_the_healthy(conn, viewer):
    unknown = {row[0] for row in conn.execute("SELECT machine_id FROM machine_state WHERE condition = 'unknown'")}
    assert unknown
    assert unknown <= set(asked(viewer, limit=500).get_json()["order"])
    opened = asked(viewer, open="site-1,site-2", limit=500).get_json()["groups"]
    assert not unknown & {row["id"] for group in opened for row in group["rows"]}


def test_healthy_machines_are_one_line_a_site_until_it_is_opened(conn, viewer):
    groups = asked(viewer).get_json()["groups"]
    assert [group["rows"] for group in groups] == [None, None]
    assert sum(int(group["text"].split(": ")[1].split()[0]) for group in groups) == count(conn, "condition = 'healthy'")
    opened = {group["site"]: group for group in asked(viewer, open="site-2").get_json()["groups"]}
    assert opened["site-1"]["rows"] is None
    assert len(opened["site-2"]["rows"]) == 50
    assert opened["site-2"]["more"].startswith("and ")


def test_the_search_looks_at_name_place_type_maker_and_serial_number(conn, viewer):
    number, name, serial = conn.execute(
        "SELECT m.id, m.name, m.serial_number FROM machine m JOIN machine_state s ON s.machine_id = m.id "
        "WHERE s.condition <> 'healthy' ORDER BY m.id LIMIT 1").fetchone()
    assert [line["id"] for line in lines(viewer, q=serial)] == [number]
    assert number in [line["id"] for line in lines(viewer, q=name.lower())]
    conn.execute("UPDATE place SET name = 'Boiler house' WHERE key = 'site-1-line-3'")
    assert {line["place"] for line in lines(viewer, q="plant house boiler")} == {"Plant 1 › Boiler house"}
    assert {line["type"] for line in lines(viewer, q="gearbox")} == {"gearbox"}
    assert asked(viewer, q="KSB", open="").get_json()["machines"] < 400


def test_signs_of_a_pattern_mean_themselves(viewer):
    assert asked(viewer, q="%").get_json()["machines"] == 200
    assert asked(viewer, q="_").get_json()["machines"] == 0
    assert asked(viewer, q="\\").get_json()["machines"] == 0


def test_healthy_machines_that_fit_a_search_are_shown(viewer):
    found = asked(viewer, q="fan line 3").get_json()
    assert all(group["rows"] is not None for group in found["groups"])


def test_a_filter_tells_what_critical_it_hides(conn, viewer):
    hidden = count(conn, "condition = 'critical'")
    assert asked(viewer, q="no such machine").get_json()["elsewhere"].startswith(str(hidden))
    assert asked(viewer).get_json()["elsewhere"] == ""


def test_what_was_seen_already_costs_no_body(viewer):
    seq = asked(viewer).get_json()["seq"]
    answer = asked(viewer, since=seq)
    assert (answer.status_code, answer.data) == (204, b"")


def test_only_lines_that_changed_are_sent_again(conn, viewer):
    before = asked(viewer).get_json()
    changed = before["order"][3]
    conn.execute("UPDATE machine_state SET value = 9.9, seq = (SELECT max(seq) + 1 FROM machine_state) "
                 "WHERE machine_id = %s", (changed,))
    after = asked(viewer, since=before["seq"]).get_json()
    assert [row["id"] for row in after["rows"]] == [changed]
    assert "9.9" in after["rows"][0]["why"]
    assert set(after["order"]) == set(before["order"])


def test_a_change_of_the_fleet_sends_everything_again(conn, viewer):
    before = asked(viewer).get_json()
    conn.execute("UPDATE machine SET name = 'Renamed' WHERE id = %s", (before["order"][0],))
    after = asked(viewer, since=before["seq"]).get_json()
    assert len(after["rows"]) == len(after["order"])
    assert after["rows"][0]["name"] == "Renamed"


def test_it_says_when_nobody_judges(conn, viewer):
    assert asked(viewer).get_json()["stale"] is None
    seq = asked(viewer).get_json()["seq"]
    beat(conn, ago_s=11)
    assert asked(viewer, since=seq).get_json()["stale"].endswith("Z")
    conn.execute("DELETE FROM heartbeat")
    assert asked(viewer).get_json()["stale"] == ""


def test_more_lines_come_when_asked_for(conn, viewer):
    everything = count(conn, "condition <> 'healthy'")
    conn.execute("UPDATE machine_state SET condition = 'warning' WHERE machine_id <= 100")
    assert len(asked(viewer).get_json()["order"]) == 50
    assert asked(viewer).get_json()["more"].startswith("Show ")
    found = asked(viewer, limit=200).get_json()
    assert len(found["order"]) >= everything
    assert found["more"] == ""


@pytest.mark.parametrize("query", [{"limit": "-5"}, {"limit": "9" * 30}, {"limit": "x"}, {"since": "x.y.z"},
                                   {"site": "nowhere"}, {"q": "'" * 300}, {"open": ",,,"}, {"since": "." * 99}])
def test_nonsense_in_the_address_is_no_error(viewer, query):
    assert asked(viewer, **query).status_code == 200


def test_sparks_come_for_all_signals_in_one_answer(conn, viewer):
    signals = [line["signal"] for line in lines(viewer)]
    found = viewer.get(f"/live/sparks?signals={','.join(map(str, signals))}").get_json()
    assert set(found["sparks"]) == {str(signal) for signal in signals}
    spark = found["sparks"][str(signals[0])]
    assert len(spark["t"]) == len(spark["v"]) > 40
    assert spark["t"] == sorted(spark["t"])
    assert 0 <= spark["t"][0] <= spark["t"][-1] <= found["minutes"] == 1440
    assert spark["limit"] == 4.5


@pytest.mark.parametrize("signals", ["", "x", "999999999", "1,1", "-1", "1;DROP"])
def test_sparks_of_nonsense_are_no_error(viewer, signals):
    assert viewer.get("/live/sparks", query_string={"signals": signals}).status_code == 200


def test_a_packed_answer_is_the_same_answer(viewer):
    viewer.application.extensions.pop("stethos.answers", None)
    packed = viewer.get("/live/ward", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 8_000


def test_a_new_face_is_shown_at_once_and_the_fleet_is_not_read_again_for_it(conn, viewer):
    before = asked(viewer).get_json()
    first = before["order"][0]
    fleet = conn.execute("SELECT last_value FROM fleet_change").fetchone()
    assert before["rows"][0]["face"] is None
    number = conn.execute(
        "INSERT INTO picture (machine_id, position, width, height, digest, image, thumbnail, small, added_at) "
        "VALUES (%s, 1, 4, 3, 'd1', 'i', 't', 's', now()) RETURNING id", (first,)).fetchone()[0]
    after = asked(viewer, since=before["seq"]).get_json()
    rows = {row["id"]: row for row in after["rows"]}
    assert rows[first]["face"] == f"/pictures/{number}?size=small&v=d1"
    assert conn.execute("SELECT last_value FROM fleet_change").fetchone() == fleet
    conn.execute("DELETE FROM picture")
    assert asked(viewer, since=after["seq"]).get_json()["rows"][0]["face"] is None


PLAN = """INSERT INTO maintenance_plan (machine_id, name, every_days, due_on, soon_days, soon_h)
          VALUES (%s, 'Oil change', 90, current_date - 12, 14, 50) RETURNING id"""
OVERDUE = """UPDATE machine_state SET condition = 'advisory', reason = 'overdue_days', value = 12, signal_id = NULL,
             others = 0, plan_id = %s, urgency = 99000, seq = nextval('state_seq') WHERE machine_id = %s"""
WELL = """UPDATE machine_state SET condition = 'healthy', reason = 'within_limits', plan_id = NULL, urgency = 0,
          seq = nextval('state_seq') WHERE machine_id = %s"""


def test_overdue_maintenance_is_told_with_its_plan(conn, viewer):
    machine = conn.execute("SELECT min(machine_id) FROM machine_state WHERE condition = 'healthy'").fetchone()[0]
    plan = conn.execute(PLAN, (machine,)).fetchone()[0]
    conn.execute(OVERDUE, (plan, machine))
    line = lines(viewer)[0]
    assert (line["id"], line["condition"], line["signal"]) == (machine, "advisory", None)
    assert line["why"].startswith("Oil change overdue by 12 days")
    conn.execute(WELL, (machine,))
