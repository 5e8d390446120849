import numpy as np

from simulator import fault, fleet, history
from simulator.fault import Fault
from simulator.source import Sample, SimulatedMachines

NOW_MS = 1_762_732_800_000
DAY_MS = 86_400_000


def of_third(source: SimulatedMachines, *, hours: int) -> list[Sample]:
    """Return the samples of the third device over the last hours."""
    return [sample for piece in history.pieces(source, step_ms=60_000, after_ms=NOW_MS - hours * 3_600_000,
                                               until_ms=NOW_MS)
            for sample in piece if sample.device.id == "sim-0003"]


def simulated(faults: fault.Faults) -> SimulatedMachines:
    return SimulatedMachines(fleet.build(5, seed=1), faults, interval_ms=10_000)


def test_a_day_at_one_sample_a_minute_is_two_messages_a_device_oldest_first() -> None:
    pieces = list(history.pieces(simulated(fault.none(5)), step_ms=60_000, after_ms=NOW_MS - DAY_MS,
                                 until_ms=NOW_MS))
    assert [len(piece) for piece in pieces] == [720] * 10
    assert [piece[0].device.id for piece in pieces] == 2 * [f"sim-000{n}" for n in range(1, 6)]
    of_one = [sample.ts_ms for piece in pieces for sample in piece if sample.device.id == "sim-0003"]
    assert of_one == sorted(of_one)
    assert of_one[-1] == NOW_MS - 60_000 + 4_000


def test_the_past_is_the_same_however_often_and_in_whatever_pieces_it_is_uploaded() -> None:
    source = simulated(fault.none(5))
    whole, later = of_third(source, hours=24), of_third(source, hours=8)
    assert whole[-len(later):] == later


def test_history_is_what_would_have_been_sent_live() -> None:
    source = simulated(fault.none(5))
    past = next(history.pieces(source, step_ms=60_000, after_ms=NOW_MS - 600_000, until_ms=NOW_MS))
    live = source.samples(np.zeros(10, dtype=np.int64), np.array([sample.ts_ms for sample in past]))
    assert past == live


def test_what_a_gateway_outage_lost_is_missing_from_the_past() -> None:
    faults = fault.add(fault.none(5), Fault.GATEWAY_OUTAGE, [0], begins_s=NOW_MS / 1000 - 7200)
    pieces = history.pieces(simulated(faults), step_ms=60_000, after_ms=NOW_MS - 7_200_000, until_ms=NOW_MS)
    lengths = {piece[0].device.id: len(piece) for piece in pieces}
    assert lengths == {"sim-0001": 111, "sim-0002": 120, "sim-0003": 120, "sim-0004": 120, "sim-0005": 120}
