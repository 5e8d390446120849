"""What the command says: what an import has changed, or each mistake with what would be right."""

from collections.abc import Iterator, Mapping

from domain.fleet_fault import FleetFileError
from domain.fleet_plan import Outcome
from domain.fleet_row import Table
from fleet_file.sentences import sentence

_ONLY_IF_ANY = {Outcome.PLACED, Outcome.REMOVED}


def mistakes(error: FleetFileError) -> Iterator[str]:
    """Yield one line a mistake: file:line: field: what is wrong and what would be right."""
    for problem in error.problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        yield ": ".join(part for part in (where, problem.field, sentence(problem)) if part)
    if error.more:
        yield f"and {error.more} more"


def changes(counts: Mapping[Table, Mapping[Outcome, int]], *, dry_run: bool) -> Iterator[str]:
    """Yield one line a table: how many were created, placed, updated, unchanged and removed."""
    for table, outcomes in counts.items():
        said = [f"{count} {outcome}" for outcome, count in outcomes.items()
                if outcome not in _ONLY_IF_ANY or count]
        yield f"{table:<11} {', '.join(said)}"
    if dry_run:
        yield "This was a dry run: nothing was changed."
