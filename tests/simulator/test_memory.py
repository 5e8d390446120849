"""A device obeys what is newer, refuses what it cannot do, and says what it does."""

from typing import Any

import pytest

from simulator import memory
from simulator.memory import Memory

ABOUT = {"settings": memory.schema(interval_s=10), "serial": "SN1",
         "signals": {"v": {"unit": "mm/s", "min": 0, "max": 50}}}
FACTORY = {"measurement_interval_s": 10, "report_interval_s": 10, "status_led": True, "vibration_range": "8 g",
           "limits": {}}


def told(revision: int, **settings: Any) -> dict[str, Any]:
    return {"revision": revision, "settings": settings}


@pytest.fixture
def device() -> Memory:
    return Memory(ABOUT, boot=7)


def test_a_new_device_does_what_the_factory_set(device: Memory) -> None:
    assert device.report() == {"revision": 0, "settings": FACTORY, "refused": {}, "source": "stack", "boot": 7,
                               "seq": 1}


def test_a_newer_revision_is_applied_and_a_known_one_is_a_question(device: Memory) -> None:
    device.take(told(3, measurement_interval_s=5, limits={"v": {"high": 4.5, "low": None}}))
    device.take(told(3, measurement_interval_s=6))
    device.take(told(2, measurement_interval_s=7))
    said = device.report()
    assert (said["revision"], device.measure_ms, device.report_ms) == (3, 5000, 10_000)
    assert said["settings"]["limits"] == {"v": {"high": 4.5, "low": None}}


@pytest.mark.parametrize(("settings", "refused"), [
    ({"measurement_interval_s": 0.5}, {"measurement_interval_s": "must be 1 to 3600"}),
    ({"measurement_interval_s": True}, {"measurement_interval_s": "must be 1 to 3600"}),
    ({"report_interval_s": 5}, {"report_interval_s": "shorter than the measuring interval"}),
    ({"vibration_range": "4 g"}, {"vibration_range": "must be one of 2 g, 8 g, 16 g"}),
    ({"status_led": 1}, {"status_led": "must be true or false"}),
    ({"colour": "red"}, {"colour": "unknown setting"}),
    ({"limits": {"v": {"high": 51}}}, {"limits": {"v": {"high": "must be 0 to 50"}}}),
    ({"limits": {"w": {"high": 1}}}, {"limits": {"w": {"high": "no such limit"}}})])
def test_what_cannot_be_done_is_refused_with_a_reason(device: Memory, settings: dict[str, Any],
                                                      refused: dict[str, Any]) -> None:
    device.take(told(1, **settings))
    assert (device.report()["refused"], device.report()["settings"]) == (refused, FACTORY)


def test_a_battery_refuses_what_the_schema_would_allow() -> None:
    device = Memory(ABOUT, boot=7, has_battery=True)
    device.take(told(1, measurement_interval_s=1))
    assert device.report()["refused"] == {"measurement_interval_s": "below 2 s on battery"}


def test_a_change_on_the_spot_is_told_until_the_next_revision(device: Memory) -> None:
    device.change_here("measurement_interval_s", 30)
    assert (device.report()["source"], device.measure_ms) == ("local", 30_000)
    device.take(told(1, measurement_interval_s=5))
    assert device.report()["source"] == "stack"


def test_a_device_that_forgets_starts_again_with_a_new_number(device: Memory) -> None:
    device.take(told(4, measurement_interval_s=5))
    device.forget()
    said = device.report()
    assert (said["revision"], said["settings"], said["boot"], said["seq"]) == (0, FACTORY, 8, 1)


def test_a_limit_is_crossed_once_each_way(device: Memory) -> None:
    device.take(told(1, limits={"v": {"high": 4.5, "low": 1}}))
    assert [device.crosses({"v": value}) for value in (3, 5, 6, None, 4, 0.5, 0.4, 2)] == [
        False, True, False, False, True, True, False, True]
