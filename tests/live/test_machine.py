"""One machine, live: how it is, what its signals say, and nothing when nothing is new."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.connect import open_connection
from live import machine, machine_download
from tests.plant import Plant
from tests.web import Web, worker
from tools.database import Databases

START = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture(scope="module")
def plant(web: Web) -> Iterator[Plant]:
    with open_connection(web.url, name="test") as conn:
        plant = Plant(conn)
        plant.say(plant.vibration, [float(n) for n in range(12)], start=START)
        plant.say(plant.temperature, [20.5, None, 21.5], start=START, every_s=20)
        plant.say_lately(plant.speed, [1480.0] * 90)
        yield plant


@pytest.fixture
def viewer(web):
    return web.signed_in("viewer")


def _asked(viewer, plant, since=""):
    viewer.application.extensions.pop("stethos.machines", None)
    return viewer.get("/live/machine", query_string={"id": plant.machine_id, "since": since})


def _signal(answer, signal_id):
    return next(row for row in answer["signals"] if row[0] == signal_id)


def test_the_answer_holds_each_signal_as_it_is_now(viewer, plant):
    answer = _asked(viewer, plant).get_json()
    assert [row[0] for row in answer["signals"]] == [plant.speed, plant.vibration, plant.vibration_nde,
                                                     plant.temperature]
    _number, value, _at, trust, condition = _signal(answer, plant.speed)
    assert (value, trust[:2], condition) == ("1,480\u00a0rpm", ["Data good", "good"], None)
    _number, value, at, trust, condition = _signal(answer, plant.vibration)
    assert (value, at, trust[0], condition[0]) == ("11.0\u00a0mm/s", "2026-07-01T10:01:50Z", "Silent", "Critical")
    assert _signal(answer, plant.vibration_nde)[1:3] == ["–", None]


def test_what_changes_little_comes_once_a_minute(viewer, plant):
    answer = _asked(viewer, plant).get_json()
    about = {signal["id"]: signal for signal in answer["slow"]["signals"]}
    assert about[plant.vibration]["limits"] == "high 4.5\u00a0mm/s, high-high 7.1\u00a0mm/s"
    assert about[plant.vibration]["lines"] == [4.5, 7.1]
    assert about[plant.speed]["limits"] == "no limits"
    assert len(about[plant.speed]["at"]) >= 3
    assert answer["slow"]["hours"].startswith("0.2")
    _seq, slow_key = answer["seq"].split(".")
    assert "slow" not in _asked(viewer, plant, since=f"older.{slow_key}").get_json()


def test_nothing_new_is_an_answer_without_a_body(viewer, plant):
    seq = _asked(viewer, plant).get_json()["seq"]
    again = viewer.get("/live/machine", query_string={"id": plant.machine_id, "since": seq})
    assert (again.status_code, again.data) == (204, b"")


def test_a_new_reading_is_told_after_a_quarter_of_a_second_at_most(viewer, plant, monkeypatch):
    seq = _asked(viewer, plant).get_json()["seq"]
    plant.say_lately(plant.vibration_nde, [3.3])
    kept = viewer.get("/live/machine", query_string={"id": plant.machine_id, "since": seq})
    monkeypatch.setattr(machine, "_LOOK_AGAIN_S", 0.0)
    new = viewer.get("/live/machine", query_string={"id": plant.machine_id, "since": seq})
    assert kept.status_code == 204
    assert _signal(new.get_json(), plant.vibration_nde)[1] == "3.3\u00a0mm/s"


def test_one_look_into_the_database_serves_many_browsers(viewer, plant, monkeypatch):
    _asked(viewer, plant)
    monkeypatch.setattr("db.machine_view.newest", lambda *_args: pytest.fail("looked again"))
    for _browser in range(20):
        assert viewer.get("/live/machine", query_string={"id": plant.machine_id}).status_code == 200


def test_silence_is_told_without_a_message(viewer, plant, monkeypatch):
    plant.say_lately(plant.vibration_nde, [3.3])
    before = _asked(viewer, plant).get_json()
    monkeypatch.setattr(machine, "datetime", _Later)
    after = _asked(viewer, plant).get_json()
    assert _signal(before, plant.vibration_nde)[3][0] == "Data good"
    assert _signal(after, plant.vibration_nde)[3][0] == "Silent"
    assert before["seq"] != after["seq"]


def test_a_machine_nobody_judged_says_so_and_a_judge_who_stopped_is_told(viewer, plant):
    assert _asked(viewer, plant).get_json()["state"] == {"sentence": "Not judged yet"}
    plant.conn.execute(
        "INSERT INTO machine_state (machine_id, condition, running, trust, since, urgency, reason, signal_id, value, "
        "limit_value, seq) VALUES (%s, 'critical', 'running', 'good', %s, 54000, 'above_high_high', %s, 11, 7.1, 1)",
        (plant.machine_id, START, plant.vibration))
    state = _asked(viewer, plant).get_json()["state"]
    assert state["condition"] == ["Critical", "critical", "state-critical"]
    assert state["sentence"].startswith("Drive-end vibration 11.0\u00a0mm/s, above its high-high limit 7.1")
    assert state["stale"] == "Not judged now"
    beat = "INSERT INTO heartbeat (process, at, started_at, version) VALUES ('jobs', %s, %s, '0')"
    plant.conn.execute(beat, (START, START))
    assert _asked(viewer, plant).get_json()["state"]["stale"] == "Not judged since 1 Jul 2026, 12:00\u00a0CEST"
    plant.conn.execute("UPDATE heartbeat SET at = now() + interval '1 hour'")
    assert _asked(viewer, plant).get_json()["state"]["stale"] == ""


@pytest.mark.parametrize("machine_id", ["", "0", "999999", "99999999999999999999", "1 OR 1=1", "../1", "١"])
def test_a_machine_that_is_not_there_is_not_found(viewer, plant, machine_id):
    assert viewer.get("/live/machine", query_string={"id": machine_id}).status_code == 404
    assert viewer.get("/live/machine/download", query_string={"machine": machine_id}).status_code == 404


def test_nobody_is_told_anything_without_signing_in(web, plant):
    for path in ("/live/machine", "/live/machine/download"):
        assert web.client().get(path, query_string={"id": plant.machine_id}).status_code == 401


def _download(viewer, plant, **asked):
    asked = {"machine": plant.machine_id, "from": "2026-07-01T12:00", "to": "2026-07-01T13:00"} | asked
    return viewer.get("/live/machine/download", query_string=asked)


def _rows(answer):
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True))))


def test_readings_are_downloaded_with_both_times_and_units(viewer, plant):
    answer = _download(viewer, plant, signals=f"{plant.vibration},{plant.temperature}")
    rows = _rows(answer)
    assert rows[0] == ["time_utc", "time_plant (Europe/Berlin)", "Drive-end vibration (mm/s)",
                       "Bearing temperature (Cel)"]
    assert rows[1] == ["2026-07-01T10:00:00Z", "2026-07-01T12:00:00+02:00", "0.0", "20.5"]
    assert [row[3] for row in rows[1:6]] == ["20.5", "", "", "", "21.5"]
    assert len(rows) == 13
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="pump-1_20260701T100000Z_20260701T110000Z_raw.csv"')


def test_a_name_that_looks_like_a_formula_is_downloaded_as_text(viewer, plant):
    rows = _rows(_download(viewer, plant, signals=plant.vibration_nde))
    assert rows == [["time_utc", "time_plant (Europe/Berlin)", "'=Non-drive-end vibration (mm/s)"]]


def test_rollups_are_downloaded_with_lowest_mean_highest_and_count(viewer, plant):
    rows = _rows(_download(viewer, plant, signals=plant.vibration, level="minute"))
    assert rows[0][2:] == ["Drive-end vibration, lowest (mm/s)", "Drive-end vibration, mean (mm/s)",
                           "Drive-end vibration, highest (mm/s)", "Drive-end vibration, readings"]
    assert [row[2:] for row in rows[1:]] == [["0.0", "2.5", "5.0", "6"], ["6.0", "8.5", "11.0", "6"]]


@pytest.mark.parametrize("level", ["raw", "minute"])
def test_a_download_is_read_in_pages_and_loses_nothing_between_them(viewer, plant, monkeypatch, level):
    whole = _rows(_download(viewer, plant, signals=plant.vibration, level=level))
    monkeypatch.setattr(machine_download, "_ROWS_A_PAGE", 1)
    assert _rows(_download(viewer, plant, signals=plant.vibration, level=level)) == whole


def test_a_download_begins_before_all_of_it_is_read(viewer, plant, monkeypatch):
    """A hundred thousand rows a page-load away: the first piece comes after the first page."""
    pages = []

    def endless(_conn, _signal_id, *, after, most, **_more):
        pages.append(after)
        return [(after + timedelta(seconds=n + 1), 1.0) for n in range(most)]

    monkeypatch.setattr("db.trend.page", endless)
    answer = _download(viewer, plant, signals=plant.vibration)
    assert next(answer.response).startswith(b"time_utc")
    assert len(pages) == 1
    answer.close()


@pytest.mark.parametrize("asked", [
    {"signals": "999999"}, {"signals": "x"}, {"level": "second"}, {"from": "2026-07-02T00:00"}, {"to": "soon"}])
def test_a_download_that_makes_no_sense_is_refused(viewer, plant, asked):
    assert _download(viewer, plant, **asked).status_code == 400


class _Later(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(minutes=5)
