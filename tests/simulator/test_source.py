from itertools import pairwise

import numpy as np
import pytest

from simulator import fault, fleet, source, wire
from simulator.fault import Fault
from simulator.source import Reach, SimulatedMachines

FLEET = fleet.build(60, seed=1)
NOW_MS = 1_762_732_800_000
ALL, AT_NOW = np.arange(60), np.full(60, NOW_MS)


def simulated(*faults: Fault, speed: float = 1.0) -> SimulatedMachines:
    """Return the fleet with faults of machine 4 that begin now."""
    asked = fault.none(60)
    for one in faults:
        asked = fault.add(asked, one, [4], begins_s=NOW_MS / 1000 * speed)
    return SimulatedMachines(FLEET, asked, interval_ms=10_000, speed=speed)


def test_samples_carry_exactly_the_signals_their_device_announced() -> None:
    machines = simulated()
    for sample in machines.samples(ALL, AT_NOW):
        assert list(sample.values) == list(sample.device.about["signals"])     # type: ignore[call-overload]
        assert sample.ts_ms == NOW_MS


def test_one_machine_at_many_moments_says_the_same_as_each_moment_by_itself() -> None:
    machines = simulated(Fault.BEARING_WEAR)
    at_ms = NOW_MS + np.arange(50) * 10_000
    together = machines.samples(np.full(50, 4), at_ms)
    alone = [machines.samples(np.array([4]), at_ms[n:n + 1])[0] for n in range(50)]
    assert together == alone


def test_times_sent_are_the_real_ones_whatever_the_speed() -> None:
    assert {sample.ts_ms for sample in simulated(speed=500.0).samples(ALL, AT_NOW)} == {NOW_MS}


def test_with_speed_a_fault_develops_that_much_sooner() -> None:
    later = AT_NOW[:1] + 30 * 60_000
    slow, fast = (simulated(Fault.BEARING_WEAR, speed=speed).samples(np.array([4]), later)[0]
                  for speed in (1.0, 100.0))
    assert slow.values["vibration_de"] < 4.5     # type: ignore[operator]
    assert fast.values["vibration_de"] > 7.1     # type: ignore[operator]


def test_a_drifting_clock_shows_in_the_times_of_that_device_alone() -> None:
    samples = simulated(Fault.DRIFTING_CLOCK).samples(ALL, AT_NOW + 10 * 3_600_000)
    ahead_ms = [sample.ts_ms - NOW_MS - 10 * 3_600_000 for sample in samples]
    assert ahead_ms[4] == 243_700
    assert sum(ahead_ms) == 243_700


def test_samples_tell_whose_connection_is_gone() -> None:
    for one, reach in ((Fault.DROP_OUTS, Reach.DEVICE_OUT), (Fault.GATEWAY_OUTAGE, Reach.GATEWAY_OUT)):
        samples = simulated(one).samples(ALL, AT_NOW + 60_000)
        assert samples[4].reach is reach
        assert {sample.reach for sample in samples if sample is not samples[4]} == {Reach.CONNECTED}


def test_running_follows_the_speed() -> None:
    for sample in simulated().samples(ALL, AT_NOW):
        assert sample.is_running == (sample.values["speed"] > 100)     # type: ignore[operator]


def test_only_devices_with_a_battery_speak_of_one_and_it_empties_slowly() -> None:
    device = wire.Device("d", {}, gateway="gw", has_battery=True)
    day_ms = 86_400_000
    charge = [source.health(device, NOW_MS + day * day_ms).battery_pct or 0 for day in range(0, 500, 10)]
    assert all(10 <= pct <= 100 for pct in charge)
    assert sum(now > before for before, now in pairwise(charge)) == 1     # one new battery
    assert source.health(wire.Device("d", {}, gateway="gw"), NOW_MS).battery_pct is None
    assert source.health(wire.Device("d", {}), NOW_MS) == wire.Health()


@pytest.mark.parametrize("name", ["sim-0001", "sim-0002", "replay-nab"])
def test_a_status_is_repeated_once_in_ten_minutes(name: str) -> None:
    device = wire.Device(name, {})
    due = [source.is_status_due(device, NOW_MS + n * 10_000, interval_ms=10_000) for n in range(120)]
    assert sum(due) == 2
