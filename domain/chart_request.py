"""What a person wants to see of a machine's history, read from an address or a page: neither is trusted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import InvalidError
from domain.machine import Signal
from domain.time_axis import Span, span

MOST_SIGNALS = 6
_SIGNALS = re.compile(r"[0-9]{1,10}(,[0-9]{1,10})*")
_LONGEST_TEXT = 40


class InvalidSignalsError(InvalidError):
    """Choose signals of this machine, six at most."""


@dataclass(frozen=True, slots=True)
class ChartRequest:
    """Texts as they came, checked for their form: a machine, some of its signals, and a span of time.

    A page tells besides whether the screen is ``narrow``, whether fingers ``touch`` it, whether the figure is to
    be ``fresh`` (not a change of the shown one), whether the shown one is ``zoomed`` to this span already, and
    which ``turn`` of the person this is: zooming is none.
    """

    machine: str
    signal_ids: tuple[int, ...]
    range_name: str
    start: str
    end: str
    narrow: bool = False
    touch: bool = False
    fresh: bool = False
    zoomed: bool = False
    turn: str = ""

    def span(self, *, zone: str, now: datetime) -> Span:
        """Return the span asked for.

        Raises: domain.time_axis.InvalidSpanError.
        """
        return span(self.range_name, self.start, self.end, zone=zone, now=now)

    def chosen(self, signals: list[Signal]) -> list[Signal]:
        """Return the chosen ones of a machine's signals in the order of the choice.

        Raises: InvalidSignalsError if one of them is none of this machine's.
        """
        by_id = {signal.id: signal for signal in signals}
        if not all(signal_id in by_id for signal_id in self.signal_ids):
            raise InvalidSignalsError
        return [by_id[signal_id] for signal_id in self.signal_ids]


def read(given: object) -> ChartRequest:
    """Return what is asked for by ``machine``, ``signals`` (``3,5``), ``range``, ``from``, ``to`` and the rest.

    Raises: InvalidSignalsError.
    """
    asked = given if isinstance(given, Mapping) else {}
    machine, name, start, end, turn = (str(asked.get(key) or "")[:_LONGEST_TEXT]
                                       for key in ("machine", "range", "from", "to", "turn"))
    flags = {key: bool(asked.get(key)) for key in ("narrow", "touch", "fresh", "zoomed")}
    return ChartRequest(machine, _signal_ids(str(asked.get("signals") or "")), name, start, end, turn=turn, **flags)


def _signal_ids(text: str) -> tuple[int, ...]:
    if not text:
        return ()
    if not _SIGNALS.fullmatch(text[:100]):
        raise InvalidSignalsError
    found = tuple(dict.fromkeys(int(number) for number in text[:100].split(",")))
    if len(found) > MOST_SIGNALS:
        raise InvalidSignalsError
    return found
