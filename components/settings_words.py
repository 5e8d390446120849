"""What people read about settings of devices: names, values, states, causes, what there is to say against a change."""

from collections.abc import Mapping
from decimal import Decimal

import language
from components.status import Mark
from domain.limit import Level
from domain.settings_check import Finding, Problem
from domain.settings_history import Cause
from domain.settings_schema import MEASUREMENT_INTERVAL, REPORT_INTERVAL, Field
from domain.twin import Reach, Standing, State, Twin, Value
from language import Lazy, _, lazy

STATES = {
    State.IN_EFFECT: Mark(lazy("In effect"), "good", "state-healthy"),
    State.SENDING: Mark(lazy("Sending"), "antenna", "state-plain"),
    State.WAITING: Mark(lazy("Waiting for the device"), "waiting", "state-unknown"),
    State.REFUSED: Mark(lazy("Refused"), "warning", "state-warning"),
    State.OVERDUE: Mark(lazy("Overdue"), "late", "state-warning"),
    State.CHANGED: Mark(lazy("Changed at the device"), "person", "state-advisory"),
    State.UNSUPPORTED: Mark(lazy("Not supported"), "minus", "state-unknown"),
    State.UNKNOWN: Mark(lazy("Not known"), "unknown", "state-unknown"),
}
MEANINGS = {
    State.IN_EFFECT: lazy("the device reports the value that is wanted, or nobody wants another one."),
    State.SENDING: lazy("it is on its way; the device has not answered yet."),
    State.WAITING: lazy("the device sleeps or is off-line, and gets it when it is back."),
    State.REFUSED: lazy("the device has said no, with its reason."),
    State.OVERDUE: lazy("the device is there, but has not answered in time. It is sent again, ever less often."),
    State.CHANGED: lazy("after it had done what was wanted, somebody set it otherwise at the device itself."),
    State.UNSUPPORTED: lazy("the device does not know this setting."),
    State.UNKNOWN: lazy("nobody wants a value, and the device has not said which it uses."),
}
CAUSES = {
    Cause.CHANGE: lazy("Changed"), Cause.ROLLBACK: lazy("Rolled back"),
    Cause.ADOPTED: lazy("Adopted from the device"), Cause.PUSHED_AGAIN: lazy("Sent again"),
    Cause.BULK: lazy("Changed with many devices"),
}
LEVELS = {Level.LOW_LOW: lazy("low-low limit"), Level.LOW: lazy("low limit"), Level.HIGH: lazy("high limit"),
          Level.HIGH_HIGH: lazy("high-high limit")}
_NAMES = {MEASUREMENT_INTERVAL: lazy("Measuring interval"), REPORT_INTERVAL: lazy("Report interval")}
_PROBLEMS = {
    Problem.UNKNOWN: lazy("The device has no such setting."),
    Problem.WRONG_TYPE: lazy("This is no value for this setting."),
    Problem.MISSING: lazy("Enter a value."),
    Problem.BELOW_MINIMUM: lazy("At least {bound}."), Problem.ABOVE_MAXIMUM: lazy("At most {bound}."),
    Problem.NOT_A_STEP: lazy("Only in steps of {step} from {bound} on."),
    Problem.NOT_A_CHOICE: lazy("The device does not offer this."),
    Problem.NOT_BELOW_NEXT: lazy("Low-low, low, high and high-high rise: this is on the wrong side of {bound}."),
    Problem.OUTSIDE_RANGE: lazy("The signal cannot be there: its range ends at {bound}."),
    Problem.NOT_DECLARED: lazy("The device reports this, but does not say that it can be set. It may refuse."),
}


def title(path: str, field: Field | None, signals: Mapping[str, str]) -> str:
    """Return the whole name of a setting: Measuring interval, or Drive-end vibration: high limit.

    ``signals``: the title of each signal of the device, by name.
    """
    if group := signal_of(path, field):
        return _("{signal}: {name}").format(signal=signals.get(group, group), name=name(path, field))
    return name(path, field)


def name(path: str, field: Field | None) -> str:
    """Return the name of a setting within its group: in the words of the device, ours, or its path."""
    if level := _level(path, field):
        return str(LEVELS[level])
    if field is not None and field.title:
        return field.title
    if path in _NAMES:
        return str(_NAMES[path])
    return path[:1].upper() + path[1:].replace("/", " › ").replace("_", " ")


def signal_of(path: str, field: Field | None) -> str | None:
    """Return the signal of which a setting is a limit, also of one that no schema declares."""
    if field is not None and field.signal:
        return field.signal
    steps = path.split("/")
    return steps[1] if _level(path, field) and len(steps) == 3 else None


def value(given: Value, field: Field | None) -> str:
    """Return a value with its unit, as exactly as it was entered."""
    if given is None:
        return _("no limit") if field is not None and field.is_limit else _("none")
    if isinstance(given, bool):
        return _("on") if given else _("off")
    return given if isinstance(given, str) else exact(given, field.unit if field else None)


def exact(number: float, unit: str | None) -> str:
    """Return a number with the digits it has: a setting of 4.75 is not 4.8."""
    shown = Decimal(f"{number:.7g}")
    exponent = shown.normalize().as_tuple().exponent
    digits = max(0, -exponent) if isinstance(exponent, int) else 0
    return language.number(float(shown), unit, digits=min(digits, 9))


def bounds(field: Field) -> str:
    """Return what may be entered: 1 s to 3,600 s, in steps of 1 s; nothing without bounds."""
    low, high = (None if end is None else exact(end, field.unit) for end in (field.minimum, field.maximum))
    if low and high:
        found = _("{low} to {high}").format(low=low, high=high)
    elif low:
        found = _("from {low} on").format(low=low)
    else:
        found = _("up to {high}").format(high=high) if high else ""
    step = _("in steps of {step}").format(step=exact(field.step, field.unit)) if field.step else ""
    return ", ".join(part for part in (found, step) if part)


def finding(found: Finding, field: Field | None) -> str:
    """Return what there is to say against a value, as a sentence."""
    numbers = {key: value(given, field) for key, given in found.numbers.items()}
    if found.problem is Problem.REPORT_FASTER:
        return _report_faster(found.path, numbers)
    if found.problem is Problem.CHANGED_AT_DEVICE:
        return _("Somebody changed this at the device to {reported}; saving sends ours again. Adopt it first to keep "
                 "it.").format(**numbers)
    if found.problem in (Problem.BATTERY, Problem.DATA_VOLUME):
        return _cost(found)
    return str(_PROBLEMS[found.problem]).format(**numbers)


def standing(found: Standing, twin: Twin, *, reach: Reach, zone: str) -> str:
    """Return why a setting stands as it does, in a sentence."""
    if found.state is State.WAITING:
        return away(reach, zone=zone)
    if found.state is State.REFUSED:
        return _("“{reason}”").format(reason=found.reason) if found.reason else _("The device gives no reason.")
    if found.state is State.SENDING:
        return _("The broker has it; the device is to answer.") if twin.sent_at else _("It waits for the broker.")
    if found.state is State.OVERDUE and twin.sent_at:
        return _("Sent {moment}; the device is there but has not answered.").format(
            moment=language.moment(twin.sent_at, zone))
    if found.state is State.IN_EFFECT and not found.is_desired:
        return _("Nobody has set this here.")
    return str(_WHY.get(found.state, ""))


def away(reach: Reach, *, zone: str) -> str:
    """Return since when a device cannot be reached and when it is expected, nothing if it can be."""
    if reach.away_since is None:
        return ""
    if reach.expected_at is None:
        return _("Off-line since {moment}; it gets this when it is back.").format(
            moment=language.moment(reach.away_since, zone))
    return _("Asleep since {moment}, expected {expected}.").format(
        moment=language.moment(reach.away_since, zone), expected=language.moment(reach.expected_at, zone))


_WHY: dict[State, Lazy] = {
    State.CHANGED: lazy("Somebody changed it there."),
    State.UNSUPPORTED: lazy("The device does not know this setting."),
    State.UNKNOWN: lazy("The device has not said what it does."),
}


def _level(path: str, field: Field | None) -> Level | None:
    if field is not None and field.level:
        return field.level
    steps = path.split("/")
    known = {level.value: level for level in LEVELS}
    return known.get(steps[2]) if len(steps) == 3 and steps[0] == "limits" else None


def _report_faster(path: str, numbers: Mapping[str, str]) -> str:
    if path == REPORT_INTERVAL:
        return _("A device cannot report more often than it measures: at least {bound}.").format(**numbers)
    return _("A device cannot measure less often than it reports: at most {bound}.").format(**numbers)


def _cost(found: Finding) -> str:
    given = {key: number for key, number in found.numbers.items() if isinstance(number, int | float)}
    if "times" in given:
        return _("It measures or sends {times} times as often: the battery will last less long.").format(
            times=language.number(given["times"]))
    if found.problem is Problem.BATTERY:
        before, after = (language.duration(given[key] * 86_400) for key in ("before", "after"))
        return _("By its own word the battery will last about {after} instead of {before}.").format(
            before=before, after=after)
    before, after = (language.number(given[key] / 1e6, "MB") for key in ("before", "after"))
    return _("It will send about {after} a day instead of {before}.").format(before=before, after=after)
