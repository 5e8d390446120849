"""What devices say and when; the broker is a list here, test_run.py uses a real one."""

from collections.abc import Callable
from typing import Any, cast

import orjson

from simulator import wire
from simulator.client import Connections
from simulator.source import Reach, Sample
from simulator.voice import Voice

AT_MS = 1_762_732_800_000


class Line:
    """Stands in for a connection: remembers what was published."""

    def __init__(self, name: str, will: tuple[str, bytes]) -> None:
        self.name, self.will = name, will
        self.is_up, self.is_cut = True, False
        self.said: list[tuple[str, Any, bool]] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        self.said.append((topic.removeprefix("stethos/v1/mill/"), orjson.loads(payload), retain))

    def cut(self) -> None:
        self.is_up, self.is_cut = False, True

    def start(self) -> None:
        self.is_up, self.is_cut = True, False

    def take(self) -> list[tuple[str, Any, bool]]:
        said, self.said = self.said, []
        return said


class Lines:
    """Stands in for all connections."""

    def __init__(self) -> None:
        self.by_name: dict[str, Line] = {}

    def open(self, name: str, *, will: tuple[str, bytes]) -> Line:
        self.by_name[name] = Line(name, will)
        return self.by_name[name]


def opened(devices: int) -> tuple[Voice, dict[str, Line], Callable[..., None]]:
    """Return a voice of devices behind one gateway, its lines, and a way to say a sample of the first one."""
    known = [wire.Device(f"d{number}", {"signals": {}}, gateway="gw-1") for number in range(devices)]
    voice, lines = Voice(known, tenant="mill"), Lines()
    voice.open(cast(Connections, lines), now_ms=AT_MS)

    def say(second: int, *, device: int = 0, **kept: Any) -> None:
        voice.say(Sample(known[device], AT_MS + second * 1000, {"speed": 1480.0 + second}, **kept),
                  interval_ms=10_000, now_ms=AT_MS + second * 1000)

    return voice, lines.by_name, say


def telemetry(line: Line) -> list[Any]:
    return [payload for topic, payload, _ in line.take() if topic.endswith("/telemetry")]


def test_in_a_small_fleet_each_device_has_a_connection_and_a_last_will_of_its_own() -> None:
    _, lines, _ = opened(100)
    assert len(lines) == 100
    assert lines["d7"].will == ("stethos/v1/mill/d7/status", b'{"online":false}')


def test_in_a_large_fleet_devices_share_the_connection_of_their_gateway_whose_will_is_its_own() -> None:
    _, lines, _ = opened(101)
    assert list(lines) == ["gw-1"]
    assert lines["gw-1"].will[0] == "stethos/v1/mill/gw-1/status"


def test_on_a_new_connection_about_and_status_are_retained() -> None:
    voice, lines, _ = opened(1)
    voice.greet(cast(Any, lines["d0"]))
    about, status = lines["d0"].take()
    assert (about[0], about[2]) == ("d0/about", True)
    assert (status[0], status[2]) == ("d0/status", True)
    assert (status[1]["online"], status[1]["gateway"]) == (True, "gw-1")


def test_a_gateway_says_the_status_of_itself_and_of_all_behind_it() -> None:
    voice, lines, _ = opened(101)
    voice.greet(cast(Any, lines["gw-1"]))
    online = [topic for topic, payload, retained in lines["gw-1"].take()
              if topic.endswith("/status") and payload["online"] and retained]
    assert online == ["gw-1/status", *(f"d{number}/status" for number in range(101))]


def test_a_device_out_of_reach_vanishes_and_uploads_what_it_kept_when_it_is_back() -> None:
    _, lines, say = opened(2)
    say(0)
    assert telemetry(lines["d0"]) == [{"ts": "2025-11-10T00:00:00.000Z", "values": {"speed": 1480.0}}]
    for second in (10, 20):
        say(second, reach=Reach.DEVICE_OUT)
    assert lines["d0"].is_cut
    assert not lines["d1"].is_cut
    assert lines["d0"].take() == []
    say(30)
    said = lines["d0"].take()
    assert [topic for topic, _, _ in said[:3]] == ["d0/telemetry", "d0/event", "d0/telemetry"]
    assert said[0][1] == {"samples": [{"ts": AT_MS + 10_000, "values": {"speed": 1490.0}},
                                      {"ts": AT_MS + 20_000, "values": {"speed": 1500.0}}]}
    assert said[1][1]["kind"] == "buffer_uploaded"
    assert said[2][1]["values"] == {"speed": 1510.0}


def test_behind_a_gateway_a_device_out_of_reach_is_reported_offline_once_and_the_others_go_on() -> None:
    _, lines, say = opened(101)
    gateway = lines["gw-1"]
    for second in (0, 10):
        say(second, reach=Reach.DEVICE_OUT)
    say(10, device=1)
    said = gateway.take()
    assert said[0] == ("d0/status", {"online": False}, True)
    assert [topic for topic, _, _ in said[1:]] == ["d1/telemetry"]
    say(20)
    back = gateway.take()
    assert (back[0][0], back[0][1]["online"]) == ("d0/status", True)
    assert len(back[1][1]["samples"]) == 2


def test_a_gateway_outage_cuts_its_connection() -> None:
    _, lines, say = opened(101)
    say(0, reach=Reach.GATEWAY_OUT)
    assert lines["gw-1"].is_cut
    say(10)
    assert lines["gw-1"].is_up
    assert telemetry(lines["gw-1"])[0]["samples"][0]["ts"] == AT_MS


def test_while_the_broker_is_away_samples_are_kept_but_not_those_that_are_lost() -> None:
    _, lines, say = opened(1)
    lines["d0"].is_up = False
    say(0)
    say(10, is_lost=True)
    say(20)
    lines["d0"].is_up = True
    say(30)
    buffered = telemetry(lines["d0"])[0]["samples"]
    assert [sample["ts"] - AT_MS for sample in buffered] == [0, 20_000]


def test_a_long_buffer_is_uploaded_in_messages_of_a_hundred() -> None:
    _, lines, say = opened(1)
    for second in range(250):
        say(second, reach=Reach.DEVICE_OUT)
    say(250)
    assert [len(payload["samples"]) for payload in telemetry(lines["d0"])[:-1]] == [100, 100, 50]


def test_start_and_stop_of_a_machine_are_told_as_events() -> None:
    _, lines, say = opened(1)
    for second, is_running in ((0, True), (10, True), (20, False), (30, True)):
        say(second, is_running=is_running)
    told = [(payload["kind"], payload["ts"][11:19]) for topic, payload, _ in lines["d0"].take()
            if topic == "d0/event"]
    assert told == [("stopped", "00:00:20"), ("started", "00:00:30")]


def test_goodbye_says_of_everything_that_can_be_heard_that_it_is_offline() -> None:
    voice, lines, _ = opened(3)
    lines["d1"].cut()
    voice.say_goodbye()
    assert {name: line.take() for name, line in lines.items()} == {
        "d0": [("d0/status", {"online": False}, True)], "d1": [],
        "d2": [("d2/status", {"online": False}, True)]}
