import gzip
from pathlib import Path

import numpy as np

from simulator import reduce


def test_a_load_cycle_of_sixty_seconds_becomes_six_means() -> None:
    at_1_hz = np.repeat([[1.0, 2.0, 3.0, 4.0, 5.0, 6.125]], 10, axis=1)
    at_10_hz = np.repeat(at_1_hz, 10, axis=1)
    assert reduce.cycle_means(at_1_hz, decimals=2).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.12]
    assert reduce.cycle_means(at_10_hz, decimals=3).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.125]


def test_temperatures_keep_their_order_when_the_recorder_set_its_clock_back() -> None:
    lines = ["timestamp,value", "2014-01-07 02:55:00,90.123", "2014-01-07 02:00:00,91.5"]
    assert reduce.nab_rows(lines) == [[90.12], [91.5]]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        reduce.write(tmp_path / name, ["a", "b"], [[1.0, 2.5], [3.25, 4.0]])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert gzip.decompress((tmp_path / "one").read_bytes()) == b"a,b\n1,2.5\n3.25,4\n"
