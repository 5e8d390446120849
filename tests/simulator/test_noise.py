import numpy as np

from simulator import noise

KEYS = noise.keys(7, np.arange(1000))


def test_the_same_key_and_moment_always_give_the_same_number() -> None:
    assert np.array_equal(noise.bell(KEYS, 12345), noise.bell(noise.keys(7, np.arange(1000)), 12345))


def test_another_seed_or_moment_or_channel_gives_other_numbers() -> None:
    first = noise.uniform(KEYS, 1)
    others = [noise.uniform(noise.keys(8, np.arange(1000)), 1), noise.uniform(KEYS, 2),
              noise.uniform(noise.channel(KEYS, 0), 1)]
    assert not any(np.any(first == other) for other in others)


def test_bell_noise_has_mean_0_and_deviation_1_and_is_bounded() -> None:
    drawn = noise.bell(KEYS[:, np.newaxis], np.arange(200)[np.newaxis, :])
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.std() - 1.0) < 0.01
    assert np.abs(drawn).max() <= 3.47


def test_uniform_noise_is_spread_evenly_from_0_to_1() -> None:
    counts = np.histogram(noise.uniform(KEYS, 3), bins=10, range=(0.0, 1.0))[0]
    assert counts.sum() == 1000
    assert counts.min() > 70


def test_wobble_moves_smoothly_between_minus_1_and_1() -> None:
    at_s = np.arange(0.0, 6000.0, 1.0)
    moved = noise.wobble(KEYS[:1], at_s, period_s=600.0)
    assert np.abs(moved).max() <= 1.0
    assert np.abs(np.diff(moved)).max() < 0.01
    assert moved.std() > 0.1
