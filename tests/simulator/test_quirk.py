"""Quirks on request: by device, or for a share of the fleet."""

import pytest

from simulator import fleet
from simulator.quirk import Quirk, UnknownDeviceError, assign

FLEET = fleet.build(100, seed=1)


def test_shares_do_not_overlap_and_stay_the_same() -> None:
    asked = [(Quirk.REFUSES, "5%"), (Quirk.SLEEPS, "5%")]
    found = assign(FLEET, asked)
    assert sorted(map(sorted, found.values())) == [["refuses"]] * 5 + [["sleeps"]] * 5
    assert assign(FLEET, asked) == found


def test_a_device_is_named_like_its_machine() -> None:
    asked = [(Quirk.LOSES, "7"), (Quirk.DOUBLES, "sim-0007"), (Quirk.REORDERS, FLEET.machines[6].key)]
    assert assign(FLEET, asked) == {"sim-0007": frozenset({Quirk.LOSES, Quirk.DOUBLES, Quirk.REORDERS})}


def test_a_device_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UnknownDeviceError, match="sim-0101"):
        assign(FLEET, [(Quirk.LOSES, "sim-0101")])
