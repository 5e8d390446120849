"""What the page of a machine says about it, in words that a script only has to place."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import language
from components import sentence, status
from domain.machine import SPARK_STEP_S, Judged, Machine, RunningTime, Signal, Spark
from domain.vitals import Vital
from language import _, lazy

_NOT_JUDGED_AFTER_S = 10
_LIMITS = (lazy("low-low"), lazy("low"), lazy("high"), lazy("high-high"))
_GAP_INTERVALS, _GAP_STEPS = 3, 2.5    # a small chart breaks where neither readings nor steps follow


def state(judged: Judged | None, signals: Sequence[Signal], *, zone: str, now: datetime) -> dict[str, Any]:
    """Return the three marks, the one sentence why, since when, and a word if nobody judges any more."""
    if judged is None:
        return {"sentence": _("Not judged yet")}
    found = judged.state
    told = {signal.id: signal for signal in signals}.get(found.signal_id or 0)
    why = sentence.Why(found.reason, found.running, found.trust, told.title if told else None,
                       told.unit if told else None, found.value, found.limit_value, found.per_day,
                       found.others, found.data_at, zone, found.plan)
    return {"condition": mark(found.condition), "running": mark(found.running), "trust": mark(found.trust),
            "sentence": sentence.why(why), "since": language.iso(judged.since),
            "stale": _not_judged_since(judged.judged_at, zone=zone, now=now)}


def facts(machine: Machine, signals: Sequence[Signal]) -> list[tuple[str, str]]:
    """Return what is known of a machine, name and text; what nobody knows is left out."""
    made = " ".join(text for text in (machine.maker, machine.model) if text)
    rated = ", ".join(language.number(value, unit) for value, unit in (
        (machine.rated_power_kw, "kW"), (machine.rated_speed_rpm, "rpm")) if value is not None)
    criticality = _("{level} of 5").format(level=language.number(machine.criticality, digits=0))
    devices = ", ".join(dict.fromkeys(signal.device for signal in signals))
    found = ((_("Type"), str(status.TYPES.get(machine.type, machine.type))), (_("Maker, model"), made),
             (_("Serial number"), machine.serial_number or ""), (_("Rated"), rated),
             (_("Year built"), str(machine.year or "")), (_("Mounting"), machine.mounting or ""),
             (_("Criticality"), criticality), (_("Devices"), devices))
    return [(name, text) for name, text in found if text]


def mark(found: status.State) -> list[str]:
    """Return word, icon and tone of a mark."""
    shown = status.mark(found)
    return [str(shown.word), shown.icon, shown.tone]


def vital(signal: Signal, found: Vital) -> list[Any]:
    """Return a signal as it is now: its number, value, time, trust, and its condition if it has limits."""
    at = None if found.at_us is None else language.iso(datetime.fromtimestamp(found.at_us / 1e6, UTC))
    return [signal.id, language.number(found.value, signal.unit), at, mark(found.trust),
            mark(found.condition) if found.condition else None]


def about(signal: Signal, spark: Spark) -> dict[str, Any]:
    """Return what changes little about a signal: its names, its limits, its last hours."""
    return {"id": signal.id, "title": signal.title, "limits": limits(signal),
            "lines": [limit for limit in signal.limits if limit is not None], "at": spark.at,
            "gap_s": max(_GAP_INTERVALS * signal.interval_s, _GAP_STEPS * SPARK_STEP_S),
            "low": [float(f"{low:.4g}") for low in spark.low],
            "high": [float(f"{high:.4g}") for high in spark.high]}


def limits(signal: Signal) -> str:
    """Return the limits in words: high 4.5 mm/s, high-high 7.1 mm/s."""
    given = [f"{name} {language.number(limit, signal.unit)}"
             for name, limit in zip(_LIMITS, signal.limits, strict=True) if limit is not None]
    return ", ".join(given) or _("no limits")


def running_hours(ran: RunningTime | None, *, zone: str) -> str:
    """Return for how long the machine ran: 1,234 h since 3 Mar 2026."""
    if ran is None or ran.since is None:
        return _("not measured")
    return _("{hours} since {day}").format(hours=language.number(ran.seconds / 3600, "h"),
                                           day=language.day(ran.since, zone))


def _not_judged_since(judged_at: datetime | None, *, zone: str, now: datetime) -> str:
    if judged_at is None:
        return _("Not judged now")
    if (now - judged_at).total_seconds() < _NOT_JUDGED_AFTER_S:
        return ""
    return _("Not judged since {moment}").format(moment=language.moment(judged_at, zone))
