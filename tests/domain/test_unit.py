"""Units become each other exactly, and only where they measure the same."""

import pytest

from domain import unit


@pytest.mark.parametrize(("wire", "stored", "given", "expected"), [
    ("[degF]", "Cel", 212, 100), ("K", "Cel", 273.15, 0), ("Cel", "Cel", 5, 5), ("Cel", "[degF]", 100, 212),
    ("[in_i]/s", "mm/s", 1, 25.4), ("m/s", "mm/s", 0.0045, 4.5), ("[g]", "m/s2", 1, 9.80665),
    ("l/min", "m3/h", 100, 6), ("[psi]", "bar", 100, 6.894757293168), ("1", "%", 0.5, 50),
    ("Hz", "rpm", 25, 1500), ("°C", "Cel", 20, 20),
])
def test_a_value_becomes_the_same_quantity_in_another_unit(wire, stored, given, expected):
    assert unit.conversion(wire, stored)(given) == pytest.approx(expected, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize(("wire", "stored"), [("mm/s", "Cel"), ("furlong", "m"), ("m", "furlong"), ("[g]", "mm/s")])
def test_units_of_different_things_do_not_convert(wire, stored):
    assert unit.conversion(wire, stored) is None


def test_a_newly_met_signal_is_stored_in_the_unit_of_the_trade():
    assert [unit.stored_unit(code) for code in ("[degF]", "[in_i]/s", "l/min", "Hz", "smoot")] == [
        "Cel", "mm/s", "l/min", "Hz", None]
