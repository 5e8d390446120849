"""How the values of a history are spread, and what a value axis spans."""

import math
from dataclasses import dataclass

import numpy as np

from domain.trend import Floats, History

_BINS = 40
_FARTHEST = 8


@dataclass(frozen=True, slots=True)
class Distribution:
    """Which share of the readings lies in which bin; ``edges`` has one number more than ``share``."""

    edges: Floats
    share: Floats


def distribution(history: History) -> Distribution | None:
    """Return how the values are spread over about _BINS round bins, None if there is nothing.

    Exact for readings. Of a rollup the lowest and the highest reading are known and counted as one each;
    all others count at their mean.
    """
    if not len(history):
        return None
    edges = _round_edges(float(history.minimum.min()), float(history.maximum.max()))
    rest = np.maximum(history.count - 2, 0)
    rest_mean = (history.total - history.minimum - history.maximum) / np.maximum(rest, 1)
    values = np.concatenate([history.minimum, history.maximum, rest_mean])
    weights = np.concatenate([np.ones(len(history)), history.count > 1, rest])
    share, _ = np.histogram(np.clip(values, edges[0], edges[-1]), bins=edges, weights=weights)
    return Distribution(edges, share / history.count.sum())


def value_range(lowest: float, highest: float, limits: list[float]) -> tuple[float, float]:
    """Return what the value axis spans: the values, and the nearest limit above and below them.

    A limit so far away that the values would keep less than an eighth of the height stays outside.
    """
    size = highest - lowest or abs(highest) * 0.02 or 1.0
    above = min((limit for limit in limits if limit > highest), default=highest)
    below = max((limit for limit in limits if limit < lowest), default=lowest)
    top = above if above - lowest <= _FARTHEST * size else highest
    bottom = below if top - below <= _FARTHEST * size else lowest
    margin = 0.06 * (top - bottom or size)
    return bottom - margin, top + margin


def round_step(least: float) -> float:
    """Return the smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below ``least``."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= least * (1 - 1e-9))

def _round_edges(lowest: float, highest: float) -> Floats:
    """Return edges between round values: devices round theirs, and a value on an edge would fall to either side."""
    step = round_step((highest - lowest or max(abs(highest) * 0.4, 0.4)) / _BINS)
    first, last = math.floor(lowest / step + 0.5), math.ceil(highest / step - 0.5)
    return (np.arange(first, max(first, last) + 2, dtype=np.float64) - 0.5) * step
