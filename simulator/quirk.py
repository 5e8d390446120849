"""Quirks: how a device may make it hard to be set, on request; which devices have which."""

import re
from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from simulator import noise
from simulator.fleet import Fleet


class Quirk(StrEnum):
    """What a device does with its settings, or with the messages about them; the word is its name for a user."""

    REFUSES = "refuses"         # every change, with a reason
    SLEEPS = "sleeps"           # between its reports, and hears nothing then
    FORGETS = "forgets"         # all settings, now and then, in a restart
    CHANGED = "changed"         # now and then by somebody at the device
    LOSES = "loses"             # every other message about settings
    DOUBLES = "doubles"         # each report
    REORDERS = "reorders"       # sends each report once more after the next one


class UnknownDeviceError(Exception):
    """There is no such device."""


Asked = tuple[Quirk, str]
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")


def is_target(text: str) -> bool:
    """Tell whether a text can be a device, or a share of all like ``5%``."""
    return bool(text) and ("%" not in text or _SHARE.fullmatch(text) is not None)


def assign(fleet: Fleet, asked: Sequence[Asked]) -> dict[str, frozenset[Quirk]]:
    """Return the quirks of the devices that have one; of a share, no device has two while there are enough.

    Raises: UnknownDeviceError
    """
    drawn = np.argsort(noise.uniform(noise.keys(fleet.seed, np.arange(len(fleet.machines))), 91))
    waiting = [fleet.machines[number].device for number in drawn]
    found: dict[str, frozenset[Quirk]] = {}
    for quirk, target in asked:
        share = _SHARE.fullmatch(target)
        count = round(len(fleet.machines) * float(share[1]) / 100) if share else 0
        chosen, waiting = (waiting[:count], waiting[count:]) if share else ([_named(fleet, target)], waiting)
        for device in chosen:
            found[device] = found.get(device, frozenset()) | {quirk}
    return found


def _named(fleet: Fleet, wanted: str) -> str:
    for machine in fleet.machines:
        if wanted in {machine.key, machine.device, str(machine.number + 1)}:
            return machine.device
    raise UnknownDeviceError(f"There is no device {wanted!r} in this fleet.")
