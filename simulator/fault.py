"""Faults: how each one develops, which machines have one, and how far it is at a moment.

All times are machine time, which ``--speed`` makes run faster than the clock.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
import numpy.typing as npt

from simulator import noise
from simulator.catalogue import MachineType
from simulator.fleet import Fleet, Machine
from simulator.noise import Array
from simulator.plant import HOUR_S

SHARE_WITH_FAULT = 0.22
_ALL = frozenset(MachineType)


class Fault(StrEnum):
    """What can go wrong with a machine, its sensor or its connection; the word is its name for a user."""

    BEARING_WEAR = "bearing_wear"
    IMBALANCE = "imbalance"
    OVERHEATING = "overheating"
    CLOGGED_FILTER = "clogged_filter"
    CAVITATION = "cavitation"
    STUCK_SENSOR = "stuck_sensor"
    DRIFTING_CLOCK = "drifting_clock"
    DROP_OUTS = "drop_outs"
    GATEWAY_OUTAGE = "gateway_outage"


@dataclass(frozen=True, slots=True)
class Course:
    """How a fault goes: it grows for ``rise_s``, stays for ``hold_s``, is gone for ``well_s``, and so on."""

    rise_s: float
    hold_s: float
    well_s: float
    machine_types: frozenset[MachineType] = _ALL

    @property
    def period_s(self) -> float:
        """Return the time from one beginning to the next."""
        return self.rise_s + self.hold_s + self.well_s


REPAIR_S = 1800.0
COURSES = {
    Fault.BEARING_WEAR: Course(48 * HOUR_S, 30 * HOUR_S, 24 * HOUR_S),
    Fault.IMBALANCE: Course(REPAIR_S, 60 * HOUR_S, 24 * HOUR_S),
    Fault.OVERHEATING: Course(8 * HOUR_S, 12 * HOUR_S, 10 * HOUR_S),
    Fault.CLOGGED_FILTER: Course(36 * HOUR_S, 24 * HOUR_S, 24 * HOUR_S,
                                 frozenset({MachineType.PUMP, MachineType.COMPRESSOR, MachineType.FAN})),
    Fault.CAVITATION: Course(2 * HOUR_S, 20 * HOUR_S, 14 * HOUR_S, frozenset({MachineType.PUMP})),
    Fault.STUCK_SENSOR: Course(60.0, 40 * HOUR_S, 6 * HOUR_S),
    Fault.DRIFTING_CLOCK: Course(6 * HOUR_S, 60 * HOUR_S, 6 * HOUR_S),
    Fault.DROP_OUTS: Course(60.0, 90 * HOUR_S, 6 * HOUR_S),
    Fault.GATEWAY_OUTAGE: Course(60.0, 90 * HOUR_S, 6 * HOUR_S),
}
# One turn of the mixture; a gateway goes out besides, with all its devices.
_MIXTURE = (Fault.BEARING_WEAR, Fault.OVERHEATING, Fault.CLOGGED_FILTER, Fault.STUCK_SENSOR,
            Fault.BEARING_WEAR, Fault.IMBALANCE, Fault.CAVITATION, Fault.DROP_OUTS,
            Fault.BEARING_WEAR, Fault.CLOGGED_FILTER, Fault.DRIFTING_CLOCK, Fault.OVERHEATING)
_MACHINES_PER_GATEWAY_OUTAGE = 60


@dataclass(frozen=True, slots=True)
class Faults:
    """When faults begin, for each fault and machine: shape (faults, n), seconds since 1970, NaN for never.

    Where ``repeats``, the fault is repaired after its course and comes back; else it stays for good.
    """

    begins_s: Array
    repeats: npt.NDArray[np.bool_]

    def rows(self, index: npt.NDArray[np.intp]) -> Self:
        """Return the faults of some machines only."""
        return type(self)(self.begins_s[:, index], self.repeats[:, index])

    def age_s(self, fault: Fault, at_s: Array) -> Array:
        """Return how long the fault has been there, NaN where it is not (or no more)."""
        course, number = COURSES[fault], _NUMBER[fault]
        age = at_s - self.begins_s[number]
        age = np.where(self.repeats[number], np.mod(age, course.period_s), age)
        over = self.repeats[number] & (age > course.rise_s + course.hold_s)
        return np.where((age < 0) | over, np.nan, age)

    def severity(self, fault: Fault, at_s: Array) -> Array:
        """Return how far the fault has developed, 0 (not there) to 1."""
        return np.nan_to_num(np.minimum(self.age_s(fault, at_s) / COURSES[fault].rise_s, 1.0), nan=0.0)


_NUMBER = {fault: number for number, fault in enumerate(Fault)}


def none(machines: int) -> Faults:
    """Return faults of a fleet in which everything is well."""
    shape = (len(Fault), machines)
    return Faults(np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_))


def can_have(machine: Machine, fault: Fault) -> bool:
    """Tell whether a fault makes sense for a machine."""
    return machine.type in COURSES[fault].machine_types


def add(faults: Faults, fault: Fault, numbers: list[int], *, begins_s: float) -> Faults:
    """Return the faults with one more that begins at a moment and stays."""
    begins, repeats = faults.begins_s.copy(), faults.repeats.copy()
    begins[_NUMBER[fault], numbers] = begins_s
    repeats[_NUMBER[fault], numbers] = False
    return Faults(begins, repeats)


def mixed(fleet: Fleet) -> Faults:
    """Return faults for about a fifth of the fleet, by its seed, spread over all their stages at any time."""
    victims = _victims(fleet)
    faults = none(len(fleet.machines))
    for fault, numbers in victims.items():
        period_s = COURSES[fault].period_s
        phase = (np.arange(len(numbers)) + 0.5) / len(numbers)
        faults.begins_s[_NUMBER[fault], numbers] = -np.rint(phase * period_s)
        faults.repeats[_NUMBER[fault], numbers] = True
    for turn, numbers in enumerate(_gateways_out(fleet)):
        faults.begins_s[_NUMBER[Fault.GATEWAY_OUTAGE], numbers] = -7 * HOUR_S * turn
        faults.repeats[_NUMBER[Fault.GATEWAY_OUTAGE], numbers] = True
    return faults


def _victims(fleet: Fleet) -> dict[Fault, list[int]]:
    """Go round the mixture and give each fault to the next machine, in drawn order, that can have it."""
    draw = noise.uniform(noise.keys(fleet.seed, np.arange(len(fleet.machines))), 90)
    waiting = {kind: [fleet.machines[number] for number in np.argsort(draw)[::-1]
                      if fleet.machines[number].type is kind] for kind in MachineType}
    victims: dict[Fault, list[int]] = {}
    for turn in range(round(len(fleet.machines) * SHARE_WITH_FAULT)):
        fault = _MIXTURE[turn % len(_MIXTURE)]
        queues = [queue for kind, queue in waiting.items() if queue and kind in COURSES[fault].machine_types]
        if queues:
            victims.setdefault(fault, []).append(max(queues, key=len).pop().number)
    return victims


def _gateways_out(fleet: Fleet) -> list[list[int]]:
    """Return the machines behind each gateway that has outages: one gateway in sixty machines."""
    by_gateway: dict[str, list[int]] = {}
    for machine in fleet.machines:
        by_gateway.setdefault(machine.gateway, []).append(machine.number)
    wanted = len(fleet.machines) // _MACHINES_PER_GATEWAY_OUTAGE
    step = max(len(by_gateway) // max(wanted, 1), 1)
    return list(by_gateway.values())[step // 2::step][:wanted]
