"""What an import would change, to be looked at before it is done; two previews are alike if their prints are."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from domain import fleet_audit
from domain.errors import ChangedMeanwhileError
from domain.fleet import Signal
from domain.fleet_audit import Line
from domain.fleet_limit import limits
from domain.fleet_plan import Outcome, Plan
from domain.fleet_row import Table
from domain.limit_set import as_values


@dataclass(frozen=True, slots=True)
class Preview:
    """How many rows have which outcome, every difference, and what tells this preview from any other."""

    counts: Mapping[Table, Mapping[Outcome, int]]
    lines: list[Line]
    print: str


class FleetChangedError(ChangedMeanwhileError):
    """The fleet has changed since the preview; look at what the file would change now."""

    def __init__(self, now: Preview) -> None:
        super().__init__()
        self.now = now


def preview(plan: Plan) -> Preview:
    """Return what a plan without problems would do."""
    lines = [*fleet_audit.lines(plan), *_limits(plan)]
    said = json.dumps([asdict(line) for line in lines], sort_keys=True, default=str)
    return Preview(plan.counts(), lines, hashlib.sha256(said.encode()).hexdigest())


def _limits(plan: Plan) -> Iterator[Line]:
    none = Signal("", "")
    for change in plan.signals.every:
        before, after = limits(change.before or none), limits(change.after)
        if before != after:
            yield Line("signal_limit", change.after.path, fleet_audit.CHANGED, as_values(before, change.after.unit),
                       as_values(after, change.after.unit))
