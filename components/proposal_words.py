"""What people read about proposed limits: where they come from, and why some are not proposed."""

from typing import Any

import language
from components.limit_words import values
from domain.limit_set import as_values
from domain.proposal import Basis, Proposal, Refused
from domain.zones import Refusal
from language import _, lazy

_FOUNDATIONS = {"rigid": lazy("rigid foundation"), "flexible": lazy("flexible foundation")}
_REFUSALS = {
    Refusal.ACCELERATION: lazy("acceleration is not velocity: the zones hold for velocity alone"),
    Refusal.UNIT: lazy("the unit of the signal is no velocity"),
    Refusal.BAND_UNKNOWN: lazy("the frequency band of the signal is not known (band in the fleet file)"),
    Refusal.BAND: lazy("the zones hold for another frequency band: 10 to 1000 Hz, below 600 rpm 2 to 1000 Hz"),
    Refusal.POWER_UNKNOWN: lazy("the power of the machine is not known (rated_power_kw in the fleet file)"),
    Refusal.TOO_SMALL: lazy("the standard is about machines above 15 kW"),
    Refusal.TOO_LARGE: lazy("the machine is larger than the standard covers"),
    Refusal.SPEED_UNKNOWN: lazy("the speed of the machine is not known (rated_speed_rpm in the fleet file)"),
    Refusal.SPEED: lazy("the standard is about 120 to 30,000 rpm"),
    Refusal.FOUNDATION_UNKNOWN: lazy("it is not known whether the foundation is rigid or flexible "
                                     "(foundation in the fleet file)"),
    Refusal.MOTION_UNKNOWN: lazy("it is not known whether the compressor is rotary or reciprocating "
                                 "(motion in the fleet file)"),
    Refusal.RECIPROCATING: lazy("reciprocating machines follow ISO 20816-8, which is not here"),
    Refusal.IMPELLER_UNKNOWN: lazy("it is not known how the impeller of the pump is mounted "
                                   "(impeller in the fleet file)"),
    Refusal.IMPELLER_DIRECT: lazy("the impeller sits directly on the shaft of the motor"),
    Refusal.NOT_COVERED: lazy("no standard known here is about such machines"),
    Refusal.NO_BASE_LINE: lazy("there are no readings of the last 30 days in which the machine ran"),
    Refusal.OUTSIDE_RANGE: lazy("it does not fit into the range of the signal"),
}
NOT_CHECKED = lazy("The numbers of standards come from secondary sources and were not checked against the paid texts.")


def proposal(found: Proposal, unit: str | None) -> dict[str, Any]:
    """Return a proposal: its title, its values, where they come from, and the limits to fill in."""
    return {"title": _title(found), "values": values(found.limits, unit), "why": _why(found, unit),
            "limits": {name: row for name, row in as_values(found.limits, unit).items() if name != "unit"}}


def refused(found: Refused) -> dict[str, Any]:
    """Return what is not proposed, with the reasons."""
    name = found.standard or (_("Usual limits") if found.basis is Basis.USUAL else _("Zones of a standard"))
    title = _("{standard}, from the base line").format(standard=name) if found.basis is Basis.BASE_LINE else name
    return {"title": title, "why": language.listed([str(_REFUSALS[reason]) for reason in found.reasons])}


def _title(found: Proposal) -> str:
    if found.basis is Basis.USUAL:
        return _("Usual for such a signal")
    where = _("group {group}").format(group=found.group) if found.foundation else _("category {group}").format(
        group=found.group)
    foundation = [str(_FOUNDATIONS[found.foundation])] if found.foundation else []
    title = ", ".join([found.standard, where, *foundation])
    return title if found.basis is Basis.ZONES else _("{standard}, from the base line").format(standard=title)


def _why(found: Proposal, unit: str | None) -> str:
    source = _("Edition: {edition}. Source: {source}.").format(edition=found.edition, source=found.source)
    if found.basis is Basis.ZONES:
        return _("high: border between zones B and C; high-high: between C and D.") + " " + source
    if found.median is None:
        return _("Source: {source}.").format(source=found.source)
    median = _("Base line: {median}, the median of the last 30 days while the machine ran.").format(
        median=language.number(found.median, unit))
    if found.basis is Basis.USUAL:
        return " ".join([median, _("Source: {source}.").format(source=found.source)])
    return " ".join([median, _("high: a quarter of border B/C above it, at most 1.25 times that border; "
                               "high-high: border C/D."), source])
