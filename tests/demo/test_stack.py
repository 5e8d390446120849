from pathlib import Path

from demo.folder import Folder
from demo.stack import Stack

STACK = Stack(Folder(Path("/data/var")), {"STETHOS_TENANT": "demo"}, machines=60, web_port=8050)


def test_the_past_is_uploaded_at_the_first_start_and_not_again_after_a_crash() -> None:
    simulator = STACK.simulator(with_history=True)
    assert simulator.command[-4:] == ("--history", "24", "--history-step", "20")
    assert "--history" not in simulator.again
    assert STACK.simulator(with_history=False).command == simulator.again


def test_the_fleet_file_and_the_simulator_are_of_the_same_fleet() -> None:
    fleet = ("--machines", "60", "--seed", "7", "--interval", "20", "--replay")
    for program in (STACK.write_fleet(), STACK.simulator(with_history=False)):
        assert fleet == program.command[3:10]


def test_the_web_app_answers_on_this_machine_alone() -> None:
    command = " ".join(STACK.web().command)
    assert "gunicorn app:server -c " in command
    assert command.endswith("-b 127.0.0.1:8050")
