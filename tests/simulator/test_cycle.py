import numpy as np
import pytest

from simulator import cycle, fleet, plant
from simulator.cycle import Duty
from simulator.plant import DAY_S, HOUR_S

PLANT = plant.build(fleet.build(60, seed=1))
MONDAY_S = 1_762_732_800.0     # 2025-11-10T00:00Z


def one_duty(since_start_s: float) -> Duty:
    on_s, period_s = np.array([3600.0]), np.array([5400.0])
    return Duty(np.array([since_start_s < 3600.0]), np.array([since_start_s]), on_s, period_s)


@pytest.mark.parametrize(("since_start_s", "share"), [
    (0.0, 0.0), (8.0, 0.632), (60.0, 0.999), (3600.0, 1.0), (3622.0, 0.368), (3800.0, 0.0)])
def test_a_machine_runs_up_in_seconds_and_down_after_the_stop(since_start_s: float, share: float) -> None:
    assert cycle.turning(one_duty(since_start_s))[0] == pytest.approx(share, abs=0.001)


def test_warmth_lags_behind_and_is_continuous_over_start_and_stop() -> None:
    lag_s = np.array([1800.0])
    at = {moment: cycle.warmth(one_duty(moment), lag_s=lag_s)[0]
          for moment in (0.0, 900.0, 3599.99, 3600.0, 5399.99)}
    assert at[0.0] < at[900.0] < at[3599.99]
    assert at[3600.0] == pytest.approx(at[3599.99], abs=1e-4)
    assert at[0.0] == pytest.approx(at[5399.99], abs=1e-4)


def test_a_fleet_has_machines_that_run_all_day_in_shifts_and_in_cycles() -> None:
    periods_h = np.unique(np.round(PLANT.period_s / HOUR_S, 6))
    assert {24.0, 168.0} <= set(periods_h.tolist())
    assert (periods_h < 7.0).sum() >= 5


def test_shifts_run_from_about_six_to_about_ten_in_the_evening_by_local_time() -> None:
    shifts = np.nonzero(PLANT.period_s == DAY_S)[0]
    of_shifts = PLANT.rows(shifts)
    local_h = {hour: cycle.duty(of_shifts, MONDAY_S + hour * HOUR_S - of_shifts.utc_offset_s).running
               for hour in (5.0, 7.0, 21.0, 23.0)}
    assert not local_h[5.0].any()
    assert local_h[7.0].all()
    assert local_h[21.0].all()
    assert not local_h[23.0].any()


def test_a_plant_is_busiest_in_the_afternoon_and_quieter_at_the_weekend() -> None:
    hours = np.arange(24.0)
    in_berlin = PLANT.rows(np.zeros(24, dtype=np.intp))
    weekday = cycle.day_pattern(in_berlin, MONDAY_S + (hours - 1.0) * HOUR_S)
    saturday = cycle.day_pattern(in_berlin, MONDAY_S + 5 * DAY_S + (hours - 1.0) * HOUR_S)
    assert int(np.argmax(weekday)) == 14
    assert np.allclose(saturday, weekday * 0.92)
