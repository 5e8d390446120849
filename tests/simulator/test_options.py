import pytest

from simulator import options
from simulator.fault import Fault


def test_without_a_word_sixty_machines_with_some_faults_play_to_a_broker_on_this_machine() -> None:
    asked = options.read([], {})
    assert (asked.machines, asked.speed, asked.interval_s, asked.tenant) == (60, 1.0, 10.0, "demo")
    assert (asked.broker.host, asked.broker.port) == ("127.0.0.1", 1883)
    assert asked.is_mixed
    assert asked.history_s == 0.0


def test_broker_and_tenant_come_from_the_environment_unless_given() -> None:
    environ = {"STETHOS_BROKER_URL": "mqtts://sim:s%40fe@broker.example:8884", "STETHOS_TENANT": "mill"}
    from_environment = options.read([], environ)
    assert from_environment.broker.host == "broker.example"
    assert from_environment.broker.uses_tls
    assert (from_environment.broker.user, from_environment.broker.password) == ("sim", "s@fe")
    assert from_environment.tenant == "mill"
    given = options.read(["--broker", "mqtt://other", "--tenant", "dairy"], environ)
    assert (given.broker.host, given.broker.port, given.tenant) == ("other", 1883, "dairy")


def test_a_fault_by_name_is_wanted_alone_unless_the_mixture_is_asked_for_too() -> None:
    alone = options.read(["--fault", "imbalance=sim-0003", "--fault", "cavitation=7"], {})
    assert alone.faults == ((Fault.IMBALANCE, "sim-0003"), (Fault.CAVITATION, "7"))
    assert not alone.is_mixed
    assert options.read(["--fault", "imbalance=3", "--faults", "mixed"], {}).is_mixed
    assert not options.read(["--faults", "none"], {}).is_mixed


@pytest.mark.parametrize(("arguments", "said"), [
    (["--machines", "0"], "whole number from 1 to 100000, not '0'"),
    (["--machines", "ten"], "whole number from 1"),
    (["--speed", "0"], "must be more than 0"),
    (["--speed", "inf"], "must be a number from 0, not 'inf'"),
    (["--interval", "0.01"], "at least 0.1 seconds"),
    (["--broker", "http://x"], "is not like mqtt://host:1883"),
    (["--tenant", "a/b"], "must be 1 to 64 letters, digits, - or _, not 'a/b'"),
    (["--fault", "gremlins=3"], "must be like bearing_wear=sim-0007"),
    (["--fault", "imbalance"], "must be like bearing_wear=sim-0007"),
])
def test_what_makes_no_sense_is_said_in_words(arguments: list[str], said: str,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options.read(arguments, {})
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
