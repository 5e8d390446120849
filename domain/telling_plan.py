"""Who is told what: from an alarm, the rules and what was told already to messages, each with its reason."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.alarm import LATE_AFTER, calls
from domain.limit import Priority
from domain.telling import (
    CALLING,
    Alarm,
    Book,
    Call,
    Lateness,
    Message,
    MessageKind,
    MessageState,
    Person,
    Reason,
    Rule,
    Step,
    Told,
)
from domain.telling_flow import Spell
from domain.telling_hours import Timetable

BACKLOG_WAIT = timedelta(seconds=30)
_LONGEST_LOOK = timedelta(seconds=60)       # rules change


@dataclass(frozen=True, slots=True)
class Look:
    """All that is known at one look at an alarm that calls for people; ``flaps`` while it is in such a spell."""

    call: Call
    alarm: Alarm
    book: Book
    told: Collection[Told]
    now: datetime
    flaps: Spell | None = None

    @property
    def since(self) -> datetime:
        """Return since when it calls."""
        return self.call.since or self.now


@dataclass(frozen=True, slots=True)
class Plan:
    """What a look gives: messages, since when the alarm calls, and when to look again; never, if it calls no longer."""

    messages: Sequence[Message] = ()
    since: datetime | None = None
    look_at: datetime | None = None


def lateness(alarm: Alarm, *, at: datetime, created_at: datetime, over: bool, now: datetime) -> Lateness:
    """Return what becomes of a raised alarm that happened ``at`` and was stored at ``created_at``.

    ``over``: this time has ended. If the alarm is on all the same, a later time has a message of its own.
    """
    if over:
        late = now - at > LATE_AFTER and (alarm.active or alarm.priority is not Priority.CRITICAL)
        return Lateness.OVER_ALREADY if late else Lateness.IN_TIME
    if created_at - at > LATE_AFTER and now < created_at + BACKLOG_WAIT:
        return Lateness.NOT_YET
    return Lateness.IN_TIME


def plan(look: Look) -> Plan:
    """Return the messages that a calling alarm is due, and when to look at it again."""
    alarm, call = look.alarm, look.call
    if alarm.acknowledged or not (alarm.active or call.is_new or look.flaps):
        return Plan() if alarm.active else Plan(resolved(alarm, look.told, number=call.number, now=look.now))
    if not calls(alarm.state):
        return Plan()       # it is announced again when nothing keeps it from calling any more
    rules = [rule for rule in look.book.rules if rule.covers(alarm)]
    made = [message for rule in rules for message in _due(rule, look)]
    nexts = [at for rule in rules for at in _moments(rule, look) if at > look.now]
    nexts += [look.now + _LONGEST_LOOK, *([look.flaps.calm_at] if look.flaps else [])]
    known = {one.about for one in look.told}
    return Plan(list({one.about: one for one in made[::-1] if one.about not in known}.values())[::-1],
                look.since, min(nexts))


def resolved(alarm: Alarm, told: Collection[Told], *, number: int, now: datetime,
             reason: Reason = Reason.RESOLVED) -> list[Message]:
    """Return a message for exactly those who were told that it was raised, and not yet that it is over."""
    owed: dict[tuple[int, int], bool] = {}
    for one in sorted(told, key=lambda one: one.id):
        if one.kind in CALLING and one.counts:
            owed[one.pair] = True
        elif one.kind is MessageKind.CLEARED and one.state is not MessageState.FAILED:
            owed[one.pair] = False
    return [Message(f"cleared {alarm.id} {number} {user} {channel}", MessageKind.CLEARED, reason, user, channel,
                    alarm.priority, now, alarm.id, number)
            for (user, channel), is_owed in owed.items() if is_owed]


def after_failure(look: Look, rule: Rule, *, position: int) -> Message | None:
    """Return the message of the next step, at once, because that of a step could not be delivered."""
    if look.alarm.acknowledged or not look.alarm.active or not calls(look.alarm.state):
        return None
    nexts = [(after, step) for after, step, _minutes in usable(rule, look.book) if after > position]
    return _calling(look, rule, *nexts[0], reason=Reason.PREVIOUS_FAILED) if nexts else None


def usable(rule: Rule, book: Book) -> Iterator[tuple[int, Step, int]]:
    """Return the steps whose person and channel are there, with their minutes.

    A step that cannot be taken hands its minutes on to the next: nobody waits for somebody who has left.
    """
    handed_on: int | None = None
    for position, step in enumerate(rule.steps):
        after_min = step.after_min if handed_on is None else handed_on
        if step.user_id in book.persons and step.channel_id in book.channel_ids:
            handed_on = None
            yield position, step, after_min
        else:
            handed_on = after_min


def timetable(person: Person, rule: Rule | None = None) -> Timetable:
    """Return when somebody may be told by a rule; without one, only their quiet hours count."""
    if rule is None:
        return Timetable(person.zone, quiet=person.quiet)
    return Timetable(person.zone, rule.weekdays, rule.hours, person.quiet)


def _due(rule: Rule, look: Look) -> Iterator[Message]:
    for number, (position, step, after_min) in enumerate(usable(rule, look.book)):
        if look.since + timedelta(minutes=after_min) <= look.now:
            yield _calling(look, rule, position, step, reason=Reason.NOT_ACKNOWLEDGED if number else Reason.RULE)
    if not look.flaps:
        yield from _reminders(rule, look)


def _calling(look: Look, rule: Rule, position: int, step: Step, *, reason: Reason) -> Message:
    alarm, whom = look.alarm, f"{step.user_id} {step.channel_id}"
    kind = MessageKind.RAISED if reason is Reason.RULE else MessageKind.ESCALATION
    about = f"alarm {alarm.id} {look.call.number} {whom}"
    if look.flaps:
        kind, reason = MessageKind.FLAPPING, Reason.FLAPPING
        about = f"flapping {alarm.source} {alarm.kind} {look.flaps.since:%Y%m%dT%H%M%S} {whom}"
    at = _opens_at(look, rule, step)
    return Message(about, kind, Reason.HOURS if at > look.now else reason, step.user_id, step.channel_id,
                   alarm.priority, at, alarm.id, look.call.number, rule.id, position)


def _reminders(rule: Rule, look: Look) -> Iterator[Message]:
    """Everybody the rule has told so far is reminded, within their hours; of missed reminders the newest counts."""
    if not rule.remind_min or not look.alarm.active:
        return
    count = int((look.now - look.since) / timedelta(minutes=rule.remind_min))
    known = {one.pair for one in look.told if one.kind in CALLING and one.call == look.call.number and one.counts}
    for position, step, _after in usable(rule, look.book):
        known_and_open = (step.user_id, step.channel_id) in known and _opens_at(look, rule, step) == look.now
        if count and known_and_open:
            yield Message(f"reminder {look.alarm.id} {look.call.number} {count} {step.user_id} {step.channel_id}",
                          MessageKind.REMINDER, Reason.STILL_BAD, step.user_id, step.channel_id, look.alarm.priority,
                          look.now, look.alarm.id, look.call.number, rule.id, position)


def _opens_at(look: Look, rule: Rule, step: Step) -> datetime:
    """Return when a message may go out; a critical one never waits.

    Hours that never open, because quiet hours cover them, are taken as open: somebody has to be told.
    """
    if look.alarm.priority is Priority.CRITICAL:
        return look.now
    return timetable(look.book.persons[step.user_id], rule).opens_at(look.now) or look.now


def _moments(rule: Rule, look: Look) -> Iterator[datetime]:
    """Return when this rule has something to say next."""
    for _position, _step, after_min in usable(rule, look.book):
        yield look.since + timedelta(minutes=after_min)
    if rule.remind_min:
        every = timedelta(minutes=rule.remind_min)
        yield look.since + every * (int((look.now - look.since) / every) + 1)
