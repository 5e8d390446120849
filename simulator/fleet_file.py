"""The fleet file that describes exactly the fleet which the simulator plays."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import yaml

from simulator import contact, plate
from simulator.catalogue import RUNNING_ABOVE_RPM, SIGNALS, STARTING_S, Limits, MachineType, Quantity, SignalType
from simulator.fleet import Fleet, Machine, Place

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_DEADBAND, _OFF_DELAY_S, _RUN_DOWN_S = 0.04, 60, 120     # the deadband is a share of the limit
_SERVED_FROM = 4       # machines of this criticality and above name the service of their maker
Entries = Sequence[dict[str, Any]]

# What the limits of the catalogue suppose.
_MOUNTED = {MachineType.MOTOR: {"foundation": "flexible"}, MachineType.FAN: {"foundation": "flexible"},
            MachineType.PUMP: {"impeller": "coupled"},
            MachineType.COMPRESSOR: {"foundation": "flexible", "motion": "rotary"}}


def text(fleet: Fleet, *, interval_s: float, more_places: Entries = (), more_machines: Entries = ()) -> str:
    """Return the file as YAML; ``more_*`` are entries of recordings, taken as they are."""
    places = [_place(place) for place in fleet.places]
    machines = [_machine(machine, interval_s=interval_s, seed=fleet.seed) for machine in fleet.machines]
    content = {"version": 1, "places": [*places, *more_places], "machines": [*machines, *more_machines]}
    return str(yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True,
                         default_flow_style=None, width=200))


def _place(place: Place) -> dict[str, Any]:
    entry = {"key": place.key, "name": place.name, "kind": place.kind}
    if place.parent:
        entry["parent"] = place.parent
    if place.site is None:
        return entry
    return {**entry, "time_zone": place.site.time_zone, "address": place.site.address,
            "latitude": place.site.latitude, "longitude": place.site.longitude,
            "directions": plate.DIRECTIONS[place.site.key],
            "contacts": [person.entry() for person in contact.OF_SITE[place.site.key]]}


def _machine(machine: Machine, *, interval_s: float, seed: int) -> dict[str, Any]:
    device = {"id": machine.device, "model": machine.device_model, "serial_number": machine.device_serial,
              "signals": [_signal(signal, interval_s=interval_s) for signal in SIGNALS[machine.type]]}
    running = {"signal": f"{machine.device}/{Quantity.SPEED}", "above": RUNNING_ABOVE_RPM,
               "starting_s": STARTING_S}
    people = [contact.OF_MAKER[machine.maker].entry()] if machine.criticality >= _SERVED_FROM else []
    return {"key": machine.key, "name": machine.name, "place": machine.place, "type": machine.type.value,
            "maker": machine.maker, "model": machine.model, "serial_number": machine.serial_number,
            "rated_power_kw": machine.rated_power_kw, "rated_speed_rpm": machine.rated_speed_rpm,
            "criticality": machine.criticality, **_MOUNTED[machine.type],
            **plate.entry(machine, seed=seed), "running": running, "contacts": people,
            "devices": [device]}


def _signal(signal: SignalType, *, interval_s: float) -> dict[str, Any]:
    entry = {"name": signal.quantity.value, "title": signal.title, "kind": signal.kind, "unit": signal.unit,
             "interval_s": int(interval_s) if interval_s == int(interval_s) else interval_s,
             "range": [signal.lowest, signal.highest]}
    if signal.kind == "vibration_velocity_rms":
        entry["band"] = [10, 1000]
    if signal.stuck_after_s:
        entry["stuck_after_s"] = signal.stuck_after_s
    limits = {field.name: getattr(signal.limits, field.name) for field in fields(Limits)}
    limits = {name: _limit(name, value) for name, value in limits.items() if value is not None}
    return {**entry, "limits": limits} if limits else entry


def _limit(name: str, value: float) -> dict[str, float]:
    """Return a limit that does not chatter: its alarm ends once the value is well within it, and stays so.

    A machine that runs down has no pressure any more before its speed says that it stands: low limits wait for that.
    """
    limit = {"value": value, "deadband": float(f"{value * _DEADBAND:.1g}"), "off_delay_s": _OFF_DELAY_S}
    return {**limit, "on_delay_s": _RUN_DOWN_S} if name.startswith("low") else limit
