"""Simulators as processes of their own at a real broker."""

import signal
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.simulator.conftest import Listener, StartSimulator
from tools.broker import Broker

pytestmark = pytest.mark.broker
Listen = Callable[[Broker, str], Listener]


def test_devices_say_what_they_are_that_they_are_there_and_what_they_measure(
        broker: Broker, listen: Listen, start_simulator: StartSimulator) -> None:
    start_simulator(broker, "sim-says", "--machines", "3", "--interval", "0.5")
    heard = listen(broker, "sim-says")
    heard.wait_for(lambda said: all(len(said.of(f"sim-000{n}/telemetry")) >= 2 for n in (1, 2, 3)))
    later = listen(broker, "sim-says")
    topics = [f"sim-000{n}/{leaf}" for n in (1, 2, 3) for leaf in ("about", "settings/reported", "status")]
    later.wait_for(lambda said: all(said.of(topic) for topic in topics))
    retained = {topic: payload for topic, payload, is_retained in later.heard if is_retained}
    assert sorted(retained) == topics
    assert set(heard.of("sim-0001/telemetry")[0]["values"]) == set(retained["sim-0001/about"]["signals"])
    assert all(retained[f"sim-000{n}/status"]["online"] for n in (1, 2, 3))


def test_a_simulator_that_is_killed_leaves_its_last_wills(
        broker: Broker, listen: Listen, start_simulator: StartSimulator) -> None:
    process = start_simulator(broker, "sim-killed", "--machines", "2")
    heard = listen(broker, "sim-killed")
    heard.wait_for(lambda said: bool(said.of("sim-0001/status") and said.of("sim-0002/status")))
    process.send_signal(signal.SIGKILL)
    heard.wait_for(lambda said: all(said.of(f"sim-000{n}/status")[-1] == {"online": False} for n in (1, 2)),
                   within_s=2.0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_simulator_that_is_stopped_says_goodbye(
        number: signal.Signals, broker: Broker, listen: Listen, start_simulator: StartSimulator) -> None:
    tenant = f"sim-{number.name}"
    process = start_simulator(broker, tenant, "--machines", "1")
    listen(broker, tenant).wait_for(lambda said: bool(said.of("sim-0001/status")))
    process.send_signal(number)
    assert process.wait(timeout=10) == 0
    afterwards = listen(broker, tenant)
    afterwards.wait_for(lambda said: said.of("sim-0001/status") == [{"online": False}])


def test_history_comes_first_in_columns_and_live_data_follows_without_a_gap(
        broker: Broker, listen: Listen, start_simulator: StartSimulator) -> None:
    heard = listen(broker, "sim-past")
    start_simulator(broker, "sim-past", "--machines", "1", "--interval", "1",
                    "--history", "2", "--history-step", "10")
    heard.wait_for(lambda said: len(said.of("sim-0001/telemetry")) >= 3)
    past, *live = heard.of("sim-0001/telemetry")
    assert len(past["ts"]) == len(past["values"]["speed"]) == 720
    assert past["ts"][-1] - past["ts"][0] == 719 * 10_000
    first_live_ms = datetime.fromisoformat(live[0]["ts"]).timestamp() * 1000
    assert 0 < first_live_ms - past["ts"][-1] <= 11_000


def test_a_broker_that_was_away_gets_what_was_measured_meanwhile(
        own_broker: Broker, listen: Listen, start_simulator: StartSimulator) -> None:
    start_simulator(own_broker, "sim-away", "--machines", "1", "--interval", "0.5")
    listen(own_broker, "sim-away").wait_for(lambda said: bool(said.of("sim-0001/telemetry")))
    own_broker.stop()
    own_broker.start()
    heard = listen(own_broker, "sim-away")
    heard.wait_for(lambda said: any("samples" in payload for payload in said.of("sim-0001/telemetry")))
    assert {payload["kind"] for payload in heard.of("sim-0001/event")} >= {"buffer_uploaded"}


def test_a_fault_of_a_machine_that_is_not_there_ends_with_a_sentence(
        broker: Broker, start_simulator: StartSimulator) -> None:
    for asked, said in (("imbalance=sim-0009", b"There is no machine 'sim-0009' in this fleet."),
                        ("cavitation=1", b"A fan cannot have the fault cavitation.")):
        process = start_simulator(broker, "sim-none", "--machines", "3", "--fault", asked)
        _, told = process.communicate(timeout=20)
        assert process.returncode == 1
        assert said in told
