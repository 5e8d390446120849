from datetime import UTC, datetime, timedelta

import pytest

from components import system_words
from db.edition import Edition
from domain.heartbeat import Heartbeat, Intake, Life
from domain.ledger import Account, Minute
from domain.rejection import Reason

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_every_reason_and_every_edition_has_words() -> None:
    assert set(system_words.REASONS) == set(Reason)
    assert set(system_words.EDITIONS) == {edition.name for edition in Edition}


def test_a_reason_of_a_newer_ingest_is_shown_as_it_is() -> None:
    assert system_words.reason("bad_json") == "No valid JSON"
    assert system_words.reason("something_new") == "something_new"


def test_a_process_that_is_gone_is_told_with_the_time() -> None:
    beat = Heartbeat("ingest", AT, AT - timedelta(hours=2), "0.1.0")
    fact = system_words.process("ingest", beat, Life.GONE, zone="Europe/Berlin")
    assert (fact["value"], fact["tone"]) == ("not running", "state-critical")
    assert fact["note"].endswith("last sign of life 1 Mar 2026, 13:00:00\u00a0CET")


def test_a_process_that_runs_is_told_with_version_and_start() -> None:
    beat = Heartbeat("jobs", AT, AT - timedelta(hours=2), "0.1.0")
    fact = system_words.process("jobs", beat, Life.RUNNING, zone="UTC")
    assert fact["note"].endswith("version 0.1.0, since 1 Mar 2026, 10:00\u00a0UTC")


@pytest.mark.parametrize("intake", list(Intake))
def test_the_state_of_the_broker_has_shape_and_word(intake: Intake) -> None:
    fact = system_words.broker(intake)
    assert fact["icon"]
    assert fact["value"]


def test_the_stream_shows_dashes_when_nobody_knows() -> None:
    assert [fact["value"] for fact in system_words.stream({})] == ["–"] * 4
    shown = system_words.stream({"messages_per_s": 26.04, "readings_per_s": "many", "backlog": 12, "lag_ms": 38})
    assert [fact["value"] for fact in shown] == ["26.0", "–", "12", "38\u00a0ms"]


def test_an_hour_is_told_in_words_too() -> None:
    minutes = [Minute(AT, 60, 300, 20), Minute(AT, 120, 600, 80)]
    messages, readings, lag = system_words.charts(minutes)
    assert messages["values"] == [1, 2]
    assert readings["text"] == "Readings a second, last 60 minutes: 7.5 on average, 10.0 at most"
    assert lag["top"] == "max. 80.0\u00a0ms"


def test_an_account_that_adds_up_says_so_and_one_that_does_not_too() -> None:
    good, bad = Account(10, 1, 50, 48, 1, 1), Account(10, 1, 50, 40, 1, 1)
    assert system_words.account({1: good})["sum"]["tone"] == "state-healthy"
    wrong = system_words.account({1: good, 24: bad})["sum"]
    assert (wrong["tone"], wrong["note"]) == ("state-critical", "8")


@pytest.mark.parametrize(("count", "shown"), [
    (0, "0\u00a0B"), (999, "999\u00a0B"), (4096, "4.1\u00a0kB"), (42_751_667, "42.8\u00a0MB"),
    (7 * 10**12, "7.0\u00a0TB")])
def test_sizes_are_told_in_the_unit_that_fits(count: int, shown: str) -> None:
    assert system_words.size(count) == shown
