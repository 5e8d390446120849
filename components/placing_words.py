"""What people read when a device is placed: what is wrong in a form, kinds of signals, kinds of places."""

from collections.abc import Iterable

from components.status import TYPES
from domain.fleet import MachineType, PlaceKind
from domain.fleet_fault import Fault, Problem
from domain.fleet_rules import UNITS_OF_KIND
from domain.unit import Kind
from language import Lazy, _, lazy, listed

KINDS: dict[Kind, Lazy] = {
    Kind.VIBRATION_VELOCITY_RMS: lazy("Vibration velocity"),
    Kind.VIBRATION_ACCELERATION_RMS: lazy("Vibration acceleration"), Kind.TEMPERATURE: lazy("Temperature"),
    Kind.SPEED: lazy("Speed"), Kind.PRESSURE: lazy("Pressure"), Kind.FLOW: lazy("Flow"),
    Kind.CURRENT: lazy("Current"), Kind.VOLTAGE: lazy("Voltage"), Kind.POWER: lazy("Power"), Kind.LOAD: lazy("Load"),
    Kind.EFFICIENCY: lazy("Efficiency"), Kind.HUMIDITY: lazy("Humidity"), Kind.LEVEL: lazy("Level"),
    Kind.OTHER: lazy("Something else"),
}
PLACES = {PlaceKind.SITE: lazy("Site"), PlaceKind.LINE: lazy("Line"), PlaceKind.AREA: lazy("Area")}
_FAULTS: dict[Fault, Lazy] = {
    Fault.MISSING: lazy("Fill in this field."), Fault.NOT_A_TEXT: lazy("This is no text."),
    Fault.TOO_LONG: lazy("This is too long; at most {0} signs."), Fault.NOT_A_NUMBER: lazy("This must be a number."),
    Fault.OUT_OF_BOUNDS: lazy("This must be from {0} to {1}."), Fault.NOT_A_CHOICE: lazy("Choose one of the list."),
    Fault.UNKNOWN_UNIT: lazy("This is no known unit; write it as in mm/s, Cel, bar, m3/h, %."),
    Fault.UNKNOWN_ZONE: lazy("This is no known time zone; write it as in Europe/Berlin."),
    Fault.UNKNOWN_PLACE: lazy("Choose a place."), Fault.UNKNOWN_MACHINE: lazy("Choose a machine."),
    Fault.SITE_HAS_PARENT: lazy("A site stands at the top: it lies in no other place."),
    Fault.UNIT_DOES_NOT_FIT: lazy("This unit does not measure that."),
    Fault.UNIT_NOT_AS_SENT: lazy("The device says that it sends {0}."),
    Fault.UNIT_OF_HISTORY: lazy("Its readings are stored in {0}: that cannot be changed any more."),
    Fault.INSIDE_ITSELF: lazy("This lies inside the place itself; choose another."),
    Fault.HALF_A_POSITION: lazy("Latitude and longitude come together."),
    Fault.HALF_A_RUNNING_RULE: lazy("A signal and a value come together."),
    Fault.UNKNOWN_SIGNAL: lazy("Choose a signal."),
    Fault.NOT_WHOLE: lazy("This must be a whole number from {0} to {1}."),
    Fault.NOT_A_PHONE: lazy("This is no telephone number; write it as in +49 30 23125 017."),
    Fault.NOT_AN_EMAIL: lazy("This is no e-mail address; write it as in name@plant.example."),
    Fault.NOT_A_LANGUAGE: lazy("This is no language; write it as in de or pt-BR."),
    Fault.NO_WAY_TO_REACH: lazy("Give a phone number, an e-mail address or both."),
    Fault.NOT_A_DAY: lazy("This is no day; write it as in 2027-03-31."),
    Fault.NOT_A_MOMENT: lazy("This is no time; give a day and a time."),
    Fault.IN_THE_FUTURE: lazy("This has not come yet. The log book tells what was done."),
    Fault.HALF_A_SCHEDULE: lazy("How often and when next come together."),
    Fault.NO_SCHEDULE: lazy("Say when it is due: by date, by running hours, or by both."),
    Fault.STUCK_TOO_SOON: lazy("This must be longer than the expected interval, {0} s."),
    Fault.STANDS_TWICE: lazy("This name is taken; choose another."),
    Fault.NOT_A_DEVICE: lazy("Only letters without accents, digits, _ and -; at most 64 signs."),
    Fault.NOT_A_SIGNAL: lazy("Only letters without accents, digits, _ . : and -; at most 64 signs."),
    Fault.EMPTY_RANGE: lazy("This must be below the highest value, {0}."),
    Fault.HALF_A_BAND: lazy("A lowest and a highest frequency come together."),
    Fault.LIMIT_OUT_OF_RANGE: lazy("A limit of this signal, {given}, lies beyond this; change that first."),
    Fault.UNIT_OF_LIMITS: lazy("Its limits are given in {0}; remove them first."),
    Fault.NOT_KNOWN_WHEN_RUNNING: lazy("A limit of this signal counts only while the machine runs, which nothing "
                                       "tells; change that limit first."),
}


def problem(found: Problem) -> str:
    """Return what is wrong with a field, as a sentence."""
    if found.fault is Fault.MISSING and len(found.wanted) > 1:
        return _("Enter a unit: {units}.").format(units=listed(list(found.wanted[1:])))
    text = _FAULTS.get(found.fault)
    return str(text).format(*found.wanted, "", "", given=found.given) if text else _("This cannot be used.")


def told(problems: Iterable[Problem]) -> list[list[str]]:
    """Return each problem of a form as the name of its field and a sentence."""
    return [[one.field, problem(one)] for one in problems]


def kinds() -> list[list[str]]:
    """Return every kind of signal with its name and its usual unit."""
    return [[kind.value, str(name), (UNITS_OF_KIND[kind] or ("",))[0]] for kind, name in KINDS.items()]


def machine_types() -> list[list[str]]:
    """Return every type of machine with its name."""
    return [[kind.value, str(TYPES[kind.value])] for kind in MachineType]


def place_kinds() -> list[list[str]]:
    """Return every kind of place with its name."""
    return [[kind.value, str(name)] for kind, name in PLACES.items()]
