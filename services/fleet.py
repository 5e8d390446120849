"""The fleet is imported from a file: all of it, or nothing."""

import db.contacts
import db.fleet
import db.fleet_audit
import db.plate
import db.upkeep
from db.connect import Connection
from domain import fleet_audit, fleet_plan, fleet_preview
from domain.fleet import Signal
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError
from domain.fleet_limit import limits
from domain.fleet_plan import Outcome, Plan
from domain.fleet_preview import FleetChangedError, Preview
from domain.fleet_row import Content, Table

OPERATOR = Author(None, "fleet file")     # in the audit trail


def import_content(conn: Connection, content: Content, *, by: Author = OPERATOR,
                   dry_run: bool = False, seen: str | None = None) -> dict[Table, dict[Outcome, int]]:
    """Bring the fleet to what a file says, in one transaction; return how many rows had which outcome.

    All that changes is in the audit trail. ``seen`` is the print of the preview that somebody has agreed to.
    Raises: FleetFileError with all that is wrong, FleetChangedError if the file would do something else by now; then
    nothing is changed.
    """
    with conn.transaction():
        if not dry_run:
            db.fleet.lock(conn)
        plan = _plan(conn, content)
        if seen is not None and (now := fleet_preview.preview(plan)).print != seen:
            raise FleetChangedError(now)
        if not dry_run:
            carry_out(conn, plan, by=by)
            db.fleet_audit.insert_lines(conn, fleet_audit.lines(plan), by=by)
    if not dry_run and _changes_anything(plan):
        db.fleet.tell(conn)
    return plan.counts()


def preview(conn: Connection, content: Content) -> Preview:
    """Return what a file would change, as the fleet is now. Raises: FleetFileError with all that is wrong."""
    with conn.transaction():
        db.fleet.set_snapshot(conn)
        return fleet_preview.preview(_plan(conn, content))


def tell(conn: Connection) -> None:
    """Let those who keep the fleet in memory read it again; call it after the commit of an import in a transaction."""
    db.fleet.tell(conn)


def _plan(conn: Connection, content: Content) -> Plan:
    plan = fleet_plan.plan(db.fleet.fleet(conn), content.rows)
    if content.problems or plan.problems:
        raise FleetFileError(content.problems + plan.problems)
    return plan


def carry_out(conn: Connection, plan: Plan, *, by: Author = OPERATOR) -> None:
    """Write what a plan changes; of that only limits go into the audit trail here."""
    machines = plan.machines.needed()
    db.fleet.set_places(conn, plan.places.needed())
    db.fleet.set_machines(conn, machines)
    db.fleet.set_devices(conn, plan.devices.needed())
    db.fleet.set_signals(conn, plan.signals.needed())
    db.fleet.set_limits(conn, _changed_limits(plan), by=by)
    db.fleet.set_running(conn, machines)
    db.contacts.replace(conn, plan.contacts.needed())
    db.plate.replace_bearings(conn, plan.bearings.needed())
    db.plate.set_nameplates(conn, plan.nameplates.needed())
    db.upkeep.replace(conn, plan.maintenance.needed())


def _changed_limits(plan: Plan) -> list[tuple[Signal | None, Signal]]:
    none = Signal("", "")
    return [(change.before, change.after) for change in plan.signals.every
            if limits(change.before or none) != limits(change.after)]


def _changes_anything(plan: Plan) -> bool:
    return any(counts[Outcome.UNCHANGED] < sum(counts.values()) for counts in plan.counts().values())
