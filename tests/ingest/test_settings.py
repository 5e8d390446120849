"""The way of a setting: from the row to the device and back, with everything on the way failing."""

import json
from datetime import UTC, datetime

import paho.mqtt.publish
import pytest

import db.twin
from db.connect import open_connection
from domain.sending import again_after
from domain.settings_history import Author
from domain.twin import Reach, State, standing
from services import settings
from tests.ingest.actors import eventually
from tests.ingest.obedient import Obedient


class Stack:
    """The database of the test, as people and pages see it."""

    def __init__(self, url, tenant):
        self.url, self.tenant = url, tenant

    def twin(self):
        with open_connection(self.url, name="test") as conn:
            row = conn.execute("SELECT id FROM device WHERE name = 'dev-1' AND about IS NOT NULL").fetchone()
            return db.twin.twin(conn, row[0]) if row else None

    def met(self):
        """Return the device once it has reported."""
        return eventually(lambda: (known := self.twin()) and known.twin.report and known)

    def want(self, interval_s):
        known = self.twin()
        with open_connection(self.url, name="test") as conn:
            return settings.change(conn, known.device_id, {"interval_s": interval_s}, consent=True,
                                   revision=known.twin.revision, by=Author(None, datetime.now(UTC)))

    def ask(self):
        with open_connection(self.url, name="test") as conn:
            settings.ask_to_report(conn, self.twin().device_id, user_id=None, now=datetime.now(UTC))

    def pass_time(self, span):
        """Let this much time go by since the settings were sent."""
        with open_connection(self.url, name="test") as conn:
            conn.execute("UPDATE device_twin SET published_at = published_at - %s", (span,))

    def state(self):
        known = self.twin()
        return standing("interval_s", known.twin, supported=None, reach=Reach(), now=datetime.now(UTC)).state

    def settled(self, revision, interval_s, state=State.IN_EFFECT, **patience):
        def done():
            twin = self.twin().twin
            return (twin.report.revision, twin.reported.get("interval_s")) == (revision, interval_s)

        eventually(done, **patience)
        assert self.state() is state


@pytest.fixture
def device_factory():
    """Return a function that connects an obedient device; all of them end with the test."""
    made = []

    def connect(*given, **options):
        made.append(Obedient(*given, **options))
        return made[-1]

    yield connect
    for one in made:
        one.close()


def test_a_change_reaches_the_device_and_what_it_makes_of_it_comes_back(broker, database, ingester_factory,
                                                                        device_factory, tenant):
    ingester = ingester_factory(broker.url, database, tenant)
    device = device_factory(broker.port, tenant)
    stack = Stack(database, tenant)
    stack.met()
    assert stack.want(10) == 1
    stack.settled(1, 10)
    assert stack.want(2) == 2
    stack.settled(2, 10, State.REFUSED)
    assert eventually(lambda: stack.twin().sending.published_revision == 2)
    device.settings["interval_s"] = 30
    device.refused = {}
    device.report(source="local")
    stack.settled(2, 30, State.CHANGED)
    assert "Traceback" not in ingester.stop()


def test_what_is_saved_while_the_broker_is_down_arrives_when_it_is_back(own_broker, database, ingester_factory,
                                                                        device_factory, tenant):
    ingester = ingester_factory(own_broker.url, database, tenant)
    device_factory(own_broker.port, tenant)
    stack = Stack(database, tenant)
    stack.met()
    own_broker.kill()
    stack.want(20)
    stack.want(10)
    assert stack.state() is State.SENDING
    own_broker.start()
    stack.settled(2, 10, within_s=60)
    assert "Traceback" not in ingester.stop()


def test_what_is_saved_while_ingest_is_away_arrives_when_it_is_back(broker, database, ingester_factory,
                                                                    device_factory, tenant):
    ingester = ingester_factory(broker.url, database, tenant)
    device_factory(broker.port, tenant)
    stack = Stack(database, tenant)
    stack.met()
    for interval_s in (10, 20, 30):
        ingester.kill()
        revision = stack.want(interval_s)
        ingester.start()
        stack.settled(revision, interval_s)


def test_a_device_that_sleeps_gets_the_newest_when_it_wakes(broker, database, ingester_factory, device_factory, tenant):
    ingester_factory(broker.url, database, tenant)
    device = device_factory(broker.port, tenant)
    stack = Stack(database, tenant)
    stack.met()
    device.close()
    device._client.disconnect()
    stack.want(10)
    stack.want(20)
    eventually(lambda: stack.twin().sending.published_revision == 2)
    awake = device_factory(broker.port, tenant)
    stack.settled(2, 20)
    assert awake.heard[-1] == 2


def test_a_broker_that_lost_its_memory_gets_every_setting_again(own_broker, database, ingester_factory,
                                                                device_factory, tenant):
    ingester_factory(own_broker.url, database, tenant)
    device = device_factory(own_broker.port, tenant)
    stack = Stack(database, tenant)
    stack.met()
    stack.want(10)
    stack.settled(1, 10)
    device.close()
    own_broker.kill()
    for kept in own_broker._folder.rglob("mosquitto.db*"):
        kept.unlink()
    own_broker.start()
    assert eventually(lambda: _kept(own_broker.port, tenant), within_s=40) == {
        "revision": 1, "settings": {"interval_s": 10}}


@pytest.mark.one_edition
def test_a_device_that_did_not_hear_is_told_again(broker, database, ingester_factory, device_factory, tenant):
    ingester_factory(broker.url, database, tenant)
    device = device_factory(broker.port, tenant, deaf=1)
    stack = Stack(database, tenant)
    stack.met()
    stack.want(10)
    sent = eventually(lambda: (known := stack.twin().sending).published_revision == 1 and known)
    assert device.heard == []
    stack.pass_time(again_after(sent.publications))
    stack.settled(1, 10)
    assert device.heard == [1]
    assert stack.twin().sending.publications <= 1


def test_a_device_that_was_never_set_answers_when_it_is_asked(broker, database, ingester_factory, device_factory,
                                                              tenant):
    ingester_factory(broker.url, database, tenant)
    device = device_factory(broker.port, tenant)
    stack = Stack(database, tenant)
    before = stack.met()
    device.settings["interval_s"] = 77
    stack.ask()
    stack.settled(0, 77)
    assert device.heard == [0]
    assert stack.twin().version > before.version
    with open_connection(database, name="test") as conn:
        assert [one.answered_at is not None for one in db.twin.requests(conn, before.device_id)] == [True]


def test_a_report_the_broker_kept_is_heard_by_an_ingester_that_was_not_there(broker, database, ingester_factory,
                                                                             device_factory, tenant):
    device_factory(broker.port, tenant).close()
    ingester_factory(broker.url, database, tenant)
    assert Stack(database, tenant).met().twin.reported == {"interval_s": 60}


def test_a_report_that_cannot_be_used_is_kept_with_its_reason(broker, database, ingester_factory, tenant):
    ingester_factory(broker.url, database, tenant)
    for payload in ('{"settings":{}}', '{"revision":-1,"settings":{}}', '{"revision":1}', "nonsense"):
        paho.mqtt.publish.single(f"stethos/v1/{tenant}/dev-1/settings/reported", payload, qos=1, port=broker.port)

    def reasons():
        with open_connection(database, name="test") as conn:
            found = [row[0] for row in conn.execute("SELECT reason FROM rejected_message ORDER BY id")]
            return len(found) == 4 and found

    assert eventually(reasons) == ["wrong_type", "wrong_type", "wrong_type", "bad_json"]


def _kept(port, tenant):
    """Return what the broker keeps for the device, None if nothing."""
    import paho.mqtt.subscribe

    found = paho.mqtt.subscribe.simple(f"stethos/v1/{tenant}/dev-1/settings/desired", port=port, keepalive=5)
    return json.loads(found.payload)
