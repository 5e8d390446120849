"""Devices of the tests' fleet that really speak: their readings go the way of all, and the engine judges them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import numpy as np

import db.readings
import services.arrivals
from db.connect import Connection, open_connection
from domain.batch import Batch
from domain.rollup import GOOD, Readings
from services.arrivals import Memory

OF_THE_TEST = ("DELETE FROM announcement; DELETE FROM alarm; DELETE FROM machine_case; DELETE FROM maintenance_window; "
               "UPDATE users SET alarms_seen_at = NULL")


class Voices:
    """Speaks for the drive-end vibrations of machines, whose limits are 4.5 and 7.1 mm/s."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        db.readings.create_staging(conn)
        self._memory = Memory.load(conn)
        self._signals: dict[int, int] = dict(conn.execute(
            "SELECT d.machine_id, s.id FROM signal s JOIN device d ON d.id = s.device_id "
            "WHERE s.name = 'vibration_de'").fetchall())

    def say(self, machine_id: int, value: float, *, ago: timedelta = timedelta()) -> None:
        """Let the vibration of a machine be so much mm/s, now or a while ago."""
        self.say_all({machine_id: value}, ago=ago)

    def say_all(self, values: dict[int, float], *, ago: timedelta = timedelta()) -> None:
        """Let the vibrations of machines be so much mm/s, in one batch."""
        now = datetime.now(UTC)
        n, at_us = len(values), round((now - ago).timestamp() * 1e6)
        readings = Readings(np.array([self._memory.slot(self._signals[machine]) for machine in values]),
                            np.full(n, at_us), np.array(list(values.values())), np.full(n, GOOD, np.int16),
                            np.full(n, round(now.timestamp() * 1e6)), np.ones(n, np.bool_))
        services.arrivals.store(self.conn, Batch(readings, messages=1), self._memory, now=now)

    def alarm(self, machine_id: int) -> int:
        """Return the newest alarm of a machine."""
        row = self.conn.execute("SELECT max(id) FROM alarm WHERE machine_id = %s", (machine_id,)).fetchone()
        assert row is not None
        return int(row[0])

    def case(self, machine_id: int) -> int:
        """Return the newest case of a machine."""
        row = self.conn.execute("SELECT max(id) FROM machine_case WHERE machine_id = %s", (machine_id,)).fetchone()
        assert row is not None
        return int(row[0])

    def user(self, name: str) -> int:
        """Return one of the demo's people."""
        row = self.conn.execute("SELECT id FROM users WHERE name = %s", (name,)).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def voices(database_url: str) -> Iterator[Voices]:
    """Lend the voices of a fleet without alarms; whatever they raise is gone afterwards."""
    with open_connection(database_url, name="test") as conn:
        conn.execute(OF_THE_TEST)
        yield Voices(conn)
        conn.execute(OF_THE_TEST)
