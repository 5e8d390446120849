"""``python -m jobs``: everything that the clock asks for; one such process works on a database."""

import logging
import signal
import sys
from datetime import UTC, datetime
from threading import Event

import psycopg
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

import config
import db.heartbeat
import journal
from db.connect import Connection, open_connection
from domain.errors import ConfigError
from jobs.runner import Runner
from jobs.table import jobs

log = logging.getLogger("jobs")


def main() -> int:
    """Run until SIGTERM or Ctrl-C."""
    try:
        settings = config.load()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    journal.start(settings.log_level, process="jobs")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        _lead(settings, stopping)
    log.info("stopped")
    return 0


def _lead(settings: config.Settings, stopping: Event) -> None:
    """Work for as long as this process leads; return when it does not any more."""
    leader = _leader(settings.database_url)
    if leader is None:
        stopping.wait(2.0)
        return
    log.info("working")
    scheduler = _scheduler(settings)
    scheduler.start()
    try:
        while not stopping.wait(2.0) and _is_alive(leader):
            pass
    finally:
        scheduler.shutdown()
        leader.close()


def _scheduler(settings: config.Settings) -> BackgroundScheduler:
    table = jobs(settings)
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(len(table))}, timezone="UTC",
                                    job_defaults={"coalesce": True, "max_instances": 1,
                                                  "misfire_grace_time": None})
    for job in table:
        scheduler.add_job(Runner(job, settings.database_url), "interval", seconds=job.every_s, name=job.name,
                          next_run_time=datetime.now(UTC))
    return scheduler


def _leader(database_url: str) -> Connection | None:
    """Return the connection that holds the lock of this kind of process, None if there is none to be had."""
    try:
        conn = open_connection(database_url, name="jobs")
    except psycopg.OperationalError as error:
        log.warning("waiting for the database: %s", str(error).strip())
        return None
    if db.heartbeat.try_lead(conn, "jobs"):
        return conn
    conn.close()
    log.warning("another jobs process works on this database; waiting")
    return None


def _is_alive(conn: Connection) -> bool:
    try:
        db.heartbeat.check(conn)
    except psycopg.Error as error:
        log.warning("the database went away: %s", str(error).strip())
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
