from datetime import UTC, datetime

import db.log
import db.upkeep
from bench.fleet_data import Extent, fill
from demo import upkeep
from domain.upkeep import Clock, Standing, due
from tests import alarm_rows as rows

NOW = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)


def test_machines_get_a_log_book_and_plans_once_and_one_is_overdue(conn):
    fill(conn, Extent(8, sites=1, hours=0, tally_hours=1, tally_days=1), now=NOW)
    who = rows.person(conn, "timo")
    assert upkeep.keep(conn, user_id=who, now=NOW) == 8
    assert upkeep.keep(conn, user_id=who, now=NOW) == 0
    ids = [number for number, in conn.execute("SELECT id FROM machine ORDER BY id")]
    assert [len(db.log.of_machine(conn, number, most=9)) for number in ids[:2]] == [4, 3]
    plans = [plan for number in ids for plan in db.upkeep.of_machine(conn, number)]
    stand = [due(plan.upkeep, Clock(NOW.date())).standing for plan in plans]
    assert (len(stand), stand.count(Standing.OVERDUE)) == (16, 2)
