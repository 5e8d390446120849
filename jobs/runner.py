"""Runs one job on a connection of its own; the database may come and go meanwhile."""

import logging
from datetime import UTC, datetime

import psycopg

from db.connect import Connection, open_connection
from jobs.table import Job

log = logging.getLogger(__name__)


class Runner:
    """One job with its connection, opened when it is needed."""

    def __init__(self, job: Job, database_url: str) -> None:
        self._job, self._url = job, database_url
        self._conn: Connection | None = None
        self._failing = False

    def __call__(self) -> None:
        """Run the job once; what goes wrong is logged, and the next run tries again."""
        try:
            self._conn = self._conn or open_connection(self._url, name=f"jobs-{self._job.name}")
            self._job.run(self._conn, datetime.now(UTC))
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            if not self._failing:
                log.warning("job %s waits for the database: %s", self._job.name, str(error).strip())
            self._forget()
        except Exception:
            log.exception("job %s failed", self._job.name)
            self._forget()
        else:
            self._failing = False

    def close(self) -> None:
        """Give the connection back; a further run opens another."""
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _forget(self) -> None:
        self._failing = True
        self.close()
