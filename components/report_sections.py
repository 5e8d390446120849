"""The sections of the report of a machine, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import language
from components import alarm_words, log_words, machine_words, report_chart, upkeep_words
from components.paper import shortened
from components.sheet import Charts, Grid, Pairs, Part, Sentences
from domain.alarm_list import Standing
from domain.contact import Contact
from domain.log import Entry
from domain.log_marks import spots
from domain.plate import Bearing
from domain.report import MOST_CHARTED, MOST_LOGGED, Charted, Report, Rest
from language import NOTHING, _, ngettext


@dataclass(frozen=True, slots=True)
class Room:
    """How much is told at most: letters of a name, of a line and of what somebody tells; how many of each."""

    name: int
    line: int
    story: int
    alarms: int
    contacts: int
    plate: int
    bearings: int
    charts: int
    plans: int
    logged: int


ROOMY = Room(name=120, line=240, story=420, alarms=8, contacts=6, plate=12, bearings=8, charts=MOST_CHARTED,
             plans=8, logged=MOST_LOGGED)
TIGHT = Room(name=48, line=90, story=150, alarms=4, contacts=3, plate=6, bearings=3, charts=4, plans=3, logged=3)


def alarms(found: Report, room: Room) -> Iterator[Part]:
    """Yield the alarms that stand, the worst first, with value and limit."""
    if not found.alarms:
        yield Sentences([_("No alarm is open.")])
        return
    yield Grid([_("Priority"), _("Why"), _("State"), _("Since")],
               [_alarm(one, found, room) for one in found.alarms[:room.alarms]], (11, 44, 19, 26))
    more = len(found.alarms) - room.alarms
    yield from _left_out(more, ngettext("{count} more alarm is on the page of the machine",
                                        "{count} more alarms are on the page of the machine", more))


def case(found: Report, room: Room) -> Iterator[Part]:
    """Yield who looks after the open case, and what was said last."""
    if found.case is None:
        return
    shown, zone = found.case, found.machine.time_zone
    begun = _("{number}, since {moment}").format(number=shown.id, moment=language.moment(shown.began_at, zone))
    yield Pairs([(_("Case"), begun), (_("Owner"), shortened(shown.owner or _("Nobody looks after it"), room.name))])
    if shown.remarks:
        rows = [[language.moment(one.at, zone), shortened(one.by or NOTHING, room.name),
                 shortened(one.text, room.story)] for one in shown.remarks]
        yield Grid([_("Comment of"), _("By"), _("Said")], rows, (26, 16, 58))
    more = shown.said - len(shown.remarks)
    yield from _left_out(more, ngettext("{count} earlier comment", "{count} earlier comments", more))


def contacts(found: Report, room: Room) -> Iterator[Part]:
    """Yield whom to call, the first to call first."""
    if not found.contacts:
        yield Sentences([_("Nobody is named.")])
        return
    yield Grid([_("Name"), _("Phone"), _("E-mail"), _("Notes")],
               [_contact(one, room) for one in found.contacts[:room.contacts]], (26, 21, 29, 24))
    more = len(found.contacts) - room.contacts
    yield from _left_out(more, ngettext("{count} more contact", "{count} more contacts", more))


def where(found: Report, room: Room) -> Iterator[Part]:
    """Yield where it is and how one finds it."""
    known = found.where
    spot = "" if known.latitude is None or known.longitude is None else f"{known.latitude:.5f}, {known.longitude:.5f}"
    lines = ((_("Place"), " › ".join(found.machine.places), room.line), (_("Address"), known.address, room.line),
             (_("How to find it"), known.directions, 2 * room.story), (_("Position"), spot, room.line))
    yield Pairs([(name, shortened(text, most)) for name, text, most in lines if text])


def planned(found: Report, room: Room) -> Iterator[Part]:
    """Yield what is to be done next, the overdue first."""
    if not found.planned:
        yield Sentences([_("Nothing is planned.")])
        return
    yield Grid([_("What"), _("How it stands"), _("When")], [
        [shortened(plan.upkeep.name, room.name), str(upkeep_words.MARKS[due.standing].word),
         shortened(upkeep_words.due(plan, due), room.line)] for plan, due in found.planned[:room.plans]], (40, 20, 40))
    more = len(found.planned) - room.plans
    yield from _left_out(more, ngettext("{count} more plan", "{count} more plans", more))


def log(found: Report, room: Room) -> Iterator[Part]:
    """Yield what was done last."""
    if not found.log:
        yield Sentences([_("Nothing was written down yet.")])
        return
    yield Grid([_("No."), _("Done"), _("By"), _("What")],
               [[str(number), *_logged(one, found, room)] for number, one in
                enumerate(found.log[:room.logged], start=1)], (5, 25, 16, 54))


def plate(found: Report, room: Room) -> Iterator[Part]:
    """Yield what one reads before ordering a spare."""
    known = machine_words.facts(found.machine, found.signals)
    lines = [(line.name, line.value) for line in found.nameplate[:room.plate]]
    yield Pairs([(shortened(name, 40), shortened(text, room.name)) for name, text in known + lines])
    more = len(found.nameplate) - room.plate
    yield from _left_out(more, ngettext("{count} more line on the nameplate", "{count} more lines on the nameplate",
                                        more))
    if found.bearings:
        yield Grid([_("Bearing"), _("Designation"), _("Maker"), _("Rolling elements")],
                   [_bearing(one, room) for one in found.bearings[:room.bearings]], (30, 30, 25, 15))
        more = len(found.bearings) - room.bearings
        yield from _left_out(more, ngettext("{count} more bearing", "{count} more bearings", more))


def history(found: Report, room: Room) -> Iterator[Part]:
    """Yield the charts of the main signals."""
    if not found.charted:
        yield Sentences([_("This machine has no signals yet: no device is mounted on it.")])
        return
    yield Sentences([_("Line: mean; grey: from the lowest to the highest reading. Times in {zone}.").format(
        zone=language.zone_name(found.machine.time_zone, found.at))])
    log = [(number, one.draft.done_at) for number, one in enumerate(found.log[:room.logged], start=1)]
    if any(spots(log, stretch.span) for one in found.charted for stretch in one.stretches):
        yield Sentences([_("Dotted lines: entries of the log book, by their numbers.")])
    yield from (_charts(one, found.machine.time_zone, log) for one in found.charted[:room.charts])
    more = len(found.signals) - min(room.charts, len(found.charted))
    yield from _left_out(more, ngettext("{count} more signal is on the page of the machine",
                                        "{count} more signals are on the page of the machine", more))


def out_of_service(rest: Rest, zone: str) -> str:
    """Return until when a machine is out of service, and why."""
    return alarm_words.out_of_service(rest.until, rest.reason, rest.by, zone=zone)


def _alarm(one: Standing, found: Report, room: Room) -> list[str]:
    line, under = one.line, found.explained.get(one.line.id, ())
    why = alarm_words.why(line) + (f", {alarm_words.explains(len(under))}" if under else "")
    return [str(alarm_words.PRIORITIES[line.alarm.priority].word), shortened(why, room.line),
            str(alarm_words.STATES[one.state].word), language.moment(line.began_at, found.machine.time_zone)]


def _logged(one: Entry, found: Report, room: Room) -> list[str]:
    made, zone = one.draft, found.machine.time_zone
    told = [f"{log_words.KINDS[made.kind]}: {shortened(made.text, room.story)}"]
    if made.parts:
        told.append(shortened(", ".join(log_words.part(used) for used in made.parts), room.line))
    if made.running_h is not None:
        told.append(_("at {hours} of running").format(hours=language.number(made.running_h, "h")))
    return [language.moment(made.done_at, zone), shortened(made.done_by, room.name), " · ".join(told)]


def _contact(one: Contact, room: Room) -> list[str]:
    origin = _("for all of {place}").format(place=one.inherited_from) if one.inherited_from else ""
    tongue = language.tongue(one.language) if one.language else ""
    about = ", ".join(text for text in (one.hours, tongue, origin) if text)
    return [shortened(f"{one.name}, {one.role}", room.name), one.phone or NOTHING,
            shortened(one.email or NOTHING, room.name), shortened(about or NOTHING, room.name)]


def _bearing(one: Bearing, room: Room) -> list[str]:
    count = NOTHING if one.rolling_elements is None else language.number(one.rolling_elements, digits=0)
    return [*(shortened(text or NOTHING, room.name) for text in (one.location, one.designation, one.maker)), count]


def _charts(one: Charted, zone: str, log: Sequence[tuple[int, datetime]]) -> Charts:
    """Return the charts of a signal; none where nothing has been heard of it for so long."""
    now = _("now {value}, {trust}; {limits}").format(
        value=language.number(one.vital.value, one.signal.unit), trust=machine_words.mark(one.vital.trust)[0],
        limits=machine_words.limits(one.signal))
    if not any(stretch.summary for stretch in one.stretches):
        return Charts(shortened(one.signal.title, 60), _("{now}; no readings in 30 days").format(now=now), [])
    return Charts(shortened(one.signal.title, 60), now, [
        (report_chart.chart(one, stretch, zone=zone, log=log), report_chart.told(one, stretch))
        for stretch in one.stretches])


def _left_out(count: int, words: str) -> Iterator[Part]:
    if count > 0:
        yield Sentences([f"… {words}"])
