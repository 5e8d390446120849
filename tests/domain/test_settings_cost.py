"""What settings cost in data and battery."""

import pytest

from domain.settings_cost import Power, cost, power


def test_a_device_without_an_interval_costs_nobody_knows_what():
    assert cost({"gain": 1}, signals=3) is None


def test_messages_follow_the_report_interval_and_measurements_their_own():
    found = cost({"measurement_interval_s": 10, "report_interval_s": 60}, signals=3)
    assert (found.measurements, found.messages, found.battery_days) == (8640, 1440, None)


def test_one_interval_alone_stands_for_both():
    assert cost({"report_interval_s": 60}, signals=1) == cost({"measurement_interval_s": 60}, signals=1)


def test_the_life_of_a_battery_follows_from_what_the_device_says():
    assert cost({"measurement_interval_s": 60}, signals=1, power=Power(3400, 10, 1, 10)).battery_days == pytest.approx(
        3_400_000 / (240 + 1440 + 14_400))
    assert cost({"measurement_interval_s": 1e9}, signals=1, power=Power(3400, 0, 1, 10)).battery_days == 3650


@pytest.mark.parametrize(("about", "found"), [
    (None, None), ({"battery": True}, None), ({"battery": {"capacity_mah": 3400}}, None),
    ({"battery": {"sleep_ua": 5}}, None), ({"battery": {"capacity_mah": -1, "sleep_ua": 5}}, None),
    ({"battery": {"capacity_mah": 3400, "report_uah": 10}}, Power(3400.0, 0.0, 0.0, 10.0))])
def test_what_a_device_says_of_its_battery(about, found):
    assert power(about) == found
