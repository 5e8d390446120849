import socket
import time
import tomllib
from pathlib import Path

from demo import iotcore, port, process


def answers(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), timeout=1).close()
    except OSError:
        return False
    return True


def test_it_speaks_mqtt_5_and_3_1_1_on_this_machine_alone() -> None:
    settings = tomllib.loads(iotcore.configuration(port=1883, old_port=1884))
    assert settings["v5"]["1"]["listen"] == "127.0.0.1:1883"
    assert settings["v4"]["1"]["listen"] == "127.0.0.1:1884"
    assert settings["v5"]["1"]["connections"]["max_payload_size"] == 8_388_608


def test_it_starts_and_stops_as_a_process_of_its_own(tmp_path: Path) -> None:
    ports = port.free(), port.free()
    program = iotcore.program(tmp_path, port=ports[0], old_port=ports[1], log=tmp_path / "log")
    started = process.start(program)
    deadline = time.monotonic() + 10
    while not all(answers(number) for number in ports) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert all(answers(number) for number in ports)
    assert process.stop(program, started)
    assert port.is_free(ports[0])
