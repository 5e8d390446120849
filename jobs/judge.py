"""The judge as a job: judges twice a second and says every two seconds that it lives."""

import time
from datetime import UTC, datetime, timedelta

import db.heartbeat
from db.connect import Connection
from domain.version import VERSION
from services.judging import Judge

_BEAT = timedelta(seconds=2)


class JudgeJob:
    """Keeps the judge between its runs; a failure makes it read everything again."""

    def __init__(self) -> None:
        self._judge = Judge()
        self._started_at = datetime.now(UTC)
        self._beaten_at = datetime.fromtimestamp(0, UTC)

    def run(self, conn: Connection, now: datetime) -> None:
        """Judge once."""
        began_s = time.perf_counter()
        changed = self._judge.judge(conn, now=now)
        if now - self._beaten_at >= _BEAT:
            self._beaten_at = now
            took_ms = round((time.perf_counter() - began_s) * 1000)
            db.heartbeat.beat(conn, "jobs", started_at=self._started_at, version=VERSION,
                              details={"judge_ms": took_ms, "changed": changed})
