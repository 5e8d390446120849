import numpy as np
import pytest

from simulator import fault, fleet
from simulator.catalogue import MachineType
from simulator.fault import COURSES, Fault
from simulator.plant import HOUR_S

FLEET = fleet.build(60, seed=1)
NOW_S = 1_762_732_800.0


def test_a_fault_asked_for_by_name_begins_then_grows_and_stays() -> None:
    faults = fault.add(fault.none(60), Fault.BEARING_WEAR, [3], begins_s=NOW_S)
    hours = [-1.0, 0.0, 24.0, 48.0, 1000.0]
    severities = [faults.severity(Fault.BEARING_WEAR, np.full(60, NOW_S + hour * HOUR_S)) for hour in hours]
    assert [severity[3] for severity in severities] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert all(severity.sum() == severity[3] for severity in severities)


@pytest.mark.parametrize("seed", range(5))
def test_about_a_fifth_of_a_mixed_fleet_has_faults_that_fit_the_machines(seed: int) -> None:
    machines = fleet.build(60, seed=seed)
    faults = fault.mixed(machines)
    of_one = ~np.isnan(faults.begins_s[:8])     # all but the outage of a gateway
    assert 11 <= of_one.any(axis=0).sum() <= 14
    for number, one in enumerate(list(Fault)[:8]):
        assert all(fault.can_have(machines.machines[hit], one) for hit in np.nonzero(of_one[number])[0])


def test_the_mixture_is_the_same_for_the_same_seed() -> None:
    one, other = fault.mixed(FLEET), fault.mixed(fleet.build(60, seed=1))
    assert np.array_equal(one.begins_s, other.begins_s, equal_nan=True)
    assert not np.array_equal(one.begins_s, fault.mixed(fleet.build(60, seed=2)).begins_s, equal_nan=True)


def test_at_any_time_some_bearing_of_a_mixed_fleet_is_badly_worn_and_some_is_not() -> None:
    faults = fault.mixed(FLEET)
    for day in range(30):
        severity = faults.severity(Fault.BEARING_WEAR, np.full(60, NOW_S + day * 86_400.0))
        assert severity.max() > 0.85
        assert np.count_nonzero(severity > 0.85) <= 2


def test_a_fault_of_the_mixture_is_repaired_and_comes_back() -> None:
    faults = fault.mixed(FLEET)
    course = COURSES[Fault.OVERHEATING]
    hit = int(np.nonzero(~np.isnan(faults.begins_s[list(Fault).index(Fault.OVERHEATING)]))[0][0])
    at_s = np.arange(NOW_S, NOW_S + 2 * course.period_s, 600.0)
    severity = faults.rows(np.full(len(at_s), hit)).severity(Fault.OVERHEATING, at_s)
    well = np.count_nonzero(severity == 0.0) / len(severity)
    assert well == pytest.approx(course.well_s / course.period_s, abs=0.01)
    assert np.array_equal(severity[:len(severity) // 2], severity[len(severity) // 2:])


def test_a_gateway_that_has_outages_takes_all_its_devices_with_it() -> None:
    out = ~np.isnan(fault.mixed(FLEET).begins_s[list(Fault).index(Fault.GATEWAY_OUTAGE)])
    gateways = {machine.gateway for machine, hit in zip(FLEET.machines, out, strict=True) if hit}
    assert len(gateways) == 1
    assert all(hit == (machine.gateway in gateways) for machine, hit in zip(FLEET.machines, out, strict=True))


def test_only_pumps_cavitate_and_motors_have_no_filter() -> None:
    fits = {(one, kind): fault.can_have(machine, one) for one in Fault for kind in MachineType
            for machine in FLEET.machines if machine.type is kind}
    assert [kind for kind in MachineType if fits[Fault.CAVITATION, kind]] == [MachineType.PUMP]
    assert not fits[Fault.CLOGGED_FILTER, MachineType.MOTOR]
    assert all(fits[Fault.BEARING_WEAR, kind] for kind in MachineType)
