"""How the recordings in demo/data were made from the published data sets.

    python -m simulator.reduce --nab FILE --hydraulic FOLDER --out demo/data

FILE is ``machine_temperature_system_failure.csv`` of the Numenta Anomaly Benchmark; FOLDER holds
``TS1.txt.gz`` and the other files of the UCI data set "Condition monitoring of hydraulic systems".
What is kept and what is lost stands in demo/data/README.md.
"""

import argparse
import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from simulator.noise import Array

NAB_COLUMN = "temperature"
HYDRAULIC_COLUMNS = {
    "TS1": ("temperature_1", 2), "TS2": ("temperature_2", 2), "TS3": ("temperature_3", 2),
    "TS4": ("temperature_4", 2), "VS1": ("vibration", 3), "CE": ("cooling_efficiency", 2),
    "CP": ("cooling_power", 3), "SE": ("efficiency", 2), "FS1": ("flow", 3)}
MEANS_IN_CYCLE = 6


def nab_rows(lines: Iterable[str]) -> list[list[float]]:
    """Return the temperatures in °F, to two decimals, in the order recorded.

    The times are dropped: one reading in five minutes. So the hour in which the recorder's clock was set
    back (2014-01-07 02:00) simply goes on, instead of having two readings for each of its moments.
    """
    return [[round(float(row["value"]), 2)] for row in csv.DictReader(lines)]


def cycle_means(cycles: Array, *, decimals: int) -> Array:
    """Return the means of every ten seconds of load cycles of 60 s: six of each row, in one column.

    Shape: cycles is (cycles, samples in 60 s); the result is (cycles * 6,).
    """
    parts = cycles.reshape(cycles.shape[0] * MEANS_IN_CYCLE, -1)
    means: Array = np.round(parts.mean(axis=1), decimals)
    return means


def write(path: Path, names: Sequence[str], rows: Iterable[Sequence[float]]) -> None:
    """Write a compressed CSV whose bytes depend on its content only."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([f"{value:g}" for value in row] for row in rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def main() -> None:
    """Reduce both data sets."""
    parser = argparse.ArgumentParser(prog="python -m simulator.reduce", description=__doc__.splitlines()[0])
    parser.add_argument("--nab", type=Path, required=True)
    parser.add_argument("--hydraulic", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with given.nab.open(encoding="utf-8") as lines:
        write(given.out / "nab-machine-temperature.csv.gz", [NAB_COLUMN], nab_rows(lines))
    columns = [cycle_means(np.loadtxt(given.hydraulic / f"{name}.txt.gz"), decimals=decimals)
               for name, (_, decimals) in HYDRAULIC_COLUMNS.items()]
    names = [name for name, _ in HYDRAULIC_COLUMNS.values()]
    write(given.out / "hydraulic-rig.csv.gz", names, np.stack(columns, axis=1).tolist())


if __name__ == "__main__":
    main()
