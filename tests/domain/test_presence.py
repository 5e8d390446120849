import numpy as np
import pytest

from domain.presence import ORDER, Heard, Presence, judge


def presence(age_s: float, interval_s: float = 10.0, *, says_offline: bool = False) -> Presence:
    codes = judge(Heard(np.array([age_s]), np.array([interval_s]), np.array([says_offline])))
    return ORDER[int(codes[0])]


@pytest.mark.parametrize(("age_s", "expected"), [
    (0, Presence.ONLINE), (20, Presence.ONLINE), (20.1, Presence.LATE), (40, Presence.LATE),
    (40.1, Presence.SILENT), (1e6, Presence.SILENT)])
def test_a_device_of_10_s_is_late_after_20_s_and_silent_after_40_s(age_s: float, expected: Presence) -> None:
    assert presence(age_s) is expected


def test_a_device_without_signals_is_expected_every_minute() -> None:
    assert presence(94, np.nan) is Presence.ONLINE
    assert presence(96, np.nan) is Presence.LATE


def test_a_device_that_says_it_is_gone_is_offline_at_once() -> None:
    assert presence(0, says_offline=True) is Presence.OFFLINE


def test_a_device_of_a_fleet_file_that_never_spoke_is_not_silent() -> None:
    assert presence(np.nan) is Presence.NEVER_HEARD


def test_many_devices_are_judged_at_once() -> None:
    codes = judge(Heard(np.array([1.0, 30, 90, np.nan]), np.full(4, 10.0), np.array([True, False, False, False])))
    assert [ORDER[code] for code in codes] == [
        Presence.OFFLINE, Presence.LATE, Presence.SILENT, Presence.NEVER_HEARD]
