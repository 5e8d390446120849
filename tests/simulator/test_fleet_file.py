import pytest
import yaml

from simulator import fault, fleet, fleet_file
from simulator.source import SimulatedMachines

FLEET = fleet.build(60, seed=1)
FILE = yaml.safe_load(fleet_file.text(FLEET, interval_s=10.0))


def test_every_identity_in_the_file_is_there_once() -> None:
    for keys in ([place["key"] for place in FILE["places"]], [machine["key"] for machine in FILE["machines"]],
                 [device["id"] for machine in FILE["machines"] for device in machine["devices"]]):
        assert len(keys) == len(set(keys))


def test_the_file_describes_exactly_the_signals_the_devices_announce() -> None:
    devices = SimulatedMachines(FLEET, fault.none(60), interval_ms=10_000).devices
    announced = {device.id: {key: device.about[key] for key in ("model", "serial", "signals")} for device in devices}
    described = {device["id"]: {
        "model": device["model"], "serial": device["serial_number"],
        "signals": {signal["name"]: {"unit": signal["unit"], "kind": signal["kind"],
                                     "min": signal["range"][0], "max": signal["range"][1]}
                    for signal in device["signals"]}} for machine in FILE["machines"]
        for device in machine["devices"]}
    assert described == announced


def test_every_machine_has_a_plate_and_bearings_and_some_have_tags() -> None:
    for machine in FILE["machines"]:
        assert 1990 < machine["year"] < 2026
        assert machine["nameplate"]
        assert [bearing["location"] for bearing in machine["bearings"]] == ["drive end", "non-drive end"]
    tagged = [machine for machine in FILE["machines"] if machine["tags"]]
    assert 0 < len(tagged) < len(FILE["machines"])
    assert all(place["directions"] for place in FILE["places"] if place["kind"] == "site")


def test_limits_are_in_order_and_within_the_range() -> None:
    for signal in (signal for machine in FILE["machines"] for device in machine["devices"]
                   for signal in device["signals"] if "limits" in signal):
        given = [signal["limits"][name]["value"] for name in ("low_low", "low", "high", "high_high")
                 if name in signal["limits"]]
        ends = [signal["range"][0], *given, signal["range"][1]]
        assert ends == sorted(set(ends))


def test_every_machine_runs_by_its_own_speed() -> None:
    for machine in FILE["machines"]:
        assert machine["running"] == {"signal": f"{machine['devices'][0]['id']}/speed", "above": 100,
                                      "starting_s": 30}


def test_every_site_and_some_machines_name_whom_to_call_and_nobody_real() -> None:
    sites = [place["contacts"] for place in FILE["places"] if place["kind"] == "site"]
    machines = [machine["contacts"] for machine in FILE["machines"]]
    assert all(sites)
    assert 0 < sum(map(bool, machines)) < len(machines)
    for person in (person for people in (*sites, *machines) for person in people):
        reserved = ("+49 30 23125 ", "+44 1632 960 ", "+44 20 7946 0", "+1 231 555 01")
        assert person.get("phone", reserved[0]).startswith(reserved)
        assert person.get("email", ".example").endswith(".example")


@pytest.mark.parametrize(("interval_s", "written"), [(10.0, 10), (2.5, 2.5)])
def test_the_expected_interval_is_the_one_played(interval_s: float, written: float) -> None:
    file = yaml.safe_load(fleet_file.text(FLEET, interval_s=interval_s))
    assert {signal["interval_s"] for machine in file["machines"] for device in machine["devices"]
            for signal in device["signals"]} == {written}
