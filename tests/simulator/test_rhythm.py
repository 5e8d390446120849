"""Every device in its own interval, in the order of time."""

from simulator import fault, fleet
from simulator.rhythm import Rhythm
from simulator.source import SimulatedMachines

MACHINES = fleet.build(4, seed=1)


def rhythm() -> Rhythm:
    return Rhythm(SimulatedMachines(MACHINES, fault.none(4), interval_ms=10_000))


def test_a_device_that_was_set_measures_in_its_own_interval() -> None:
    found = rhythm()
    found.set("sim-0002", 2000)
    found.set("nobody", 1)
    index, moments = found.due(after_ms=0, until_ms=60_000)
    assert [index.tolist().count(number) for number in range(4)] == [6, 30, 6, 6]
    assert moments.tolist() == sorted(moments.tolist())
    assert (found.interval_ms(1), found.interval_ms(0)) == (2000, 10_000)


def test_a_device_set_back_is_in_step_with_the_others() -> None:
    found, plain = rhythm(), rhythm()
    found.set("sim-0002", 2000)
    found.set("sim-0002", 10_000)
    assert [part.tolist() for part in found.due(after_ms=0, until_ms=30_000)] == [
        part.tolist() for part in plain.due(after_ms=0, until_ms=30_000)]
