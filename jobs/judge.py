"""The judge as a job: judges twice a second and says every two seconds that it lives."""

import time
from datetime import UTC, datetime, timedelta

import db.heartbeat
import db.system
from db.connect import Connection
from domain.version import VERSION
from services.judging import Judge

_BEAT = timedelta(seconds=2)
_AWAY = timedelta(seconds=15)       # nothing was judged for so long: the database, or all of us, were away


class JudgeJob:
    """Keeps the judge between its runs; a failure makes it read everything again."""

    def __init__(self) -> None:
        self._judge = Judge()
        self._started_at = datetime.now(UTC)
        self._beaten_at = datetime.fromtimestamp(0, UTC)
        self._judged_at: datetime | None = None

    def run(self, conn: Connection, now: datetime) -> None:
        """Judge once."""
        began_s = time.perf_counter()
        self._notice_absence(conn, now)
        changed = self._judge.judge(conn, now=now)
        self._judged_at = now
        if now - self._beaten_at >= _BEAT:
            self._beaten_at = now
            took_ms = round((time.perf_counter() - began_s) * 1000)
            db.heartbeat.beat(conn, "jobs", started_at=self._started_at, version=VERSION,
                              details={"judge_ms": took_ms, "changed": changed})

    def _notice_absence(self, conn: Connection, now: datetime) -> None:
        last = self._judged_at
        if last is None:
            beat = db.system.heartbeats(conn).get("jobs")
            last = beat.at if beat else now
        if now - last > _AWAY:
            self._judge.away(conn, since=last, now=now)
