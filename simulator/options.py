"""The command line of the simulator, read into one value."""

import argparse
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.client import Broker, broker
from simulator.fault import Fault
from simulator.quirk import Asked, Quirk, is_target

MOST_MACHINES = 100_000
_EPILOG = """faults: %s.
quirks: %s.
MACHINE is a machine's key, its device (sim-0007) or its number (7). Faults develop in machine time: with
--speed 60, an hour of a fault takes a minute. Times that are sent are always the real ones."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for. ``faults`` are pairs of fault and machine, ``is_mixed`` adds the mixture."""

    machines: int
    speed: float
    seed: int
    interval_s: float
    broker: Broker
    tenant: str
    replay: Path | None
    faults: tuple[tuple[Fault, str], ...]
    is_mixed: bool
    write_fleet: Path | None
    history_s: float
    history_step_s: float
    duration_s: float | None
    quirks: tuple[Asked, ...] = ()
    quirk_every_s: float = 600.0


def read(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> Options:
    """Return the options. Ends the program with a usage message and status 2 if they make no sense."""
    environ = os.environ if environ is None else environ
    parser = _parser(environ)
    given = parser.parse_args(arguments)
    # A fault asked for by name is wanted alone, so the mixture is the default only without one.
    faults = given.faults or ("none" if given.fault else "mixed")
    return Options(machines=given.machines, speed=given.speed, seed=given.seed, interval_s=given.interval,
                   broker=given.broker, tenant=given.tenant, replay=given.replay, faults=tuple(given.fault),
                   is_mixed=faults == "mixed", write_fleet=given.write_fleet,
                   history_s=given.history * 3600.0, history_step_s=given.history_step,
                   duration_s=given.duration, quirks=tuple(given.quirk), quirk_every_s=given.quirk_every)


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m simulator", description="Plays a living fleet of machines to an MQTT broker.",
        formatter_class=argparse.RawDescriptionHelpFormatter, epilog=_EPILOG % (", ".join(Fault), ", ".join(Quirk)))
    parser.add_argument("--machines", type=_machines, default=60, metavar="N", help="how many (60)")
    parser.add_argument("--speed", type=_positive, default=1.0, metavar="X",
                        help="machine time runs X times as fast as the clock (1)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="same seed, same fleet (1)")
    parser.add_argument("--interval", type=_interval, default=10.0, metavar="S",
                        help="every device speaks once in so many seconds (10)")
    parser.add_argument("--broker", type=_broker, metavar="URL", help="mqtt[s]://[user:password@]host[:port]",
                        default=environ.get("STETHOS_BROKER_URL") or "mqtt://127.0.0.1:1883")
    parser.add_argument("--tenant", type=_tenant, default=environ.get("STETHOS_TENANT") or "demo", metavar="NAME",
                        help="whose topic tree")
    parser.add_argument("--replay", type=Path, metavar="DIR", help="play recordings too (demo/data)")
    parser.add_argument("--fault", type=_fault, action="append", default=[], metavar="NAME=MACHINE",
                        help="a fault that begins with the program and stays; repeatable")
    parser.add_argument("--faults", choices=["mixed", "none"],
                        help="mixed (default without --fault): a fifth of the fleet has faults")
    parser.add_argument("--quirk", type=_quirk, action="append", default=[], metavar="NAME=DEVICE|SHARE%%",
                        help="what makes a device, or so many of them, hard to set; repeatable")
    parser.add_argument("--quirk-every", type=_positive, default=600.0, metavar="S",
                        help="how long devices sleep, and how often they forget or are changed by hand (600)")
    parser.add_argument("--write-fleet", type=Path, metavar="FILE",
                        help="write the fleet file of this fleet, and exit")
    parser.add_argument("--history", type=_hours, default=0.0, metavar="HOURS",
                        help="upload so many hours of past first")
    parser.add_argument("--history-step", type=_positive, default=60.0, metavar="S",
                        help="one sample of history in so many seconds (60)")
    parser.add_argument("--duration", type=_positive, metavar="S", help="stop after so many seconds")
    return parser


def _machines(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_MACHINES:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_MACHINES}, not {text!r}")
    return int(text)


def _positive(text: str) -> float:
    number = _hours(text)
    if number == 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return number


def _interval(text: str) -> float:
    if (interval_s := _positive(text)) < 0.1:
        raise argparse.ArgumentTypeError("must be at least 0.1 seconds")
    return interval_s


def _hours(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"must be a number from 0, not {text!r}")
    return number


def _tenant(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text):
        raise argparse.ArgumentTypeError(f"must be 1 to 64 letters, digits, - or _, not {text!r}")
    return text


def _broker(text: str) -> Broker:
    try:
        return broker(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _fault(text: str) -> tuple[Fault, str]:
    name, _, machine = text.partition("=")
    if name not in set(Fault) or not machine:
        raise argparse.ArgumentTypeError(f"must be like bearing_wear=sim-0007, not {text!r}")
    return Fault(name), machine


def _quirk(text: str) -> Asked:
    name, _, target = text.partition("=")
    if name not in set(Quirk) or not is_target(target):
        raise argparse.ArgumentTypeError(f"must be like refuses=sim-0007 or sleeps=5%, not {text!r}")
    return Quirk(name), target
