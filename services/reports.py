"""Reports: what devices say they do is recorded, and expected of them from then on."""

from collections.abc import Sequence

import db.fleet
import db.twin
from db.connect import Connection
from db.twin import Stored
from domain import twin
from domain.batch import SettingsReport
from domain.settings_cost import expected_interval_s
from domain.twin import Twin


def record(conn: Connection, told: Sequence[SettingsReport]) -> None:
    """Record reports in the order of their arrival, within the transaction of the caller."""
    if not told:
        return
    known = db.twin.locked(conn, {one.device_id for one in told})
    for device_id, before in known.items():
        _record(conn, before, [one for one in told if one.device_id == device_id])


def expect(conn: Connection) -> None:
    """Expect readings as often as devices say that they send them: slow is not silent. Call it every few seconds."""
    if db.twin.expect(conn):
        db.fleet.tell(conn)


def _record(conn: Connection, before: Stored, told: Sequence[SettingsReport]) -> None:
    """Write the last report of a device that counts; the others of this batch are over already."""
    heard, counted = before.twin, None
    for one in told:
        after = _hear(heard, one)
        if after is not heard:
            heard, counted = after, one
    if counted is None:
        return
    db.twin.set_report(conn, before.device_id, heard, document=counted.document,
                       is_new=before.twin.report is None or not _says_the_same(before.twin, heard),
                       interval_s=expected_interval_s(heard.reported))


def _hear(known: Twin, told: SettingsReport) -> Twin:
    """Hear one report; one that the broker kept says nothing new if it says the same."""
    after = twin.hear(known, told.report, now=told.at)
    return known if told.kept and after.report == known.report else after


def _says_the_same(before: Twin, after: Twin) -> bool:
    one, other = before.report, after.report
    return one is not None and other is not None and (
        (one.revision, one.settings, one.refused, one.origin)
        == (other.revision, other.settings, other.refused, other.origin))
