"""Presence: whether a device can be reached, from its own word and from how long it has said nothing.

The function is vectorised over devices.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from domain import trust
from domain.fleet import DEFAULT_INTERVAL_S
from domain.rollup import Bools, Floats


class Presence(StrEnum):
    """How a device is there; worst first, which is the order of the screen."""

    OFFLINE = "offline"         # it, or the broker for it, said that it is gone
    SILENT = "silent"
    LATE = "late"
    NEVER_HEARD = "never_heard"
    ONLINE = "online"


ORDER = tuple(Presence)
CODE = {presence: code for code, presence in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Heard:
    """When devices were heard, each of shape (n,).

    ``age_s`` is how long ago the last message came, NaN: never; ``interval_s`` the shortest interval in which
    one of its signals is expected, NaN: it has none; ``says_offline``: nothing measured came since it said so.
    """

    age_s: Floats
    interval_s: Floats
    says_offline: Bools


def judge(heard: Heard) -> npt.NDArray[np.int8]:
    """Return the presence of each device, as codes of ORDER."""
    interval_s = np.where(np.isnan(heard.interval_s), DEFAULT_INTERVAL_S, heard.interval_s)
    codes = np.full(len(heard.age_s), CODE[Presence.ONLINE], np.int8)
    codes[heard.age_s > trust.late_after_s(interval_s)] = CODE[Presence.LATE]
    codes[heard.age_s > trust.silent_after_s(interval_s)] = CODE[Presence.SILENT]
    codes[np.isnan(heard.age_s)] = CODE[Presence.NEVER_HEARD]
    codes[heard.says_offline] = CODE[Presence.OFFLINE]
    return codes
