"""What people enter about telling: read field by field; what is wrong with each field is said in one word."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from zoneinfo import available_timezones

from domain.contact import is_email
from domain.errors import InvalidError
from domain.limit import Priority
from domain.telling_hours import Hours
from domain.telling_parcel import ChannelKind

LONGEST_NAME, LONGEST_ADDRESS = 80, 2000
SHORTEST_SECRET = 16
MOST_STEPS, MOST_SCOPES = 8, 200
LONGEST_MIN = 7 * 24 * 60
SHORTEST_REMIND_MIN = 5
_PHONE = re.compile(r"\+[1-9][0-9]{5,14}")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Fault(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TAKEN = "taken"
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    NO_ZONE = "no_zone"
    NO_TIME = "no_time"
    BOTH_TIMES = "both_times"
    SAME_TIME = "same_time"
    OUT_OF_RANGE = "out_of_range"
    NO_ADDRESS = "no_address"
    NO_WEB_ADDRESS = "no_web_address"
    TOO_SHORT = "too_short"
    NO_WEEKDAY = "no_weekday"
    NOTHING_CHOSEN = "nothing_chosen"
    NO_STEP = "no_step"
    NOT_RISING = "not_rising"
    UNKNOWN = "unknown"


class FaultsError(InvalidError):
    """Some fields cannot be used as they are."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__()
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class PersonForm:
    """How somebody is reached, and when not."""

    email: str | None
    phone: str | None
    zone: str | None
    quiet: Hours | None
    budget_per_h: int


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """A channel; without address or secret those stay that it has."""

    name: str
    kind: ChannelKind
    active: bool
    address: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step: whom, by which channel, after how many minutes."""

    user_id: int
    channel_id: int
    after_min: int


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule."""

    name: str
    active: bool
    everywhere: bool
    place_ids: Sequence[int]
    machine_ids: Sequence[int]
    least_priority: Priority
    weekdays: Sequence[int]
    hours: Hours | None
    remind_min: int | None
    steps: Sequence[StepForm]


class _Reader:
    """Reads fields and collects what is wrong with them."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self.raw, self.faults = raw, dict[str, Fault]()

    def fault(self, name: str, fault: Fault) -> None:
        self.faults.setdefault(name, fault)

    def text(self, name: str, *, longest: int) -> str:
        found = self.raw.get(name)
        text = found.strip().replace("\0", "") if isinstance(found, str) else ""
        if len(text) > longest:
            self.fault(name, Fault.TOO_LONG)
        return text

    def needed(self, name: str, *, longest: int = LONGEST_NAME) -> str:
        text = self.text(name, longest=longest)
        if not text:
            self.fault(name, Fault.MISSING)
        return text

    def whole(self, name: str, least: int, most: int) -> int:
        found = self.raw.get(name)
        if isinstance(found, str) and found.strip().isdecimal():
            found = int(found)
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            self.fault(name, Fault.OUT_OF_RANGE)
            return least
        return found

    def ids(self, name: str) -> list[int]:
        found = self.raw.get(name)
        usable = isinstance(found, list) and len(found) <= MOST_SCOPES
        numbers = [one for one in found if _is_id(one)] if isinstance(found, list) and usable else []
        return list(dict.fromkeys(numbers))

    def hours(self, begin: str, end: str) -> Hours | None:
        texts = [self.text(name, longest=5) for name in (begin, end)]
        if not any(texts):
            return None
        for name, text in zip((begin, end), texts, strict=True):
            if not _CLOCK.fullmatch(text):
                self.fault(name, Fault.NO_TIME if text else Fault.BOTH_TIMES)
        if texts[0] == texts[1]:
            self.fault(end, Fault.SAME_TIME)
        if {begin, end} & set(self.faults):
            return None
        return Hours(time.fromisoformat(texts[0]), time.fromisoformat(texts[1]))

    def done(self) -> None:
        if self.faults:
            raise FaultsError(self.faults)


def person(raw: Mapping[str, object]) -> PersonForm:
    """Return how somebody wants to be reached. Raises: FaultsError."""
    read = _Reader(raw)
    email, phone = read.text("email", longest=254), read.text("phone", longest=40)
    phone = re.sub(r"[ ()/.-]", "", phone)
    zone = read.text("zone", longest=64)
    if email and not is_email(email):
        read.fault("email", Fault.NO_EMAIL)
    if phone and not _PHONE.fullmatch(phone):
        read.fault("phone", Fault.NO_PHONE)
    if zone and zone not in available_timezones():
        read.fault("zone", Fault.NO_ZONE)
    quiet, budget = read.hours("quiet_from", "quiet_to"), read.whole("budget", 1, 1000)
    read.done()
    return PersonForm(email or None, phone or None, zone or None, quiet, budget)


def channel(raw: Mapping[str, object], *, is_new: bool) -> ChannelForm:
    """Return a channel; only of one that is known may the address be left out. Raises: FaultsError."""
    read = _Reader(raw)
    name, kind = read.needed("name"), read.text("kind", longest=20)
    address, secret = read.text("address", longest=LONGEST_ADDRESS), read.text("secret", longest=LONGEST_ADDRESS)
    if kind not in set(ChannelKind):
        read.fault("kind", Fault.MISSING)
    if not address and is_new:
        read.fault("address", Fault.MISSING)
    if address and ("://" not in address or any(letter.isspace() for letter in address)):
        read.fault("address", Fault.NO_ADDRESS)
    if address and kind == ChannelKind.WEBHOOK and not address.lower().startswith(("https://", "http://")):
        read.fault("address", Fault.NO_WEB_ADDRESS)
    if secret and len(secret) < SHORTEST_SECRET:
        read.fault("secret", Fault.TOO_SHORT)
    read.done()
    return ChannelForm(name, ChannelKind(kind), raw.get("active") is not False, address or None, secret or None)


def rule(raw: Mapping[str, object]) -> RuleForm:
    """Return a rule. Raises: FaultsError; a fault of a step is named ``steps.0.after``."""
    read = _Reader(raw)
    name, least = read.needed("name"), read.text("least", longest=20)
    if least not in set(Priority):
        read.fault("least", Fault.MISSING)
    everywhere, places, machines = raw.get("everywhere") is True, read.ids("places"), read.ids("machines")
    if not everywhere and not places and not machines:
        read.fault("scope", Fault.NOTHING_CHOSEN)
    weekdays = sorted(day for day in read.ids("weekdays") if day <= 7)
    if not weekdays:
        read.fault("weekdays", Fault.NO_WEEKDAY)
    remind = read.whole("remind", SHORTEST_REMIND_MIN, LONGEST_MIN) if raw.get("remind") not in (None, "") else None
    hours, steps = read.hours("from", "to"), _steps(read)
    read.done()
    return RuleForm(name, raw.get("active") is not False, everywhere, [] if everywhere else places,
                    [] if everywhere else machines, Priority(least), weekdays, hours, remind, steps)


def _steps(read: _Reader) -> list[StepForm]:
    found = read.raw.get("steps")
    given = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    if not 0 < len(given) <= MOST_STEPS:
        read.fault("steps", Fault.NO_STEP)
        return []
    steps: list[StepForm] = []
    for position, one in enumerate(given):
        of_step = _Reader(one)
        for name in ("user", "channel"):
            if not _is_id(one.get(name)):
                of_step.fault(name, Fault.MISSING)
        after_min = of_step.whole("after", 0, LONGEST_MIN)
        if steps and after_min < steps[-1].after_min:
            of_step.fault("after", Fault.NOT_RISING)
        for name, fault in of_step.faults.items():
            read.fault(f"steps.{position}.{name}", fault)
        user, of_channel = one.get("user"), one.get("channel")
        steps.append(StepForm(user if isinstance(user, int) else 0, of_channel if isinstance(of_channel, int) else 0,
                              after_min))
    return steps


def _is_id(found: object) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**31
