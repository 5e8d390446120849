"""The outlines on the maps of places: small, whole, and of the earth."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import outlines


def read(text, step):
    """Return what assets/pages/map.js reads."""
    numbers, value, shift = [], 0, 0
    for character in text:
        five = ord(character) - 63
        value |= (five & 0x1F) << shift
        shift += 5
        if five < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    x = y = 0
    points = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * step, y * step))
    return points


@pytest.fixture(scope="module")
def made():
    return json.loads(outlines.MADE.read_text(encoding="utf-8"))


def rings(made):
    arcs = [read(text, made["step"]) for text in made["arcs"]]
    for country in made["countries"]:
        for ring in country:
            yield [point for arc in ring for point in (arcs[arc] if arc >= 0 else arcs[~arc][::-1])]


def is_land(made, longitude, latitude):
    inside = False
    for ring in rings(made):
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > latitude) != (y2 > latitude) and longitude < (x2 - x1) * (latitude - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def test_they_are_small_enough_for_a_phone():
    assert outlines.MADE.stat().st_size < 60_000


def test_every_ring_is_closed_and_on_the_earth(made):
    for ring in rings(made):
        assert ring[0] == ring[-1]
        assert all(abs(x) <= 180.01 and abs(y) <= 90.01 for x, y in ring)


@pytest.mark.parametrize(("longitude", "latitude", "land"), [
    (13.4, 52.5, True), (-46.6, -23.5, True), (139.5, 36.0, True), (151.0, -33.5, True), (-30.0, 40.0, False),
    (0.0, 0.0, False), (3.0, 56.0, False)])
def test_cities_lie_on_land_and_oceans_do_not(made, longitude, latitude, land):
    assert is_land(made, longitude, latitude) is land


@given(st.lists(st.tuples(st.integers(-9000, 9000), st.integers(-4500, 4500)), min_size=1, max_size=20))
def test_what_is_written_is_read(grid):
    points = [(x * 0.02, y * 0.02) for x, y in grid]
    assert [(round(x / 0.02), round(y / 0.02)) for x, y in read(outlines._written(points), 0.02)] == grid
