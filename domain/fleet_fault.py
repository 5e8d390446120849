"""What can be wrong with a fleet file: one reason each, with where it stands and what would be right."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import InvalidError

MOST_PROBLEMS = 50


class Fault(StrEnum):
    """One kind of mistake; ``given`` and ``wanted`` of the problem are what its sentence is made of."""

    UNREADABLE = "unreadable"
    SYNTAX = "syntax"
    ALIAS = "alias"
    NO_ROWS = "no_rows"
    WRONG_VERSION = "wrong_version"
    UNKNOWN_KEY = "unknown_key"
    KEY_TWICE = "key_twice"
    WRONG_NUMBER_OF_VALUES = "wrong_number_of_values"
    NOT_A_MAPPING = "not_a_mapping"
    NOT_A_LIST = "not_a_list"
    NOT_A_VALUE = "not_a_value"
    NOT_A_RANGE = "not_a_range"
    MISSING = "missing"
    NOT_A_TEXT = "not_a_text"
    TOO_LONG = "too_long"
    NOT_A_KEY = "not_a_key"
    NOT_A_DEVICE = "not_a_device"
    NOT_A_SIGNAL = "not_a_signal"
    NOT_A_SIGNAL_PATH = "not_a_signal_path"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    OUT_OF_BOUNDS = "out_of_bounds"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_FLAG = "not_a_flag"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_ZONE = "unknown_zone"
    STANDS_TWICE = "stands_twice"
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_MACHINE = "unknown_machine"
    UNKNOWN_DEVICE = "unknown_device"
    UNKNOWN_SIGNAL = "unknown_signal"
    SITE_HAS_PARENT = "site_has_parent"
    INSIDE_ITSELF = "inside_itself"
    HALF_A_POSITION = "half_a_position"
    HALF_A_RUNNING_RULE = "half_a_running_rule"
    EMPTY_RANGE = "empty_range"
    HALF_A_BAND = "half_a_band"
    LIMIT_NOT_ABOVE = "limit_not_above"
    LIMIT_BELOW = "limit_below"
    LIMIT_OUT_OF_RANGE = "limit_out_of_range"
    SETTING_WITHOUT_LIMIT = "setting_without_limit"
    DEADBAND_TOO_WIDE = "deadband_too_wide"
    NOT_KNOWN_WHEN_RUNNING = "not_known_when_running"
    STUCK_TOO_SOON = "stuck_too_soon"
    UNIT_DOES_NOT_FIT = "unit_does_not_fit"
    UNIT_NOT_AS_SENT = "unit_not_as_sent"
    UNIT_OF_HISTORY = "unit_of_history"
    UNIT_OF_LIMITS = "unit_of_limits"
    NOT_A_PHONE = "not_a_phone"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_LANGUAGE = "not_a_language"
    NO_WAY_TO_REACH = "no_way_to_reach"
    TWO_OWNERS = "two_owners"
    NOT_A_DAY = "not_a_day"
    NOT_A_MOMENT = "not_a_moment"
    IN_THE_FUTURE = "in_the_future"
    HALF_A_SCHEDULE = "half_a_schedule"
    NO_SCHEDULE = "no_schedule"
    TWO_SCHEDULES = "two_schedules"


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where (line 0: the whole file), in which field, what was given, what would be right."""

    file: str
    line: int
    field: str
    fault: Fault
    given: str = ""
    wanted: tuple[str, ...] = ()


class FleetFileError(InvalidError):
    """The fleet file has mistakes; nothing was changed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        every = sorted(problems, key=lambda problem: (problem.file, problem.line))
        self.problems = every[:MOST_PROBLEMS]
        self.more = len(every) - len(self.problems)


class Refused(Exception):  # noqa: N818 - not an error of the program: one value cannot be taken
    """A text that cannot be read as what its column holds."""

    def __init__(self, fault: Fault, wanted: Iterable[str] = ()) -> None:
        super().__init__(fault)
        self.fault, self.wanted = fault, tuple(wanted)


def nearest(given: str, options: Iterable[str]) -> tuple[str, ...]:
    """Return what was probably meant: none or one of the options."""
    spellings = {option.lower(): option for option in options}
    found = difflib.get_close_matches(given.lower(), spellings, n=1, cutoff=0.6)
    return tuple(spellings[name] for name in found)
