"""The page of a case: its frame, the chart around an alarm, and that it trusts nothing it is sent."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

import db.users
from db.connect import open_connection
from domain.errors import NotFoundError
from services import cases
from tests import alarm_rows as rows
from tests.plant import Plant
from tests.web import Web, worker
from tools.database import Databases

START = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def told(web):
    """A case of the pump: the alarm was on from 10:30 to 11:30, its readings go from 10:00 to 12:00."""
    with open_connection(web.url, name="test") as conn:
        plant = Plant(conn)
        plant.say(plant.vibration, [2.0] * 30 + [3.0] * 60 + [2.0] * 30, start=START, every_s=60)
        alarm = rows.raised(conn, machine_id=plant.machine_id, signal_id=plant.vibration, began_at=START + HOUR / 2,
                            limit=2.5)
        me = conn.execute("SELECT id FROM users WHERE name = 'technician'").fetchone()[0]
        rows.acknowledged(conn, alarm, me, at=START + HOUR)
        rows.fact(conn, alarm, rows.Event.CLEARED, at=START + 1.5 * HOUR)
        case = rows.open_case(conn, plant.machine_id, began_at=START)
        yield SimpleNamespace(conn=conn, alarm=alarm, case=case, me=me)


@pytest.fixture
def page(web):
    from pages import case

    with web.server.test_request_context("/"):
        yield case


def view(told, **more):
    return {"case": str(told.case), "alarm": told.alarm, "turn": 1} | more


def test_the_chart_shows_a_bit_before_and_after_the_alarm_shaded_with_the_limit_of_then(page, told):
    layout = page.show(view(told))["layout"]
    assert layout["xaxis"]["range"] == [START.timestamp(), (START + 2 * HOUR).timestamp()]
    band = next(shape for shape in layout["shapes"] if shape["type"] == "rect")
    assert (band["x0"], band["x1"]) == ((START + HOUR / 2).timestamp(), (START + 1.5 * HOUR).timestamp())
    assert "limit then 2.5" in json.dumps(layout["annotations"])


def test_a_closed_case_keeps_the_span_of_its_charts(page, told):
    before = page.show(view(told))["layout"]["xaxis"]["range"]
    with told.conn.transaction(force_rollback=False):
        cases.close(told.conn, cases.Act(told.case, told.me, START + 3 * HOUR, 1), outcome="process", conclusion="x")
    assert page.show(view(told))["layout"]["xaxis"]["range"] == before


@pytest.mark.parametrize("more", [
    {"alarm": 999_999}, {"alarm": None}, {"alarm": "1"}, {"alarm": [1]}, {"case": "999999"}, {"case": None},
    {"case": {"a": 1}}])
def test_what_a_browser_makes_up_is_not_found(page, told, more):
    with pytest.raises(NotFoundError):
        page.show(view(told, **more))


def test_the_frame_offers_acts_to_who_may_act_only(page, told, monkeypatch):
    for role, may_act in (("viewer", False), ("technician", True)):
        user = db.users.user_named(told.conn, role)
        monkeypatch.setattr(page.auth.guard, "signed_in", lambda found=user: found)
        words = json.loads(page.layout(str(told.case)).to_plotly_json()["props"]["data-words"])
        assert words["may_act"] is may_act


@pytest.mark.parametrize("case_id", ["", "0", "999999", "x", "1/../2"])
def test_an_address_without_a_case_is_not_found(page, case_id):
    with pytest.raises(NotFoundError):
        page.layout(case_id)
