"""The limits of a signal in a fleet file: a column for each limit, and one for each way in which it is judged."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from domain import limit
from domain.fleet import Signal
from domain.fleet_fault import Fault
from domain.limit import Frame, Level
from domain.limit_set import SETTINGS, Limits, with_settings

# high_deadband, high_on_delay_s, ...: which limit, and what of it.
SETTING_COLUMNS = {f"{level}_{name}": (level, name) for level in Level for name in SETTINGS}
_FAULTS = {limit.Fault.DEADBAND_TOO_WIDE: Fault.DEADBAND_TOO_WIDE,
           limit.Fault.NOT_KNOWN_WHEN_RUNNING: Fault.NOT_KNOWN_WHEN_RUNNING}


def limits(signal: Signal) -> Limits:
    """Return the limits of a signal, each with the way it is judged."""
    given: dict[Level, dict[str, Any]] = {level: {} for level in Level}
    for column, value in signal.settings.items():
        level, name = SETTING_COLUMNS[column]
        given[level][name] = value
    plain = {level: limit.default(level, value) for level in Level if (value := getattr(signal, level)) is not None}
    return {level: with_settings(found, given[level]) for level, found in plain.items()}


def settings(found: Limits) -> dict[str, Any]:
    """Return what is not as it would be by default, by column."""
    plain = {level: limit.default(level, one.value) for level, one in found.items()}
    return {f"{level}_{name}": getattr(one, name) for level, one in found.items() for name in SETTINGS
            if getattr(one, name) != getattr(plain[level], name)}


def changed(signal: Signal | None, fields: Mapping[str, Any]) -> Signal:
    """Return a signal, a new one if there was none, with these columns.

    What is as by default is not kept, nor are settings of a limit that is gone; those given for one that is not
    there are kept, for `setting_faults` to find.
    """
    own = {name: value for name, value in fields.items() if name not in SETTING_COLUMNS}
    after = Signal(**own) if signal is None else replace(signal, **own)
    given = {name: value for name, value in fields.items() if name in SETTING_COLUMNS}
    if not given and not after.settings:
        return after
    idle = {name: value for name, value in given.items() if value is not None
            and getattr(after, SETTING_COLUMNS[name][0]) is None}
    merged = limits(replace(after, settings={**after.settings, **given}))
    return replace(after, settings=settings(merged) | idle)


def setting_faults(signal: Signal, *, knows_running: bool) -> Iterator[tuple[str, Fault]]:
    """Yield the columns of settings that cannot be used, the order and range of the limits apart."""
    if not signal.settings:
        return
    for column in signal.settings:
        if getattr(signal, SETTING_COLUMNS[column][0]) is None:
            yield column, Fault.SETTING_WITHOUT_LIMIT
    frame = Frame(signal.minimum, signal.maximum, knows_running)
    for (level, name), fault in limit.faults(limits(signal), frame).items():
        if fault in _FAULTS:
            yield f"{level}_{name}", _FAULTS[fault]
