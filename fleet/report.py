"""What the command says: what an import has changed, or each mistake with what would be right."""

from collections.abc import Iterator, Mapping

from domain.fleet_fault import Fault, FleetFileError, Problem
from domain.fleet_plan import Outcome
from domain.fleet_row import Table

# {given} stands in the file, {0} and {1} are what the problem knows besides.
_SENTENCES = {
    Fault.UNREADABLE: "cannot be read: {given}",
    Fault.SYNTAX: "cannot be understood from here on: {given}",
    Fault.ALIAS: "{given} refers to another part of the file; write the values out",
    Fault.NO_ROWS: "there is nothing to import",
    Fault.WRONG_VERSION: "must be 1: the version of this format",
    Fault.UNKNOWN_KEY: "is not known here",
    Fault.KEY_TWICE: "stands twice; the first is on line {0}",
    Fault.WRONG_NUMBER_OF_VALUES: "this line has {given} values; it must have {0}, as many as the first line",
    Fault.NOT_A_MAPPING: "must be keys with values (key: value)",
    Fault.NOT_A_LIST: "must be a list (each entry begins with -)",
    Fault.NOT_A_VALUE: "must be one value",
    Fault.NOT_A_RANGE: "must be two numbers: [lowest, highest]",
    Fault.MISSING: "is missing",
    Fault.NOT_A_TEXT: "has signs that are no text; the file must be UTF-8",
    Fault.TOO_LONG: "is too long; at most {0} signs",
    Fault.NOT_A_KEY: "{given} must be 1 to 64 small letters, digits and -",
    Fault.NOT_A_DEVICE: "{given} must be the device's id on the wire: 1 to 64 letters, digits, - and _",
    Fault.NOT_A_SIGNAL: "{given} must be the key in the payload: 1 to 64 letters, digits, _ . : and -",
    Fault.NOT_A_SIGNAL_PATH: "{given} must be device/signal, as in sim-0001/speed",
    Fault.NOT_A_NUMBER: "{given} must be a number, as in 4.5",
    Fault.NOT_WHOLE: "{given} must be a whole number from {0} to {1}",
    Fault.OUT_OF_BOUNDS: "{given} must be from {0} to {1}",
    Fault.NOT_A_CHOICE: "{given} is not known",
    Fault.NOT_A_FLAG: "{given} must be true or false",
    Fault.UNKNOWN_UNIT: "{given} is no known unit; write it as UCUM does: mm/s, Cel, bar, m3/h, %",
    Fault.UNKNOWN_ZONE: "{given} is no known time zone; write it as in Europe/Berlin",
    Fault.STANDS_TWICE: "{given} stands twice; the first is on line {1} of {0}",
    Fault.UNKNOWN_PLACE: "there is no place {given}, neither in the file nor in the database",
    Fault.UNKNOWN_MACHINE: "there is no machine {given}, neither in the file nor in the database",
    Fault.UNKNOWN_DEVICE: "there is no device {given}, neither in the file nor in the database",
    Fault.UNKNOWN_SIGNAL: "there is no signal {given}, neither in the file nor in the database",
    Fault.SITE_HAS_PARENT: "a site stands at the top; leave the parent out",
    Fault.INSIDE_ITSELF: "{given} lies inside this place; choose another parent",
    Fault.HALF_A_POSITION: "is missing; latitude and longitude come together",
    Fault.HALF_A_RUNNING_RULE: "is missing; a machine runs while one signal is above one value",
    Fault.HALF_A_BAND: "is missing; a band has a lowest and a highest frequency",
    Fault.EMPTY_RANGE: "{given} must be below the highest value, {0}",
    Fault.LIMIT_NOT_ABOVE: "{given} must be above {0}, which is {1}",
    Fault.LIMIT_BELOW: "{given} must not be below {0}, which is {1}",
    Fault.LIMIT_OUT_OF_RANGE: "{given} is outside the range of the signal, {0} to {1}",
    Fault.SETTING_WITHOUT_LIMIT: "says how a limit is judged, but there is no limit {0}",
    Fault.DEADBAND_TOO_WIDE: "{given} is too wide: the alarm could never end",
    Fault.NOT_KNOWN_WHEN_RUNNING: "the machine has no rule that tells when it runs; give it one (running)",
    Fault.STUCK_TOO_SOON: "{given} must be longer than interval_s, {0}",
    Fault.UNIT_DOES_NOT_FIT: "{given} does not measure {0}",
    Fault.UNIT_NOT_AS_SENT: "{given} does not fit: the device says that it sends {0}",
    Fault.UNIT_OF_HISTORY: "must stay {0}: its readings are stored so (what the device sends is converted)",
    Fault.NOT_A_PHONE: "{given} is no telephone number; write it as in +49 30 23125 017",
    Fault.NOT_AN_EMAIL: "{given} is no e-mail address; write it as in name@plant.example",
    Fault.NOT_A_LANGUAGE: "{given} is no language; write it as in de or pt-BR",
    Fault.NO_WAY_TO_REACH: "is missing; a contact has a phone, an email or both",
    Fault.TWO_OWNERS: "a contact belongs to a place or to a machine; leave one of them out",
}
_MEANT = {Fault.UNKNOWN_KEY, Fault.NOT_A_CHOICE, Fault.UNKNOWN_ZONE, Fault.UNKNOWN_PLACE,
          Fault.UNKNOWN_MACHINE, Fault.UNKNOWN_DEVICE, Fault.UNKNOWN_SIGNAL}
_UNITS_FOLLOW = {Fault.MISSING, Fault.UNIT_DOES_NOT_FIT}
_NOT_QUOTED = {Fault.UNREADABLE, Fault.SYNTAX, Fault.ALIAS, Fault.WRONG_NUMBER_OF_VALUES}
_SHOWN_OF_A_VALUE = 60
_ONLY_IF_ANY = {Outcome.PLACED, Outcome.REMOVED}


def mistakes(error: FleetFileError) -> Iterator[str]:
    """Yield one line a mistake: file:line: field: what is wrong and what would be right."""
    for problem in error.problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        yield ": ".join(part for part in (where, problem.field, sentence(problem)) if part)
    if error.more:
        yield f"and {error.more} more"


def sentence(problem: Problem) -> str:
    """Return what is wrong, and what would be right."""
    blanks = (*problem.wanted, "", "")
    given = problem.given if problem.fault in _NOT_QUOTED else _quoted(problem.given)
    text = _SENTENCES[problem.fault].format(*blanks, given=given)
    if problem.fault in _MEANT and problem.wanted:
        return text + _suggestion(problem.wanted)
    if problem.fault in _UNITS_FOLLOW and len(problem.wanted) > 1:
        kind, *units = problem.wanted
        return f"{text}; {kind} is measured in {' or '.join(units)} or what converts to it"
    return text


def changes(counts: Mapping[Table, Mapping[Outcome, int]], *, dry_run: bool) -> Iterator[str]:
    """Yield one line a table: how many were created, placed, updated, unchanged and removed."""
    for table, outcomes in counts.items():
        said = [f"{count} {outcome}" for outcome, count in outcomes.items()
                if outcome not in _ONLY_IF_ANY or count]
        yield f"{table:<9} {', '.join(said)}"
    if dry_run:
        yield "This was a dry run: nothing was changed."


def _suggestion(options: tuple[str, ...]) -> str:
    if len(options) == 1:
        return f"; did you mean {options[0]}?"
    return f"; it must be one of {', '.join(options)}"


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_OF_A_VALUE else text[:_SHOWN_OF_A_VALUE] + "...") if text else ""
