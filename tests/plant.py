"""One pump with four signals at a plant in Berlin, and readings that go the real way into the database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

import db.readings
import services.arrivals
from db.connect import Connection
from domain.batch import Batch
from domain.rollup import BAD, GOOD, Readings
from services.arrivals import Memory

MACHINE = """
    WITH site AS (
        INSERT INTO place (key, kind, name, time_zone, address)
        VALUES ('nordwerk', 'site', 'Nordwerk', 'Europe/Berlin', 'Kai 7, Bremen') RETURNING id
    ), line AS (
        INSERT INTO place (key, kind, name, parent_id) SELECT 'pm1', 'line', 'Paper machine 1', id FROM site
        RETURNING id
    ), machine AS (
        INSERT INTO machine (key, place_id, name, type, maker, model, serial_number, criticality)
        SELECT 'pump-1', id, 'White water pump', 'pump', 'Torvane', 'TV-30', 'TV591394', 4 FROM line RETURNING id
    )
    INSERT INTO device (name, machine_id) SELECT 'sim-0001', id FROM machine RETURNING machine_id, id"""
SIGNALS = """
    INSERT INTO signal (device_id, name, title, kind, unit, interval_s)
    SELECT %s, name, title, kind, unit, 10 FROM (VALUES
        ('speed', 'Speed', 'speed', 'rpm'),
        ('vibration', 'Drive-end vibration', 'vibration_velocity_rms', 'mm/s'),
        ('vibration_nde', '=Non-drive-end vibration', 'vibration_velocity_rms', 'mm/s'),
        ('temperature', 'Bearing temperature', 'temperature', 'Cel')) AS s (name, title, kind, unit) RETURNING id"""
LIMITS = "INSERT INTO signal_limit (signal_id, high, high_high) VALUES (%s, 4.5, 7.1)"
RUNNING = "UPDATE machine SET running_signal_id = %s, running_above = 100 WHERE id = %s"


class Plant:
    """The pump ``machine_id`` with the signals ``speed``, ``vibration``, ``vibration_nde``, ``temperature``."""

    def __init__(self, conn: Connection) -> None:
        self.conn, self.memory = conn, Memory()
        db.readings.create_staging(conn)
        row = conn.execute(MACHINE).fetchone()
        assert row is not None
        self.machine_id = int(row[0])
        ids = [int(found[0]) for found in conn.execute(SIGNALS, (row[1],))]
        self.speed, self.vibration, self.vibration_nde, self.temperature = ids
        conn.execute(LIMITS, (self.vibration,))
        conn.execute(RUNNING, (self.speed, self.machine_id))

    def say(self, signal_id: int, values: Sequence[float | None], *, start: datetime, every_s: float = 10.0) -> None:
        """Store one reading after another; None is "could not measure"."""
        found = np.array([np.nan if value is None else value for value in values], float)
        at = round(start.timestamp() * 1e6) + np.arange(len(found)) * round(every_s * 1e6)
        readings = Readings(np.full(len(found), self.memory.slot(signal_id)), at, found,
                            np.where(np.isnan(found), BAD, GOOD).astype(np.int16), at + 200_000,
                            np.ones(len(found), np.bool_))
        services.arrivals.store(self.conn, Batch(readings, messages=1), self.memory, now=datetime.now(UTC))

    def say_lately(self, signal_id: int, values: Sequence[float | None], *, every_s: float = 10.0) -> None:
        """Store readings of which the last is two seconds old."""
        self.say(signal_id, values, every_s=every_s,
                 start=datetime.now(UTC) - timedelta(seconds=2 + every_s * (len(values) - 1)))
