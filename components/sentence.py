"""One sentence why: what the reason of a machine's state says in words, with its numbers."""

from dataclasses import dataclass
from datetime import datetime

import language
from domain.state import Reason, Running, Trust
from language import Lazy, _, lazy, ngettext, number

# A slope is told when it matters: a day of it is at least this share of the limit, without one of the value.
_SLOPE_TOLD = 0.005
_BEYOND = {
    Reason.ABOVE_HIGH_HIGH: lazy("{signal} {value}, above its high-high limit {limit}"),
    Reason.ABOVE_HIGH: lazy("{signal} {value}, above its high limit {limit}"),
    Reason.BELOW_LOW_LOW: lazy("{signal} {value}, below its low-low limit {limit}"),
    Reason.BELOW_LOW: lazy("{signal} {value}, below its low limit {limit}"),
    Reason.CHANGES_TOO_FAST: lazy("{signal} {value}, changing faster than {limit} an hour"),
    Reason.SHELVED: lazy("{signal} {value}, beyond its limit {limit}, shelved"),
    Reason.OUT_OF_SERVICE: lazy("{signal} {value}, beyond its limit {limit}, out of service"),
    Reason.RETURNED: lazy("{signal} {value}, was beyond its limit {limit}, nobody has acknowledged it yet"),
}
# The value is back, but not far enough or not long enough for the alarm to end.
_RETURNING = {
    Reason.ABOVE_HIGH_HIGH: lazy("{signal} {value}, was above its high-high limit {limit}"),
    Reason.ABOVE_HIGH: lazy("{signal} {value}, was above its high limit {limit}"),
    Reason.BELOW_LOW_LOW: lazy("{signal} {value}, was below its low-low limit {limit}"),
    Reason.BELOW_LOW: lazy("{signal} {value}, was below its low limit {limit}"),
}
_ABOVE = frozenset({Reason.ABOVE_HIGH_HIGH, Reason.ABOVE_HIGH})
_RUNNING = {
    Running.RUNNING: lazy("running"), Running.STOPPED: lazy("stopped"), Running.STARTING: lazy("starting"),
}
_DOUBT = {
    Trust.LATE: lazy("{signal} is late"),
    Trust.STUCK: lazy("{signal} has not moved: the sensor may be stuck at {value}"),
    Trust.OUT_OF_RANGE: lazy("{signal} says {value}, which cannot be: the sensor may be broken"),
    Trust.CLOCK_WRONG: lazy("{signal} comes with the wrong time: the clock of its device is wrong"),
}


@dataclass(frozen=True, slots=True)
class Why:
    """What a sentence needs of a machine's state; values in the unit of the signal, ``zone`` is IANA."""

    reason: Reason
    running: Running
    trust: Trust
    signal: str | None = None
    unit: str | None = None
    value: float | None = None
    limit: float | None = None
    per_day: float | None = None
    others: int = 0
    data_at: datetime | None = None
    zone: str = "UTC"
    plan: str | None = None


def why(state: Why) -> str:
    """Return the sentence: Vibration 7.4 mm/s, above its high limit 7.1, rising 0.3 mm/s a day, running."""
    parts = [_core(state), *_slope(state), *_last_seen(state), *_running(state), *_others(state)]
    return ", ".join(parts)


def _core(state: Why) -> str:
    if state.reason in _BEYOND:
        return _filled((_RETURNING if _is_returning(state) else _BEYOND)[state.reason], state)
    if state.reason is Reason.REACHES_LIMIT_SOON:
        return _filled(_("{signal} {value}, will pass its limit {limit}"), state) + _when(state)
    if state.reason is Reason.NOT_BELIEVABLE:
        return _doubt(state)
    if state.reason in (Reason.OVERDUE_DAYS, Reason.OVERDUE_HOURS):
        return _overdue(state)
    if state.reason is Reason.NO_SIGNALS:
        return _("No device measures it yet")
    if state.reason is Reason.NO_LIMITS:
        return _("No limits are set, nothing tells whether it is well") if state.data_at else _("No data yet")
    return _("All values within their limits")


def _is_returning(state: Why) -> bool:
    if state.reason not in _RETURNING or state.value is None or state.limit is None:
        return False
    return state.value <= state.limit if state.reason in _ABOVE else state.value >= state.limit


def _doubt(state: Why) -> str:
    if state.value is None or state.data_at is None:
        return _("No data from {signal} yet").format(signal=_signal(state))
    if state.trust in _DOUBT:
        return _filled(_DOUBT[state.trust], state)
    return _("{signal} is silent").format(signal=_signal(state))


def _when(state: Why) -> str:
    if not state.per_day or state.limit is None or state.value is None:
        return ""
    seconds = (state.limit - state.value) / state.per_day * 86_400
    return " " + _("in about {duration}").format(duration=language.duration(seconds)) if seconds > 0 else ""


def _overdue(state: Why) -> str:
    plan = state.plan or _("Planned maintenance")
    if state.reason is Reason.OVERDUE_DAYS:
        days = round(state.value or 0)
        return ngettext("{plan} overdue by {count} day", "{plan} overdue by {count} days", days).replace("{plan}", plan)
    return _("{plan} overdue by {hours} running hours").format(plan=plan, hours=number(state.value, digits=0))


def _slope(state: Why) -> list[str]:
    measure = state.limit if state.limit else state.value
    if state.per_day is None or not measure or abs(state.per_day) < _SLOPE_TOLD * abs(measure):
        return []
    text = _("rising {rate} a day") if state.per_day > 0 else _("falling {rate} a day")
    rate = abs(state.per_day)
    return [text.format(rate=number(rate, state.unit, digits=1 if 0.1 <= rate < 1 else None))]


def _last_seen(state: Why) -> list[str]:
    told = state.reason is Reason.NOT_BELIEVABLE and state.trust is Trust.SILENT and state.value is not None
    if not told or state.data_at is None:
        return []
    moment = language.moment(state.data_at, state.zone)
    return [_("last {value} on {moment}").format(value=number(state.value, state.unit), moment=moment)]


def _running(state: Why) -> list[str]:
    return [str(_RUNNING[state.running])] if state.running in _RUNNING else []


def _others(state: Why) -> list[str]:
    if not state.others:
        return []
    if state.reason in (Reason.OVERDUE_DAYS, Reason.OVERDUE_HOURS):
        return [ngettext("{count} more overdue", "{count} more overdue", state.others)]
    return [ngettext("{count} more signal in trouble", "{count} more signals in trouble", state.others)]


def _filled(text: Lazy | str, state: Why) -> str:
    return str(text).format(signal=_signal(state), value=number(state.value, state.unit),
                            limit=number(state.limit))


def _signal(state: Why) -> str:
    return state.signal or _("The signal")
