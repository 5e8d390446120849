"""The report of a machine in words: what stands in its head, and the sections under it.

Where people may have written much, so much of it is told as there is room for; what is left out is said.
"""

from collections.abc import Iterator

import language
from components import machine_words, status
from components import report_sections as sections
from components.paper import shortened
from components.report_sections import ROOMY, Room
from components.sheet import Mark, Section, Sheet
from domain.report import Report
from language import _

_GLYPHS = {"critical": "■", "warning": "▲", "advisory": "◆", "healthy": "✔", "unknown": "?", "running": "▶",
           "stopped": "□", "starting": "▷", "good": "✔"}
_DOUBT = "⚠"
_AXES = ("condition", "running", "trust")


def sheet(found: Report, *, address: str, by: str, room: Room = ROOMY) -> Sheet:
    """Return the report; ``address`` is that of the machine's page, ``by`` the name of who has it made."""
    machine, zone = found.machine, found.machine.time_zone
    marks, told = _state(found, room)
    made = _("State at {moment}, made by {name}")
    return Sheet(
        title=shortened(machine.name, room.name),
        about=[str(status.TYPES.get(machine.type, machine.type)), shortened(" › ".join(machine.places), room.line)],
        address=address, marks=marks, told=told,
        sections=[section for section in _sections(found, room) if section.parts],
        made=made.format(moment=language.moment(found.at, zone), name=shortened(by, 60)),
        picture=_("Picture of {name}").format(name=shortened(machine.name, room.name)) if found.face else "")


def _sections(found: Report, room: Room) -> list[Section]:
    """Return what stands in the report, in this order."""
    return [
        Section(_("Open alarms"), list(sections.alarms(found, room))),
        Section(_("Open case"), list(sections.case(found, room))),
        Section(_("Whom to call"), list(sections.contacts(found, room))),
        Section(_("Where it is"), list(sections.where(found, room))),
        Section(_("Upcoming maintenance"), list(sections.planned(found, room))),
        Section(_("Log book"), list(sections.log(found, room))),
        Section(_("Plate and bearings"), list(sections.plate(found, room))),
        Section(_("History"), list(sections.history(found, room))),
    ]


def _state(found: Report, room: Room) -> tuple[list[Mark], list[str]]:
    """Return the three marks, the sentence why, and what else is to be known of them; what is retired has no state."""
    if found.machine.retired_at is not None:
        return [], [shortened(_retired(found), room.story)]
    state = machine_words.state(found.judged, found.signals, zone=found.machine.time_zone, now=found.at)
    told = [state["sentence"], *_since(found), *_rest(found), state.get("stale", "")]
    marks = [_mark(*state[axis]) for axis in _AXES if axis in state]
    return marks, [shortened(line, room.story) for line in told if line]


def _mark(word: str, icon: str, tone: str) -> Mark:
    return Mark(word, icon, tone, _GLYPHS.get(icon, _DOUBT))


def _since(found: Report) -> Iterator[str]:
    if found.judged is not None:
        yield _("since {moment}, for {duration}").format(
            moment=language.moment(found.judged.since, found.machine.time_zone),
            duration=language.duration((found.at - found.judged.since).total_seconds()))


def _rest(found: Report) -> Iterator[str]:
    if found.rest is not None:
        yield sections.out_of_service(found.rest, found.machine.time_zone)


def _retired(found: Report) -> str:
    at, (who, why) = found.machine.retired_at, found.retired_by
    told = _("Retired {when}").format(when=language.moment(at, found.machine.time_zone)) if at else ""
    told += _(", by {who}").format(who=who) if who else ""
    return f"{told}: {why}" if why else told
