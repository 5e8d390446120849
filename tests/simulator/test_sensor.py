import time

import numpy as np
import pytest

from simulator import fault, fleet, plant, sensor
from simulator.catalogue import COLUMN, SIGNALS, MachineType, Quantity
from simulator.fault import Fault
from simulator.plant import DAY_S, HOUR_S

FLEET = fleet.build(60, seed=1)
PLANT = plant.build(FLEET)
WELL = fault.none(60)
BEGIN_S = 1_762_732_800.0


def test_healthy_machines_stay_well_inside_every_limit_for_seven_days() -> None:
    at_s = BEGIN_S + np.arange(0.0, 7 * DAY_S, 300.0)
    for machine in FLEET.machines:
        rows = np.full(len(at_s), machine.number)
        measured = sensor.measured(PLANT.rows(rows), WELL.rows(rows), at_s)
        for signal in SIGNALS[machine.type]:
            values, limits = measured[:, COLUMN[signal.quantity]], signal.limits
            assert values.min() >= signal.lowest
            assert values.max() < 0.9 * (limits.high or np.inf), (machine.key, signal.title)
            assert values.min() > 1.05 * (limits.low or -np.inf), (machine.key, signal.title)


def test_no_healthy_sensor_repeats_itself_so_long_that_it_would_be_taken_for_stuck() -> None:
    at_s = BEGIN_S + np.arange(0.0, DAY_S, 60.0)
    for machine in FLEET.machines:
        rows = np.full(len(at_s), machine.number)
        measured = sensor.measured(PLANT.rows(rows), WELL.rows(rows), at_s)
        for signal in SIGNALS[machine.type]:
            if signal.stuck_after_s is not None:
                changes = np.flatnonzero(np.diff(measured[:, COLUMN[signal.quantity]]) != 0.0)
                assert np.diff(changes).max() * 60.0 < 0.8 * signal.stuck_after_s


def test_values_have_the_fineness_of_their_sensor() -> None:
    measured = sensor.measured(PLANT, WELL, np.full(60, BEGIN_S))
    for machine in FLEET.machines:
        for signal in SIGNALS[machine.type]:
            value = measured[machine.number, COLUMN[signal.quantity]]
            assert value == round(value, signal.decimals)


def test_the_same_seed_measures_the_same_and_another_seed_does_not() -> None:
    at_s = np.full(60, BEGIN_S)
    again = sensor.measured(plant.build(fleet.build(60, seed=1)), WELL, at_s)
    other = sensor.measured(plant.build(fleet.build(60, seed=2)), WELL, at_s)
    first = sensor.measured(PLANT, WELL, at_s)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_stuck_sensor_repeats_one_value_while_the_others_go_on() -> None:
    stuck = fault.add(WELL, Fault.STUCK_SENSOR, [4], begins_s=BEGIN_S)
    at_s = BEGIN_S + np.arange(-600.0, 7200.0, 10.0)
    rows = np.full(len(at_s), 4)
    measured = sensor.measured(PLANT.rows(rows), stuck.rows(rows), at_s)
    vibration, temperature = (measured[:, COLUMN[quantity]]
                              for quantity in (Quantity.VIBRATION_DE, Quantity.BEARING_TEMPERATURE))
    after = at_s >= BEGIN_S + 60
    assert len(np.unique(vibration[after])) == 1
    assert len(np.unique(vibration[~after])) > 5
    assert len(np.unique(temperature[after])) > 5


@pytest.mark.parametrize(("hour", "ahead_s"), [(0.0, 0.0), (3.0, 121.85), (6.0, 243.7), (100.0, 243.7)])
def test_a_drifting_clock_runs_ahead_but_never_so_far_that_its_messages_are_refused(hour: float,
                                                                                    ahead_s: float) -> None:
    drifting = fault.add(WELL, Fault.DRIFTING_CLOCK, [4], begins_s=BEGIN_S)
    error_s = sensor.clock_error_s(drifting, np.full(60, BEGIN_S + hour * HOUR_S))
    assert error_s[4] == pytest.approx(ahead_s)
    assert np.count_nonzero(error_s) <= 1


def test_drop_outs_cut_a_device_off_for_seven_minutes_in_every_forty_five() -> None:
    dropping = fault.add(WELL, Fault.DROP_OUTS, [4], begins_s=BEGIN_S)
    minutes = np.arange(0.5, 90.0, 1.0)
    cut_off = sensor.is_cut_off(dropping.rows(np.full(90, 4)), BEGIN_S + minutes * 60.0)
    assert np.flatnonzero(cut_off).tolist() == [*range(7), *range(45, 52)]
    assert not sensor.is_cut_off(dropping.rows(np.full(90, 5)), BEGIN_S + minutes * 60.0).any()


def test_of_a_gateway_outage_the_last_half_hour_is_kept_and_what_was_before_is_lost() -> None:
    out = fault.add(WELL, Fault.GATEWAY_OUTAGE, [4], begins_s=BEGIN_S).rows(np.full(60, 4))
    at_s = BEGIN_S + np.arange(30.0, 3630.0, 60.0)
    assert np.flatnonzero(sensor.is_gateway_out(out, at_s)).tolist() == list(range(40))
    assert np.flatnonzero(sensor.is_lost(out, at_s)).tolist() == list(range(10))


def test_ten_thousand_machines_are_measured_in_a_small_part_of_their_interval() -> None:
    machines = fleet.build(10_000, seed=1)
    large, faults = plant.build(machines), fault.mixed(machines)
    rows = np.arange(100)
    began_s = time.process_time()
    for first in range(0, 10_000, 100):
        sensor.measured(large.rows(rows + first), faults.rows(rows + first), np.full(100, BEGIN_S + first))
    assert time.process_time() - began_s < 3.0     # of the 10 s in which they are due


def test_every_type_measures_at_least_five_signals() -> None:
    assert {kind: len(SIGNALS[kind]) for kind in MachineType} == {
        MachineType.MOTOR: 7, MachineType.PUMP: 7, MachineType.COMPRESSOR: 7, MachineType.FAN: 6}
