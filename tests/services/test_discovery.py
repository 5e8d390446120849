"""How many devices nobody has placed may be discovered, and who does not count among them."""

import pytest

import services.discovery
from db.connect import Connection
from domain.rejection import Reason, RejectedError

MOST = 3


def meet(conn: Connection, *names: str) -> None:
    for name in names:
        services.discovery.meet_device(conn, name, most=MOST)


def is_met(conn: Connection, name: str) -> bool:
    try:
        meet(conn, name)
    except RejectedError:
        return False
    return True


def speak_through(conn: Connection, gateway: str, *devices: str) -> None:
    conn.execute("UPDATE device SET gateway = %s WHERE name = ANY (%s)", (gateway, list(devices)))


def test_no_more_devices_than_may_be_wait_to_be_placed(conn: Connection) -> None:
    meet(conn, "a", "b", "c", "a")
    with pytest.raises(RejectedError, match="3 devices wait") as refused:
        meet(conn, "d")
    assert refused.value.reason is Reason.TOO_MANY_DEVICES


@pytest.mark.parametrize("measures", [True, False])
def test_a_gateway_does_not_count_once_a_device_that_measures_names_it(conn: Connection, measures: bool) -> None:
    meet(conn, "gw", "a", "b")
    speak_through(conn, "gw", "a", "b")
    if measures:
        services.discovery.meet_signals(conn, "a", ["vibration"])
    assert is_met(conn, "c") is measures


def test_a_gateway_that_measures_itself_counts(conn: Connection) -> None:
    meet(conn, "gw", "a", "b")
    speak_through(conn, "gw", "a")
    for name in ("gw", "a"):
        services.discovery.meet_signals(conn, name, ["vibration"])
    assert not is_met(conn, "c")


def test_devices_cannot_make_room_by_naming_each_other(conn: Connection) -> None:
    meet(conn, "a", "b", "c")
    speak_through(conn, "a", "b", "c")
    speak_through(conn, "b", "a")
    assert not is_met(conn, "d")
