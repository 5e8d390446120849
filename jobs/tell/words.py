"""What messages say: machine, place, reason, since when, trend, whom to call, and links, in the person's language."""

from collections import Counter
from collections.abc import Iterator, Sequence

import language
import reasons
from domain.alarm import LATE_AFTER, Kind, Subject
from domain.limit import PRIORITIES_WORST_FIRST
from domain.telling import MessageKind, Reason
from domain.telling_parcel import Facts, Parcel, Text
from language import _, lazy, ngettext, number

_TITLES = {
    MessageKind.RAISED: lazy("{priority}: {what}"),
    MessageKind.ESCALATION: lazy("{priority}, nobody has acknowledged: {what}"),
    MessageKind.REMINDER: lazy("{priority}, still bad: {what}"),
    MessageKind.CLEARED: lazy("Over: {what}"),
    MessageKind.FLAPPING: lazy("{priority}, comes and goes: {what}"),
}
# A slope is told when a day of it is at least this share of the limit, as in the ward round.
_SLOPE_TOLD = 0.005
_MOST_LISTED, _MOST_CONTACTS = 10, 3


def text(parcel: Parcel, *, public_url: str) -> Text:
    """Return a message as people read it; without ``public_url`` it has no links."""
    with language.use(parcel.recipient.language):
        if parcel.kind is MessageKind.TEST:
            return Text(_("Test message from Stethos"), [_("Channel {name} reaches you.").format(
                name=parcel.channel.name)], _links(None, public_url))
        if parcel.alarm is None:
            return _digest(parcel, public_url)
        facts = parcel.alarm
        title = str(_TITLES[parcel.kind]).format(priority=reasons.PRIORITIES[facts.priority], what=_what(facts))
        return Text(_plain(title), [_plain(line) for line in _lines(parcel, facts)], _links(facts, public_url))


def sentence(facts: Facts) -> str:
    """Return the reason of an alarm in one sentence, with its numbers."""
    if facts.kind in reasons.OF_A_LIMIT:
        return reasons.of_a_limit(facts.kind, facts.signal, value=number(facts.value, facts.unit),
                                  limit=number(facts.limit, facts.unit))
    told = reasons.of_trouble(facts.kind, _sensor(facts))
    return f"{told}; {reasons.blind(facts.blind)}" if facts.blind else told


def _lines(parcel: Parcel, facts: Facts) -> Iterator[str]:
    yield sentence(facts)
    yield from _note(parcel, facts)
    if facts.places:
        yield _("Place: {place}").format(place=" › ".join(facts.places))
    if parcel.kind is not MessageKind.CLEARED:
        yield _since(facts)
        yield from _trend(facts)
        yield from _contacts(facts)


def _since(facts: Facts) -> str:
    since = language.moment(facts.began_at, facts.zone)
    if facts.discovered_at - facts.raised_at <= LATE_AFTER:
        return _("Since {time}").format(time=since)
    return _("Since {time}, known since {later}: the data came late").format(
        time=since, later=language.moment(facts.discovered_at, facts.zone))


def _note(parcel: Parcel, facts: Facts) -> Iterator[str]:
    if parcel.kind is MessageKind.FLAPPING:
        yield _("It has come and gone several times. Nothing more is told until it has been calm for 10 minutes.")
    if parcel.reason is Reason.PREVIOUS_FAILED:
        yield _("You are told because a message to somebody else could not be delivered.")
    if parcel.reason is Reason.WITHDRAWN:
        yield _("It never was: data that came late says so.")
    elif parcel.kind is MessageKind.CLEARED and facts.cleared_at is not None:
        yield _("From {begin} to {end}").format(begin=language.moment(facts.began_at, facts.zone),
                                                end=language.moment(facts.cleared_at, facts.zone))


def _trend(facts: Facts) -> Iterator[str]:
    slope, measure = facts.per_day, facts.limit or facts.value
    if slope and measure and abs(slope) >= _SLOPE_TOLD * abs(measure):
        told = _("rising {rate} a day") if slope > 0 else _("falling {rate} a day")
        yield _("Trend: {trend}").format(trend=told.format(rate=number(abs(slope), facts.unit)))
    if facts.value_now is not None and facts.kind in reasons.OF_A_LIMIT and facts.kind is not Kind.RATE:
        yield _("Now {value}").format(value=number(facts.value_now, facts.unit))


def _contacts(facts: Facts) -> Iterator[str]:
    for one in facts.contacts[:_MOST_CONTACTS]:
        reached = ", ".join(part for part in (one.phone, one.email, one.hours) if part)
        yield _("Contact: {name} ({role}), {reached}").format(name=one.name, role=one.role, reached=reached)


def _what(facts: Facts) -> str:
    """Return what it is about, for the title: the machine, or what has no machine."""
    if facts.subject is Subject.PLATFORM:
        return _("Stethos itself")
    if facts.subject is Subject.GATEWAY:
        return _("gateway {name}").format(name=facts.gateway or "?")
    return facts.machine or facts.device or facts.signal or "?"


def _sensor(facts: Facts) -> str:
    if facts.subject is Subject.GATEWAY:
        return _("Gateway {name}").format(name=facts.gateway or "?")
    device = _("Device {name}").format(name=facts.device or "?")
    return f"{device}, {facts.signal}" if facts.signal else device


def _digest(parcel: Parcel, public_url: str) -> Text:
    count = len(parcel.members)
    if parcel.reason is Reason.BUDGET:
        title = ngettext("{count} message held back, see the list", "{count} messages held back, see the list", count)
    else:
        title = ngettext("Many alarms at once: {count} more", "Many alarms at once: {count} more", count)
    return Text(title, [*_sums(parcel.members), *_listed(parcel.members)], _links(None, public_url))


def _sums(members: Sequence[tuple[MessageKind, Facts]]) -> Iterator[str]:
    counted = Counter(facts.priority for kind, facts in members if kind is not MessageKind.CLEARED)
    sums = [f"{reasons.PRIORITIES[priority]}: {number(counted[priority], digits=0)}"
            for priority in PRIORITIES_WORST_FIRST if counted[priority]]
    over = sum(kind is MessageKind.CLEARED for kind, _facts in members)
    yield ", ".join([*sums, *([_("Over: {what}").format(what=number(over, digits=0))] if over else [])])


def _listed(members: Sequence[tuple[MessageKind, Facts]]) -> Iterator[str]:
    ranked = sorted(members, key=lambda one: (one[0] is MessageKind.CLEARED,
                                              PRIORITIES_WORST_FIRST.index(one[1].priority)))
    for kind, facts in ranked[:_MOST_LISTED]:
        told = _("Over: {what}") if kind is MessageKind.CLEARED else "{what}"
        yield _plain(told.format(what=f"{_what(facts)}: {sentence(facts)}"))
    more = len(members) - _MOST_LISTED
    if more > 0:
        yield ngettext("and {count} more", "and {count} more", more)


def _links(facts: Facts | None, public_url: str) -> list[tuple[str, str, str]]:
    base = public_url.rstrip("/")
    if not base:
        return []
    found = [("alarms", _("Alarms"), f"{base}/alarms")]
    if facts is not None and facts.machine_id is not None:
        found = [("machine", _("Machine"), f"{base}/machines/{facts.machine_id}")]
    if facts is not None and facts.case_id is not None:
        found.insert(0, ("case", _("Case"), f"{base}/cases/{facts.case_id}"))
    return found


def _plain(line: str) -> str:
    """Return a text in one line with plain spaces: names come from people and devices, and an SMS counts letters."""
    return " ".join(line.split())
