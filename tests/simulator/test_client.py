from collections.abc import Callable

import pytest

from simulator.client import Connection, Connections
from simulator.client import broker as address
from tests.simulator.conftest import Listener
from tools.broker import Broker

Listen = Callable[[Broker, str], Listener]
WILL = b'{"online":false}'


def connect(to: Broker, tenant: str, *names: str) -> tuple[Connections, list[Connection]]:
    connections = Connections(address(to.url), on_up=lambda _: None)
    opened = [connections.open(name, will=(f"stethos/v1/{tenant}/{name}/status", WILL)) for name in names]
    return connections, opened


@pytest.fixture
def stopped_broker(own_broker: Broker) -> Broker:
    """Return a broker that is not there yet."""
    own_broker.stop()
    return own_broker


@pytest.mark.parametrize(("url", "host", "port", "uses_tls"), [
    ("mqtt://127.0.0.1", "127.0.0.1", 1883, False), ("mqtts://broker.example", "broker.example", 8883, True),
    ("mqtt://[::1]:1884", "::1", 1884, False)])
def test_an_address_names_host_port_and_whether_it_is_encrypted(url: str, host: str, port: int,
                                                                uses_tls: bool) -> None:
    found = address(url)
    assert (found.host, found.port, found.uses_tls) == (host, port, uses_tls)


@pytest.mark.broker
def test_a_connection_that_is_cut_leaves_its_will_and_can_be_brought_back(broker: Broker, listen: Listen) -> None:
    heard = listen(broker, "sim-cut")
    connections, (one, other) = connect(broker, "sim-cut", "d1", "d2")
    connections.wait_until_up(within_s=5)
    one.cut()
    connections.serve(0.2)
    heard.wait_for(lambda said: said.of("d1/status") == [{"online": False}], within_s=2)
    assert (one.is_up, one.is_cut, other.is_up) == (False, True, True)
    one.start()
    connections.wait_until_up(within_s=5)
    assert one.is_up
    connections.close(within_s=1)
    assert heard.of("d2/status") == []


@pytest.mark.broker
def test_everything_published_is_confirmed_by_the_broker(broker: Broker, listen: Listen) -> None:
    heard = listen(broker, "sim-confirmed")
    connections, (one,) = connect(broker, "sim-confirmed", "d1")
    connections.wait_until_up(within_s=5)
    for number in range(500):
        one.publish("stethos/v1/sim-confirmed/d1/telemetry", b'{"values":{"n":%d}}' % number)
    connections.settle(at_most=0, within_s=10)
    assert connections.unconfirmed == 0
    heard.wait_for(lambda said: len(said.of("d1/telemetry")) == 500)
    connections.close(within_s=1)


@pytest.mark.broker
def test_a_broker_that_comes_later_is_found_and_gets_what_waited(stopped_broker: Broker, listen: Listen) -> None:
    connections, (one,) = connect(stopped_broker, "sim-later", "d1")
    one.publish("stethos/v1/sim-later/d1/about", b"{}", retain=True)
    connections.serve(0.2)
    assert connections.up == 0
    assert "refused" in one.trouble
    stopped_broker.start()
    connections.wait_until_up(within_s=10)
    connections.settle(at_most=0, within_s=5)
    listen(stopped_broker, "sim-later").wait_for(lambda said: said.of("d1/about") == [{}])
    assert one.trouble == ""
    connections.close(within_s=1)


def test_waiting_ends_at_once_when_the_simulator_is_stopped() -> None:
    connections = Connections(address("mqtt://127.0.0.1:1"), on_up=lambda _: None, is_stopped=lambda: True)
    connections.open("d1", will=("t", WILL))
    connections.wait_until_up(within_s=60)
    connections.settle(at_most=0, within_s=60)
    connections.close(within_s=1)
