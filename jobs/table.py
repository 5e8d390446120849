"""The table of jobs: what runs, how often, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import services.alarms
import services.maintenance
import services.retention
import services.rollouts
import services.slopes
import services.tally
from config import Settings
from db.connect import Connection
from jobs.judge import JudgeJob
from jobs.tell.sender import TellJob


@dataclass(frozen=True, slots=True)
class Job:
    """One thing done again and again, on a connection of its own; ``run`` gets it and the time."""

    name: str
    every_s: float
    why: str
    run: Callable[[Connection, datetime], object]


def jobs(settings: Settings) -> list[Job]:
    """Return all jobs of a stack."""
    keep = services.retention.Keep(
        readings_days=settings.keep_readings_days, minutes_days=settings.keep_minutes_days,
        rejected_days=settings.keep_rejected_days, tally_hours_days=settings.keep_tally_hours_days)
    return [
        Job("judge", 0.5, "a machine beyond its limit tops the ward round within 2 s", JudgeJob().run),
        Job("shelves", 2, "people are called again when the time of an alarm on the shelf is over",
            services.alarms.expire_shelves),
        Job("maintenance", 2, "people are called again when a machine is back in service",
            services.maintenance.end_in_time),
        Job("tell", 0.5, "a webhook hears of an alarm within 3 s", TellJob(settings).run),
        Job("rollouts", 2, "settings of many devices go on in stages, and stop by themselves",
            services.rollouts.advance),
        Job("rollout_counts", 20, "sleeping devices are seen to answer when a rollout is over",
            services.rollouts.count_again),
        Job("slopes", 600, "the sentence says how fast a value rises",
            lambda conn, now: services.slopes.compute(conn, now=now)),
        Job("tally", 20, "the fleet page shows finished hours, corrected when late data came",
            lambda conn, now: services.tally.tally_hours(conn, now=now)),
        Job("retention", 3600, "the disk stays bounded",
            lambda conn, now: services.retention.forget(conn, keep, now=now)),
    ]
