"""What is wrong with a fleet file, in sentences: for the terminal and for the screen."""

from domain.fleet_fault import Fault, Problem
from language import Lazy, _, lazy

# {given} stands in the file, {0} and {1} are what the problem knows besides.
_SENTENCES: dict[Fault, Lazy] = {
    Fault.UNREADABLE: lazy("cannot be read: {given}"),
    Fault.SYNTAX: lazy("cannot be understood from here on: {given}"),
    Fault.ALIAS: lazy("{given} refers to another part of the file; write the values out"),
    Fault.NO_ROWS: lazy("there is nothing to import"),
    Fault.WRONG_VERSION: lazy("must be 1: the version of this format"),
    Fault.UNKNOWN_KEY: lazy("is not known here"),
    Fault.KEY_TWICE: lazy("stands twice; the first is on line {0}"),
    Fault.WRONG_NUMBER_OF_VALUES: lazy("this line has {given} values; it must have {0}, as many as the first line"),
    Fault.NOT_A_MAPPING: lazy("must be keys with values (key: value)"),
    Fault.NOT_A_LIST: lazy("must be a list (each entry begins with -)"),
    Fault.NOT_A_VALUE: lazy("must be one value"),
    Fault.NOT_A_RANGE: lazy("must be two numbers: [lowest, highest]"),
    Fault.MISSING: lazy("is missing"),
    Fault.NOT_A_TEXT: lazy("has signs that are no text; the file must be UTF-8"),
    Fault.TOO_LONG: lazy("is too long; at most {0} signs"),
    Fault.NOT_A_KEY: lazy("{given} must be 1 to 64 small letters, digits and -"),
    Fault.NOT_A_DEVICE: lazy("{given} must be the device's id on the wire: 1 to 64 letters, digits, - and _"),
    Fault.NOT_A_SIGNAL: lazy("{given} must be the key in the payload: 1 to 64 letters, digits, _ . : and -"),
    Fault.NOT_A_SIGNAL_PATH: lazy("{given} must be device/signal, as in sim-0001/speed"),
    Fault.NOT_A_NUMBER: lazy("{given} must be a number, as in 4.5"),
    Fault.NOT_WHOLE: lazy("{given} must be a whole number from {0} to {1}"),
    Fault.OUT_OF_BOUNDS: lazy("{given} must be from {0} to {1}"),
    Fault.NOT_A_CHOICE: lazy("{given} is not known"),
    Fault.NOT_A_FLAG: lazy("{given} must be true or false"),
    Fault.UNKNOWN_UNIT: lazy("{given} is no known unit; write it as UCUM does: mm/s, Cel, bar, m3/h, %"),
    Fault.UNKNOWN_ZONE: lazy("{given} is no known time zone; write it as in Europe/Berlin"),
    Fault.STANDS_TWICE: lazy("{given} stands twice; the first is on line {1} of {0}"),
    Fault.UNKNOWN_PLACE: lazy("there is no place {given}, neither in the file nor in the database"),
    Fault.UNKNOWN_MACHINE: lazy("there is no machine {given}, neither in the file nor in the database"),
    Fault.UNKNOWN_DEVICE: lazy("there is no device {given}, neither in the file nor in the database"),
    Fault.UNKNOWN_SIGNAL: lazy("there is no signal {given}, neither in the file nor in the database"),
    Fault.SITE_HAS_PARENT: lazy("a site stands at the top; leave the parent out"),
    Fault.INSIDE_ITSELF: lazy("{given} lies inside this place; choose another parent"),
    Fault.HALF_A_POSITION: lazy("is missing; latitude and longitude come together"),
    Fault.HALF_A_RUNNING_RULE: lazy("is missing; a machine runs while one signal is above one value"),
    Fault.HALF_A_BAND: lazy("is missing; a band has a lowest and a highest frequency"),
    Fault.EMPTY_RANGE: lazy("{given} must be below the highest value, {0}"),
    Fault.LIMIT_NOT_ABOVE: lazy("{given} must be above {0}, which is {1}"),
    Fault.LIMIT_BELOW: lazy("{given} must not be below {0}, which is {1}"),
    Fault.LIMIT_OUT_OF_RANGE: lazy("{given} is outside the range of the signal, {0} to {1}"),
    Fault.SETTING_WITHOUT_LIMIT: lazy("says how a limit is judged, but there is no limit {0}"),
    Fault.DEADBAND_TOO_WIDE: lazy("{given} is too wide: the alarm could never end"),
    Fault.NOT_KNOWN_WHEN_RUNNING: lazy("the machine has no rule that tells when it runs; give it one (running)"),
    Fault.STUCK_TOO_SOON: lazy("{given} must be longer than interval_s, {0}"),
    Fault.UNIT_DOES_NOT_FIT: lazy("{given} does not measure {0}"),
    Fault.UNIT_NOT_AS_SENT: lazy("{given} does not fit: the device says that it sends {0}"),
    Fault.UNIT_OF_HISTORY: lazy("must stay {0}: its readings are stored so (what the device sends is converted)"),
    Fault.UNIT_OF_LIMITS: lazy("must stay {0} while the signal has limits: they are given in it"),
    Fault.NOT_A_PHONE: lazy("{given} is no telephone number; write it as in +49 30 23125 017"),
    Fault.NOT_AN_EMAIL: lazy("{given} is no e-mail address; write it as in name@plant.example"),
    Fault.NOT_A_LANGUAGE: lazy("{given} is no language; write it as in de or pt-BR"),
    Fault.NO_WAY_TO_REACH: lazy("is missing; a contact has a phone, an email or both"),
    Fault.TWO_OWNERS: lazy("a contact belongs to a place or to a machine; leave one of them out"),
    Fault.NOT_A_DAY: lazy("{given} is no day; write it as in 2027-03-31"),
    Fault.NOT_A_MOMENT: lazy("{given} is no time; write it as in 2027-03-31T14:30"),
    Fault.IN_THE_FUTURE: lazy("{given} has not come yet"),
    Fault.HALF_A_SCHEDULE: lazy("is missing; how often and when next come together"),
    Fault.NO_SCHEDULE: lazy("is missing; maintenance is due by date, by running hours, or by both"),
    Fault.TWO_SCHEDULES: lazy("counts in days or in months; leave one of them out"),
}
_MEANT = {Fault.UNKNOWN_KEY, Fault.NOT_A_CHOICE, Fault.UNKNOWN_ZONE, Fault.UNKNOWN_PLACE,
          Fault.UNKNOWN_MACHINE, Fault.UNKNOWN_DEVICE, Fault.UNKNOWN_SIGNAL}
_UNITS_FOLLOW = {Fault.MISSING, Fault.UNIT_DOES_NOT_FIT}
_NOT_QUOTED = {Fault.UNREADABLE, Fault.SYNTAX, Fault.ALIAS, Fault.WRONG_NUMBER_OF_VALUES}
_SHOWN_OF_A_VALUE = 60


def sentence(problem: Problem) -> str:
    """Return what is wrong, and what would be right."""
    blanks = (*problem.wanted, "", "")
    given = problem.given if problem.fault in _NOT_QUOTED else _quoted(problem.given)
    text = str(_SENTENCES[problem.fault]).format(*blanks, given=given)
    if problem.fault in _MEANT and problem.wanted:
        return text + _suggestion(problem.wanted)
    if problem.fault in _UNITS_FOLLOW and len(problem.wanted) > 1:
        kind, *units = problem.wanted
        return text + "; " + _("{kind} is measured in {units} or what converts to it").format(
            kind=kind, units=_(" or ").join(units))
    return text


def _suggestion(options: tuple[str, ...]) -> str:
    if len(options) == 1:
        return "; " + _("did you mean {name}?").format(name=options[0])
    return "; " + _("it must be one of {names}").format(names=", ".join(options))


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_OF_A_VALUE else text[:_SHOWN_OF_A_VALUE] + "...") if text else ""
