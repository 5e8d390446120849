from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from simulator import fleet
from simulator.catalogue import MachineType


@pytest.mark.parametrize("machines", [1, 2, 13, 60, 1000])
def test_a_fleet_has_as_many_machines_as_asked_for_each_with_a_name_of_its_own(machines: int) -> None:
    built = fleet.build(machines, seed=1)
    assert [machine.number for machine in built.machines] == list(range(machines))
    assert len({machine.key for machine in built.machines}) == machines
    assert len({machine.device for machine in built.machines}) == machines
    assert len({(machine.place, machine.name) for machine in built.machines}) == machines


def test_the_same_number_and_seed_are_the_same_fleet() -> None:
    assert fleet.build(60, seed=5) == fleet.build(60, seed=5)
    assert fleet.build(60, seed=5) != fleet.build(60, seed=6)


def test_sixty_machines_stand_on_four_sites_with_three_lines_each_and_are_of_every_type() -> None:
    built = fleet.build(60, seed=1)
    parents = Counter(place.parent for place in built.places)
    assert parents == {None: 4, "nordwerk": 3, "alder": 3, "serra": 3, "lakeside": 3}
    assert {machine.type for machine in built.machines} == set(MachineType)


def test_parents_come_before_their_places_and_machines_stand_on_lines_that_exist() -> None:
    built = fleet.build(1000, seed=1)
    seen: set[str | None] = {None}
    for place in built.places:
        assert place.parent in seen
        seen.add(place.key)
    assert {machine.place for machine in built.machines} <= seen


def test_no_gateway_has_more_than_fifty_devices() -> None:
    gateways = Counter(machine.gateway for machine in fleet.build(10_000, seed=1).machines)
    assert max(gateways.values()) == 50
    assert len(gateways) == 200


def test_sites_have_zones_that_exist_with_the_offset_their_shifts_go_by() -> None:
    winter_offsets_h = {"Europe/Berlin": 1, "Europe/London": 0, "Europe/Lisbon": 0, "America/Detroit": -5}
    for site in (place.site for place in fleet.build(60, seed=1).places if place.site):
        assert ZoneInfo(site.time_zone).key == site.time_zone
        assert site.standard_offset_h == winter_offsets_h[site.time_zone]
