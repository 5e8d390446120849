from datetime import UTC, datetime, timedelta

import pytest

from domain.heartbeat import Heartbeat, Intake, Life, intake, life

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def beat(ago_s: float, **details: object) -> Heartbeat:
    return Heartbeat("ingest", NOW - timedelta(seconds=ago_s), NOW, "1.0", details)


@pytest.mark.parametrize(("ago_s", "expected"), [(0, Life.RUNNING), (9.9, Life.RUNNING), (10, Life.GONE)])
def test_a_process_is_gone_when_it_has_been_still_for_10_s(ago_s: float, expected: Life) -> None:
    assert life(beat(ago_s), now=NOW) is expected


def test_a_process_that_never_was_is_told_apart_from_one_that_is_gone() -> None:
    assert life(None, now=NOW) is Life.NEVER


def test_data_comes_in_when_ingest_runs_and_is_connected() -> None:
    assert intake(beat(1, broker="connected"), now=NOW) is Intake.OPEN
    assert intake(beat(1, broker="disconnected"), now=NOW) is Intake.NO_BROKER
    assert intake(beat(1), now=NOW) is Intake.NO_BROKER


def test_what_ingest_said_before_it_was_gone_does_not_count() -> None:
    assert intake(beat(60, broker="connected"), now=NOW) is Intake.NO_INGEST
    assert intake(None, now=NOW) is Intake.NO_INGEST
