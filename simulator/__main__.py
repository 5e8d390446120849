"""`python -m simulator`: plays a living fleet to an MQTT broker, or writes its fleet file."""

import logging
import signal
import sys
import threading
import time

from simulator import fault, fleet, fleet_file, options, quirk, recording
from simulator.options import Options
from simulator.quirk import UnknownDeviceError
from simulator.recording import Folder, RecordingError
from simulator.run import Plan, run
from simulator.source import SimulatedMachines


class UnknownMachineError(Exception):
    """There is no such machine, or it cannot have that fault."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; return the exit status."""
    asked = options.read(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        machines = fleet.build(asked.machines, seed=asked.seed)
        recorded = recording.read(asked.replay, speed=asked.speed) if asked.replay else Folder([], [], [])
        if asked.write_fleet:
            _write_fleet(asked, machines, recorded)
        else:
            _play(asked, machines, recorded)
    except (RecordingError, UnknownMachineError, UnknownDeviceError, OSError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 1
    return 0


def _write_fleet(asked: Options, machines: fleet.Fleet, recorded: Folder) -> None:
    assert asked.write_fleet is not None  # noqa: S101 - the caller has looked
    asked.write_fleet.write_text(encoding="utf-8", data=fleet_file.text(
        machines, interval_s=asked.interval_s, more_places=recorded.places, more_machines=recorded.machines))


def _play(asked: Options, machines: fleet.Fleet, recorded: Folder) -> None:
    simulated = SimulatedMachines(machines, _faults(asked, machines), speed=asked.speed,
                                  interval_ms=round(asked.interval_s * 1000))
    plan = Plan([simulated, *recorded.recordings], asked.tenant, history_s=asked.history_s,
                history_step_s=asked.history_step_s, duration_s=asked.duration_s,
                quirks=quirk.assign(machines, asked.quirks), quirk_every_s=asked.quirk_every_s)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    run(plan, to=asked.broker, is_stopped=stop.is_set)


def _faults(asked: Options, machines: fleet.Fleet) -> fault.Faults:
    """Return the faults to play: those by name begin with the history, so that they have time to develop."""
    faults = fault.mixed(machines) if asked.is_mixed else fault.none(len(machines.machines))
    begins_s = (time.time() - asked.history_s) * asked.speed
    for name, wanted in asked.faults:
        faults = fault.add(faults, name, _numbers(machines, name, wanted), begins_s=round(begins_s))
    return faults


def _numbers(machines: fleet.Fleet, name: fault.Fault, wanted: str) -> list[int]:
    """Return the machines that a fault hits: the one asked for, and with a gateway all behind it."""
    found = [machine for machine in machines.machines
             if wanted in {machine.key, machine.device, str(machine.number + 1)}]
    if not found:
        raise UnknownMachineError(f"There is no machine {wanted!r} in this fleet.")
    if not fault.can_have(found[0], name):
        raise UnknownMachineError(f"A {found[0].type} cannot have the fault {name}.")
    if name is fault.Fault.GATEWAY_OUTAGE:
        return [machine.number for machine in machines.machines if machine.gateway == found[0].gateway]
    return [found[0].number]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
