import numpy as np
import pytest

from simulator import cycle, fault, fleet, physics, plant
from simulator.catalogue import MachineType, Quantity
from simulator.fault import Fault, Faults
from simulator.noise import Array
from simulator.plant import HOUR_S

FLEET = fleet.build(60, seed=1)
PLANT = plant.build(FLEET)
WELL = fault.none(60)
BEGIN_S = 1_762_732_800.0     # 2025-11-10T00:00Z, a Monday
MACHINES = np.arange(60)


def of_type(kind: MachineType) -> int:
    """Return the first machine of a type that runs all week."""
    return next(machine.number for machine in FLEET.machines
                if machine.type is kind and PLANT.period_s[machine.number] == plant.WEEK_S)


def run(number: int, faults: Faults, *, hours: Array) -> dict[Quantity, Array]:
    """Return what one machine does, that many hours after the beginning."""
    rows = np.full(len(hours), number)
    return physics.true_values(PLANT.rows(rows), faults.rows(rows), BEGIN_S + hours * HOUR_S)


def running_hours(number: int, *, between_h: tuple[float, float]) -> Array:
    """Return hours, five minutes apart, in which a machine has been running for at least ten minutes."""
    hours = np.arange(*between_h, 1 / 12)
    duty = cycle.duty(PLANT.rows(np.full(len(hours), number)), BEGIN_S + hours * HOUR_S)
    chosen: Array = hours[duty.running & (duty.since_start_s > 600)]
    return chosen


def test_the_same_moment_gives_the_same_values_in_whatever_company() -> None:
    at_s = np.full(60, BEGIN_S)
    together = physics.true_values(PLANT, WELL, at_s)
    alone = physics.true_values(PLANT.rows(MACHINES[7:8]), WELL.rows(MACHINES[7:8]), at_s[7:8])
    assert all(alone[quantity][0] == together[quantity][7] for quantity in Quantity)


def test_a_stopped_machine_stands_still_and_draws_nothing_and_cools_down() -> None:
    at_s = BEGIN_S + np.arange(0, 7 * 24, 0.25)[:, np.newaxis] * HOUR_S + np.zeros(60)
    for number in MACHINES:
        rows = np.full(len(at_s), number)
        duty = cycle.duty(PLANT.rows(rows), at_s[:, number])
        stopped = ~duty.running & (duty.since_start_s - duty.on_s > 300)
        values = physics.true_values(PLANT.rows(rows), WELL.rows(rows), at_s[:, number])
        assert stopped.any()
        assert values[Quantity.SPEED][stopped].max() < 0.5
        assert values[Quantity.VIBRATION_DE][stopped].max() < 0.1
        for quantity in (Quantity.CURRENT, Quantity.FLOW, Quantity.LOAD):
            assert values[quantity][stopped].max() == 0.0
        bearing = values[Quantity.BEARING_TEMPERATURE]
        assert bearing[stopped].mean() < bearing[duty.running].mean()


def test_more_load_means_more_current_and_a_warmer_winding_and_less_speed() -> None:
    number = of_type(MachineType.MOTOR)
    values = run(number, WELL, hours=running_hours(number, between_h=(0.0, 96.0)))
    load = values[Quantity.LOAD]
    for quantity, sign in ((Quantity.CURRENT, 1), (Quantity.WINDING_TEMPERATURE, 1), (Quantity.SPEED, -1),
                           (Quantity.VIBRATION_DE, 1)):
        assert np.corrcoef(load, values[quantity])[0, 1] * sign > 0.3


def test_a_compressor_fills_its_network_while_it_runs_and_others_empty_it() -> None:
    number = next(machine.number for machine in FLEET.machines if machine.type is MachineType.COMPRESSOR
                  and PLANT.period_s[machine.number] < plant.DAY_S)
    hours = np.arange(0, 4, 1 / 360)
    duty = cycle.duty(PLANT.rows(np.full(len(hours), number)), BEGIN_S + hours * HOUR_S)
    rising = np.diff(run(number, WELL, hours=hours)[Quantity.PRESSURE])
    same = duty.running[1:] == duty.running[:-1]
    assert (rising[same & duty.running[1:]] > 0).all()
    assert (rising[same & ~duty.running[1:]] < 0).all()


CROSSINGS = [
    (Fault.BEARING_WEAR, MachineType.MOTOR, Quantity.VIBRATION_DE, 50.0, 7.1),
    (Fault.BEARING_WEAR, MachineType.FAN, Quantity.BEARING_TEMPERATURE, 50.0, 80.0),
    (Fault.BEARING_WEAR, MachineType.PUMP, Quantity.VIBRATION_DE, 50.0, 8.5),
    (Fault.IMBALANCE, MachineType.FAN, Quantity.VIBRATION_DE, 2.0, 4.5),
    (Fault.OVERHEATING, MachineType.MOTOR, Quantity.WINDING_TEMPERATURE, 12.0, 135.0),
    (Fault.OVERHEATING, MachineType.PUMP, Quantity.BEARING_TEMPERATURE, 12.0, 95.0),
    (Fault.CLOGGED_FILTER, MachineType.PUMP, Quantity.FILTER_DROP, 40.0, 0.5),
    (Fault.CLOGGED_FILTER, MachineType.FAN, Quantity.FILTER_DROP, 40.0, 15.0),
    (Fault.CLOGGED_FILTER, MachineType.COMPRESSOR, Quantity.FILTER_DROP, 40.0, 25.0),
    (Fault.CAVITATION, MachineType.PUMP, Quantity.VIBRATION_DE, 3.0, 5.1),
]


@pytest.mark.parametrize(("name", "kind", "quantity", "hour", "limit"), CROSSINGS)
def test_a_fault_takes_its_signal_over_the_limit(name: Fault, kind: MachineType, quantity: Quantity,
                                                 hour: float, limit: float) -> None:
    number = of_type(kind)
    hours = running_hours(number, between_h=(hour, hour + 12.0))
    faulty = fault.add(WELL, name, [number], begins_s=BEGIN_S)
    assert run(number, faulty, hours=hours)[quantity].mean() > limit
    assert run(number, WELL, hours=hours)[quantity].max() < limit


def test_a_bearing_wears_slowly_so_that_the_trend_shows_before_the_limit() -> None:
    number = of_type(MachineType.MOTOR)
    faulty = fault.add(WELL, Fault.BEARING_WEAR, [number], begins_s=BEGIN_S)
    days = [run(number, faulty, hours=running_hours(number, between_h=(from_h, from_h + 6.0)))[
        Quantity.VIBRATION_DE].mean() for from_h in (0.0, 20.0, 30.0, 42.0)]
    assert days == sorted(days)
    assert days[1] < 4.5 < days[3]


def test_imbalance_begins_with_a_stop_for_repair() -> None:
    number = of_type(MachineType.FAN)
    begins_h = float(running_hours(number, between_h=(24.0, 48.0))[0])
    faulty = fault.add(WELL, Fault.IMBALANCE, [number], begins_s=BEGIN_S + begins_h * HOUR_S)
    speed = run(number, faulty, hours=begins_h + np.array([-0.05, 0.25, 0.75]))[Quantity.SPEED]
    assert speed[0] > 900
    assert speed[1] < 1
    assert speed[2] > 900


def test_a_clogged_filter_takes_flow_away() -> None:
    number = of_type(MachineType.PUMP)
    hours = running_hours(number, between_h=(40.0, 60.0))
    faulty = fault.add(WELL, Fault.CLOGGED_FILTER, [number], begins_s=BEGIN_S)
    share = run(number, faulty, hours=hours)[Quantity.FLOW] / run(number, WELL, hours=hours)[Quantity.FLOW]
    assert share == pytest.approx(0.65)


def test_cavitation_makes_pressure_and_vibration_restless() -> None:
    number = of_type(MachineType.PUMP)
    begins_h = float(running_hours(number, between_h=(24.0, 48.0))[0])
    hours = begins_h + 3.0 + np.arange(0, 1, 1 / 360)
    faulty = fault.add(WELL, Fault.CAVITATION, [number], begins_s=BEGIN_S + begins_h * HOUR_S)
    for quantity in (Quantity.PRESSURE, Quantity.VIBRATION_DE):
        calm = run(number, WELL, hours=hours)[quantity].std()
        assert run(number, faulty, hours=hours)[quantity].std() > 3 * calm
