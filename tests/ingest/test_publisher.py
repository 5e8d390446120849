"""The publisher: what it hands over when, with a broker that is a list here; test_settings.py has a real one."""

import json
from datetime import UTC, datetime
from queue import SimpleQueue

import pytest

import db.twin
from db.connect import open_connection
from domain.settings_history import Author
from ingest import publisher
from ingest.publisher import Publisher
from services import settings
from tests.ingest.actors import eventually


class Line:
    """Stands in for the connection to the broker: remembers what it took, confirms when told to."""

    def __init__(self):
        self.connected, self.new_sessions, self.taken = True, 1, SimpleQueue()
        self.said = []
        self.confirms = True

    def publish(self, topic, payload):
        self.said.append((topic.removeprefix("stethos/v1/t/").removesuffix("/settings/desired"), json.loads(payload)))
        if self.confirms:
            self.taken.put(len(self.said))
        return len(self.said)

    def revisions(self):
        return [document["revision"] for _, document in self.said]


@pytest.fixture
def line():
    return Line()


@pytest.fixture
def devices(database):
    """Return five devices that can be set and have all been set once."""
    with open_connection(database, name="test") as conn:
        conn.execute("""INSERT INTO device (name, about) SELECT 'd' || n, '{"settings": {"gain": {}}}'
                        FROM generate_series(1, 5) AS n""")
        ids = [row[0] for row in conn.execute("SELECT id FROM device ORDER BY id")]
    for device_id in ids:
        want(database, device_id, 1)
    return ids


def want(database, device_id, gain, *, revision=0):
    with open_connection(database, name="test") as conn:
        settings.change(conn, device_id, {"gain": gain}, revision=revision, by=Author(None, datetime.now(UTC)))


def published(database, device_id):
    with open_connection(database, name="test") as conn:
        return db.twin.twin(conn, device_id).sending.published_revision


@pytest.fixture
def leading(line, database):
    """Return a publisher at work once the test asks for it."""
    return Publisher(line, lambda: open_connection(database, name="publisher"), topic_root="stethos/v1/t").leading


def test_everything_that_waits_is_handed_over_once(line, database, devices, leading):
    with leading():
        eventually(lambda: all(published(database, one) == 1 for one in devices))
    assert sorted(line.said) == [(f"d{n}", {"revision": 1, "settings": {"gain": 1}}) for n in range(1, 6)]


def test_not_more_than_so_many_are_on_the_way(line, database, devices, leading, monkeypatch):
    monkeypatch.setattr(publisher, "MOST_IN_FLIGHT", 2)
    line.confirms = False
    with leading():
        eventually(lambda: len(line.said) == 2)
        line.taken.put(1)
        eventually(lambda: len(line.said) == 3)
        eventually(lambda: sum(published(database, one) for one in devices) == 1)
        assert len(line.said) == 3


def test_what_is_not_confirmed_is_taken_for_lost(line, devices, leading, monkeypatch):
    monkeypatch.setattr(publisher, "_UNCONFIRMED_S", 0.2)
    line.confirms = False
    with leading():
        eventually(lambda: line.revisions().count(1) >= 10)


def test_without_a_connection_nothing_is_handed_over_and_with_one_only_the_newest(line, database, devices, leading):
    line.connected = False
    with leading():
        want(database, devices[0], 2, revision=1)
        want(database, devices[0], 3, revision=2)
        assert line.said == []
        line.connected = True
        eventually(lambda: published(database, devices[0]) == 3)
    assert [document["revision"] for name, document in line.said if name == "d1"] == [3]


def test_a_confirmation_of_an_older_revision_does_not_count_for_the_newer(line, database, devices, leading):
    line.confirms = False
    with leading():
        eventually(lambda: len(line.said) == 5)
        want(database, devices[0], 2, revision=1)
        eventually(lambda: ("d1", {"revision": 2, "settings": {"gain": 2}}) in line.said)
        line.taken.put(1)
        eventually(lambda: line.taken.empty())
    assert published(database, devices[0]) == 0


def test_a_new_session_gets_everything_again(line, database, devices, leading):
    with leading():
        eventually(lambda: all(published(database, one) == 1 for one in devices))
        line.new_sessions += 1
        eventually(lambda: len(line.said) == 10)


def test_a_change_is_handed_over_at_once(line, database, devices, leading, monkeypatch):
    monkeypatch.setattr(publisher, "_LOOK_S", 60.0)
    with leading():
        eventually(lambda: all(published(database, one) == 1 for one in devices))
        want(database, devices[2], 2, revision=1)
        eventually(lambda: published(database, devices[2]) == 2, within_s=10)
        want(database, devices[2], 3, revision=2)     # wakes it to look whether it shall rest
        monkeypatch.setattr(publisher, "_LOOK_S", 0.1)


def test_a_database_that_goes_away_is_waited_for(line, database, devices, leading):
    with leading():
        eventually(lambda: len(line.said) == 5)
        with open_connection(database, name="test") as conn:
            conn.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                         "WHERE application_name = 'stethos-publisher'")
        want(database, devices[0], 2, revision=1)
        eventually(lambda: published(database, devices[0]) == 2)
