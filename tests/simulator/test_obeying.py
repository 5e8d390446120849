"""Simulated devices at a real broker do what they are told, each in the way of its quirk."""

import json
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.publish
import pytest

from tests.simulator.conftest import Listener, StartSimulator
from tools.broker import Broker

pytestmark = pytest.mark.broker
Listen = Callable[[Broker, str], Listener]
REPORTED, TELEMETRY = "sim-0001/settings/reported", "sim-0001/telemetry"


@pytest.fixture
def play(broker: Broker, listen: Listen, start_simulator: StartSimulator) -> Callable[..., Listener]:
    """Return a function that starts a simulator of a tenant and returns what is heard of it."""
    def start(tenant: str, *arguments: str, first: int = 1) -> Listener:
        heard = listen(broker, tenant)
        start_simulator(broker, tenant, "--machines", "1", "--faults", "none", *arguments)
        heard.wait_for(lambda said: len(said.of(REPORTED)) >= first)
        return heard
    return start


def want(at: Broker, tenant: str, revision: int, **settings: Any) -> None:
    paho.mqtt.publish.single(f"stethos/v1/{tenant}/sim-0001/settings/desired",
                             json.dumps({"revision": revision, "settings": settings}), qos=1, retain=True, port=at.port)


def newest(said: Listener) -> Any:
    return said.of(REPORTED)[-1]


def test_a_shorter_interval_makes_more_data(broker: Broker, play: Callable[..., Listener]) -> None:
    heard = play("obey-rate", "--interval", "30")
    want(broker, "obey-rate", 1, measurement_interval_s=1, report_interval_s=1)
    heard.wait_for(lambda said: newest(said)["revision"] == 1)
    before = len(heard.of(TELEMETRY))
    heard.wait_for(lambda said: len(said.of(TELEMETRY)) >= before + 3)


def test_what_is_measured_more_often_than_sent_comes_together_and_a_crossed_limit_at_once(
        broker: Broker, play: Callable[..., Listener]) -> None:
    heard = play("obey-limit", "--interval", "1")
    want(broker, "obey-limit", 1, measurement_interval_s=1, report_interval_s=86_400)
    heard.wait_for(lambda said: newest(said)["revision"] == 1)
    time.sleep(2.5)     # it measures, and keeps what it measured
    want(broker, "obey-limit", 2, report_interval_s=86_400, limits={"vibration_de": {"high": 0}})
    heard.wait_for(lambda said: newest(said)["revision"] == 2)
    heard.wait_for(lambda said: any("samples" in payload for payload in said.of(TELEMETRY)))


def test_a_device_that_sleeps_says_until_when_and_hears_when_it_wakes(
        broker: Broker, play: Callable[..., Listener]) -> None:
    heard = play("obey-sleep", "--interval", "1", "--quirk", "sleeps=1", "--quirk-every", "4")
    heard.wait_for(lambda said: 0 < said.of("sim-0001/status")[-1].get("wakes_in_s", 0) <= 4)
    want(broker, "obey-sleep", 1, status_led=False)
    heard.wait_for(lambda said: newest(said)["revision"] == 1)
    assert newest(heard)["settings"]["report_interval_s"] == 4


def test_a_device_that_forgets_gets_its_settings_from_the_broker_again(
        broker: Broker, play: Callable[..., Listener]) -> None:
    heard = play("obey-forget", "--quirk", "forgets=1", "--quirk-every", "3")
    want(broker, "obey-forget", 1, status_led=False)
    heard.wait_for(lambda said: newest(said)["revision"] == 1)
    first = newest(heard)["boot"]
    heard.wait_for(lambda said: newest(said)["boot"] > first and newest(said)["revision"] == 1)
    assert newest(heard)["settings"]["status_led"] is False


def test_a_device_that_is_changed_on_the_spot_says_so(play: Callable[..., Listener]) -> None:
    heard = play("obey-local", "--interval", "5", "--quirk", "changed=1", "--quirk-every", "2")
    heard.wait_for(lambda said: newest(said)["source"] == "local")
    assert newest(heard)["settings"]["measurement_interval_s"] == 10


def test_a_device_that_refuses_says_why(broker: Broker, play: Callable[..., Listener]) -> None:
    heard = play("obey-refuse", "--quirk", "refuses=100%")
    want(broker, "obey-refuse", 1, status_led=False)
    heard.wait_for(lambda said: newest(said)["refused"] == {"status_led": "settings are locked"})


def test_messages_are_lost_doubled_and_reordered_on_request(broker: Broker, play: Callable[..., Listener]) -> None:
    heard = play("obey-lossy", "--quirk", "loses=1", "--quirk", "doubles=1", "--quirk", "reorders=1", first=2)
    want(broker, "obey-lossy", 1, status_led=False)
    want(broker, "obey-lossy", 2, status_led=False)
    heard.wait_for(lambda said: len(said.of(REPORTED)) == 5)
    assert [said["revision"] for said in heard.of(REPORTED)] == [0, 0, 2, 2, 0]
