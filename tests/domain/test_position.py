"""How far apart places are, and in which direction."""

import pytest

from domain.position import Position, distance_km, neighbours, wind

BREMEN = Position(1, "Bremen", 53.0793, 8.8017)
BERLIN = Position(2, "Berlin", 52.5200, 13.4050)
SANTOS = Position(3, "Santos", -23.9608, -46.3336)
SUVA = Position(4, "Suva", -18.1416, 178.4419)
APIA = Position(5, "Apia", -13.8333, -171.7667)


@pytest.mark.parametrize(("one", "other", "km"), [(BREMEN, BERLIN, 315), (BREMEN, SANTOS, 9985), (SUVA, APIA, 1154),
                                                  (BREMEN, BREMEN, 0)])
def test_the_distance_is_that_along_the_surface(one, other, km):
    assert distance_km(one, other) == pytest.approx(km, rel=0.01)
    assert distance_km(other, one) == pytest.approx(distance_km(one, other))


@pytest.mark.parametrize(("latitude", "longitude", "winds"), [
    (54, 8.8, 0), (53.5, 9.6, 1), (53.08, 9.5, 2), (52, 8.8, 4), (53.08, 8, 6), (53.5, 8, 7)])
def test_the_direction_is_one_of_eight_winds(latitude, longitude, winds):
    assert wind(BREMEN, Position(9, "There", latitude, longitude)) == winds


def test_the_way_over_the_date_line_is_the_short_one():
    assert wind(SUVA, APIA) in {1, 2}


def test_the_nearest_comes_first_and_the_same_spot_is_no_neighbour():
    same = Position(6, "Hall 2", BREMEN.latitude, BREMEN.longitude)
    assert [one.position.name for one in neighbours(BREMEN, [SANTOS, same, BERLIN])] == ["Berlin", "Santos"]
