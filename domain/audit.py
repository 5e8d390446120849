"""The audit trail: who changed what, when and why. Entries are only ever added."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

# What an object was or is, as JSON; None: it was not there before, or is not there any more.
Values: TypeAlias = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one object; ``who`` is None for the stack itself and for an operator's command."""

    at: datetime
    who: str | None
    action: str
    before: Values
    after: Values
    reason: str


def differences(before: Values, after: Values) -> Iterator[tuple[str, Any, Any]]:
    """Yield each value that differs with its dotted name, before and after; None where there is none."""
    old, new = dict(_leaves(before or {})), dict(_leaves(after or {}))
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _leaves(values: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield path + name, value
