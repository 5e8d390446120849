"""Readings for the tests of the watch: rows of (seconds, value), with what else a limit hears of them."""

import numpy as np
from hypothesis import strategies as st

from domain.limit import Level, Limit
from domain.rollup import NEVER
from domain.watch import Heard

VALUES = st.sampled_from([0.0, 0.5, 1.0, 1.4, 1.5, 3.0, 3.9, 4.0, 4.2, 4.5, 4.6, 9.0])
ROWS = st.lists(st.tuples(st.integers(0, 60), VALUES, st.sampled_from([True, True, True, False]),
                          st.sampled_from([False, False, False, False, True])),
                max_size=40, unique_by=lambda row: row[0]).map(sorted)
LIMITS = st.builds(
    Limit, st.sampled_from([Level.HIGH, Level.LOW]), st.sampled_from([1.0, 4.5]), st.sampled_from([0.0, 0.5]),
    st.sampled_from([0.0, 1.0, 2.5, 5.0, 20.0]), st.sampled_from([0.0, 1.0, 4.0, 15.0]),
    only_while_running=st.booleans())


def heard(rows):
    """Return rows of (seconds, value, counts, after a silence); the last two may be left out."""
    whole = [(*row, True, False)[:4] if len(row) < 4 else row for row in rows]
    return Heard(np.array([round(row[0] * 1e6) for row in whole], np.int64), np.array([row[1] for row in whole], float),
                 np.array([row[2] for row in whole], bool), np.array([row[3] for row in whole], bool))


def cut(data, rows):
    """Return the rows in pieces of any length."""
    pieces = []
    while rows:
        size = data.draw(st.integers(1, len(rows)))
        pieces.append(rows[:size])
        rows = rows[size:]
    return pieces


def in_seconds(episodes):
    """Return episodes as (began, raised, cleared) in seconds; None while it is on."""
    return [tuple(None if at == NEVER else at / 1e6 for at in (one.began_us, one.raised_us, one.cleared_us))
            for one in episodes]
