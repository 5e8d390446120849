"""Why there is an alarm, and how urgent it is: the words that the screen and messages say alike."""

from domain.alarm import Kind
from domain.limit import Priority
from language import Lazy, _, lazy, ngettext

PRIORITIES = {Priority.CRITICAL: lazy("Critical"), Priority.HIGH: lazy("High"), Priority.MEDIUM: lazy("Medium"),
              Priority.LOW: lazy("Low")}
OF_A_LIMIT: dict[Kind, Lazy] = {
    Kind.HIGH_HIGH: lazy("{signal} {value}, above its high-high limit {limit}"),
    Kind.HIGH: lazy("{signal} {value}, above its high limit {limit}"),
    Kind.LOW_LOW: lazy("{signal} {value}, below its low-low limit {limit}"),
    Kind.LOW: lazy("{signal} {value}, below its low limit {limit}"),
    Kind.RATE: lazy("{signal} changes by {value} an hour, more than its limit {limit}"),
}
_OF_TROUBLE: dict[Kind, Lazy] = {
    Kind.SILENT: lazy("{source} is silent"), Kind.OFFLINE: lazy("{source} is off-line"),
    Kind.STUCK: lazy("{source} has not moved: the sensor may be stuck"),
    Kind.OUT_OF_RANGE: lazy("{source} says what cannot be: the sensor may be broken"),
    Kind.CLOCK_WRONG: lazy("{source} comes with the wrong time: the clock of the device is wrong"),
    Kind.BROKER_AWAY: lazy("There is no connection to the broker: nothing is received"),
    Kind.INGEST_AWAY: lazy("The ingest process is not running: nothing is received"),
    Kind.STACK_AWAY: lazy("Stethos itself was away for a while"),
}


def of_a_limit(kind: Kind, signal: str | None, *, value: str, limit: str) -> str:
    """Return the sentence of a value beyond a limit: Vibration 7.4 mm/s, above its high limit 7.1."""
    return str(OF_A_LIMIT[kind]).format(signal=signal or _("The signal"), value=value, limit=limit)


def of_trouble(kind: Kind, source: str) -> str:
    """Return the sentence of a sensor, device or gateway in trouble, or of our own side, which is its own source."""
    return str(_OF_TROUBLE[kind]).format(source=source)


def blind(count: int) -> str:
    """Return how many machines nobody sees because of it."""
    return ngettext("{count} machine cannot be seen", "{count} machines cannot be seen", count)
