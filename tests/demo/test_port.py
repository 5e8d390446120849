import socket

from demo import port


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        assert not port.is_free(number)
        assert not port.becomes_free(number, within_s=0.1)
        assert port.free(number) != number


def test_a_wanted_port_is_taken_if_it_is_free() -> None:
    number = port.free()
    assert port.free(number) == number
