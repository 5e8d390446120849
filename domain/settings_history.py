"""The history of a device's settings: its revisions, and the way back to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.twin import Settings, Value


class Cause(StrEnum):
    """How a revision came about."""

    CHANGE = "change"
    ROLLBACK = "rollback"
    ADOPTED = "adopted"             # what was changed at the device is what we want now
    PUSHED_AGAIN = "pushed_again"   # what we want is sent again over what was changed at the device
    BULK = "bulk"                   # one of many devices changed together


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes something, when, and why; ``user_id`` is None for an operator's command and the stack itself."""

    user_id: int | None
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision: all settings wanted from then on, and what the device did at the time it was made."""

    number: int
    settings: Settings
    reported: Settings
    cause: Cause
    at: datetime
    user_id: int | None = None
    who: str | None = None
    reason: str = ""


def back_to(number: int, revisions: Sequence[Revision]) -> dict[str, Value]:
    """Return the settings that bring a device back to a revision; 0 is the time before the first one.

    ``revisions``: all from that one on. A setting that was first wanted later goes back to what the device did by
    itself before, if it said what that was; else it is not wanted any more.
    Raises: KeyError if the revision is not among them.
    """
    wanted = {one.number: one.settings for one in revisions}
    start = wanted[number] if number else {}
    before: dict[str, Value] = {}
    known: Settings = start
    for one in sorted(revisions, key=lambda each: each.number):
        if one.number > number:
            newly = {path: one.reported[path] for path in one.settings
                     if path not in known and path in one.reported}
            before = {**newly, **before}
            known = one.settings
    return {**before, **start}


def differences(before: Settings, after: Settings) -> list[tuple[str, Value, Value]]:
    """Return what differs between two sets of settings, by path; None where a setting is not there."""
    paths = sorted({*before, *after})
    return [(path, before.get(path), after.get(path)) for path in paths
            if before.get(path) != after.get(path) or (path in before) != (path in after)]

