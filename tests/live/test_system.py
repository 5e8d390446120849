from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from db.connect import Connection, open_connection
from live import system
from tests.web import Web, worker
from tools.database import Databases

SECONDS = count()

EVIL = b'{"ts": 1, "values": {"v": NaN}}\x00\xff<script>'


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    """One web worker; ingest beats, ten minutes of the account, one rejected message and one conflict."""
    with worker(databases) as web:
        now = datetime.now(UTC)
        with open_connection(web.url, name="test") as conn:
            beat(conn, "ingest", at=now + timedelta(hours=1))
            conn.execute("INSERT INTO ledger (minute, messages, rejected, readings, stored, repeated) "
                         "SELECT date_trunc('minute', now()) - n * interval '1 minute', 60, 1, 300, 299, 1 "
                         "FROM generate_series(1, 10) AS n")
            conn.execute("INSERT INTO rejected_message (received_at, topic, reason, detail, size_bytes, payload, more) "
                         "VALUES (now(), 'stethos/v1/demo/d1/telemetry', 'bad_json', 'NaN', 9000, %s, 3)", (EVIL,))
            conn.execute("INSERT INTO device (name) VALUES ('d1')")
            conn.execute("INSERT INTO signal (device_id, name, unit) SELECT id, 'vib', 'mm/s' FROM device")
            conn.execute("INSERT INTO conflict (signal_id, time, kept, refused, received_at) "
                         "SELECT id, now(), 2.1, 7.4, now() FROM signal")
        yield web


def beat(conn: Connection, process: str, *, at: datetime, details: str = "{}") -> None:
    conn.execute("INSERT INTO heartbeat VALUES (%(process)s, %(at)s, %(at)s, '0.1', %(details)s) ON CONFLICT (process) "
                 "DO UPDATE SET at = excluded.at, details = excluded.details",
                 {"process": process, "at": at, "details": details})


@pytest.fixture(autouse=True)
def every_answer_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each answer of a test be made anew, as if a second had passed."""
    monkeypatch.setattr(system, "_second", lambda: next(SECONDS) * 1000)


def ask(web: Web, *, role: str = "viewer") -> dict[str, Any]:
    answer = web.signed_in(role).get("/live/system")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.get_json()
    return body


def values(body: dict[str, Any], part: str) -> dict[str, str]:
    return {fact["key"]: fact["value"] for fact in body[part]}


def test_parts_are_told_running_or_not(web: Web) -> None:
    assert values(ask(web), "processes") == {
        "ingest": "running", "jobs": "has not run yet", "broker": "not connected", "database": "answers"}


def test_the_stream_is_told_in_the_words_of_ingest_while_it_runs(web: Web) -> None:
    now = datetime.now(UTC)
    with open_connection(web.url, name="test") as conn:
        details = '{"broker": "connected", "messages_per_s": 26, "readings_per_s": 130, "backlog": 4, "lag_ms": 38}'
        beat(conn, "ingest", at=now + timedelta(hours=1), details=details)
        assert values(ask(web), "stream") == {
            "messages": "26.0", "readings": "130", "backlog": "4", "lag": "38\u00a0ms"}
        beat(conn, "ingest", at=now - timedelta(minutes=1), details=details)
        body = ask(web)
        assert set(values(body, "stream").values()) == {"–"}
        assert values(body, "processes")["broker"] == "not known"
        beat(conn, "ingest", at=now + timedelta(hours=1))


def test_the_account_adds_up(web: Web) -> None:
    body = ask(web)
    assert body["account"]["heads"] == ["Last 60\u00a0min", "Last 24\u00a0h", "Last 30\u00a0days"]
    assert body["account"]["rows"][0][1] == ["600", "600", "600"]
    assert body["balance"][0]["tone"] == "state-healthy"


def test_the_last_hour_is_drawn_minute_by_minute(web: Web) -> None:
    messages, readings, _lag = ask(web)["charts"]
    assert (len(messages["values"]), sum(readings["values"])) == (60, 50)


def test_rejected_messages_and_conflicts_are_listed(web: Web) -> None:
    body = ask(web)
    assert body["reasons"] == [["bad_json", "No valid JSON", "4"]]
    assert body["rejected_text"].startswith("4 messages could not be used")
    assert body["rejected"][0]["further"] == "and 3 more like it"
    assert body["conflicts"][0]["said"] == "kept 2.1\u00a0mm/s, refused 7.4\u00a0mm/s"


def test_nobody_gets_bytes_with_the_list(web: Web) -> None:
    assert "script" not in web.signed_in("admin").get("/live/system").text


def test_only_an_admin_may_open_the_bytes_and_they_are_harmless(web: Web) -> None:
    number = ask(web)["rejected"][0]["id"]
    for role in ("viewer", "technician"):
        assert web.signed_in(role).get(f"/live/rejected?id={number}").status_code == 403
    answer = web.signed_in("admin").get(f"/live/rejected?id={number}")
    assert answer.mimetype == "application/json"
    assert answer.json == {"text": '{"ts": 1, "values": {"v": NaN}}\\x00\\xff<script>',
                           "note": "The first 41\u00a0B of 9.0\u00a0kB"}


@pytest.mark.parametrize("number", ["999999", "", "-1", "1;2", "9" * 30])
def test_a_message_that_is_not_kept_is_not_found(web: Web, number: str) -> None:
    assert web.signed_in("admin").get(f"/live/rejected?id={number}").status_code == 404


def test_the_edition_is_told_with_what_it_means(web: Web) -> None:
    edition = ask(web)["database"][0]
    assert edition["value"].split()[0] in {"TimescaleDB,", "PostgreSQL"}
    assert edition["note"]


def test_who_knows_the_answer_gets_none(web: Web) -> None:
    seq = ask(web)["seq"]
    assert web.signed_in().get(f"/live/system?since={seq}").status_code == 204


@pytest.mark.parametrize("path", ["/live/system", "/live/rejected?id=1"])
def test_nobody_sees_anything_without_signing_in(web: Web, path: str) -> None:
    assert web.client().get(path).status_code == 401
