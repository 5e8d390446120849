"""The measurement of charts finds what it should, on one day instead of a year."""

from datetime import timedelta

import numpy as np
import pytest

from bench import trend_query
from db import migrate
from db.connect import open_connection

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def filled(databases):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trend_query, "DAYS", 1)
        patch.setattr(trend_query, "_END", trend_query._START + timedelta(days=1))
        patch.setattr(trend_query, "_SPANS", 20)
        url = databases.empty()
        with open_connection(url, name="test") as conn:
            migrate.migrate(conn)
            yield conn, trend_query.fill(conn)
        databases.drop(url)


def test_nothing_is_lost_and_the_readings_are_counted(filled):
    conn, stored = filled
    found = {figure.name: figure.value for figure in trend_query.measure(conn, stored=stored)}
    assert found["readings stored"] == 86_400 + 22 * 8640 - (600 + 22 * 60)
    assert found["extremes lost"] == 0
    assert found["most points of a trace"] <= 2000


def test_a_spike_that_is_not_drawn_is_found_out(filled, monkeypatch):
    conn, _stored = filled
    honest = trend_query.curve

    def flattened(history, **how):
        drawn = honest(history, **how)
        for trace in (drawn.line, drawn.band, drawn.dots):
            np.clip(trace.value, 0.5, 3.5, out=trace.value)
        return drawn

    monkeypatch.setattr(trend_query, "curve", flattened)
    found = {figure.name: figure.value for figure in trend_query.measure(conn, stored=0)}
    assert found["extremes lost"] > 100
