"""The record of measurements: one line a figure, appended to bench/history.csv."""

import csv
import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HISTORY = Path(__file__).parent / "history.csv"
COLUMNS = ["date", "commit", "machine", "scenario", "figure", "value", "unit", "goal"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure of a scenario; ``goal`` says in words what it should be, if there is a goal."""

    name: str
    value: float
    unit: str
    goal: str = ""


def append(scenario: str, figures: list[Figure], *, history: Path = HISTORY) -> None:
    """Print the figures and append them to the history, with date, commit and machine."""
    new = not history.exists()
    with history.open("a", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(COLUMNS)
        for figure in figures:
            print(f"  {figure.name:<44} {figure.value:>12,.4g} {figure.unit:<12} {figure.goal}")
            writer.writerow([datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), commit(), machine(), scenario,
                             figure.name, f"{figure.value:.4g}", figure.unit, figure.goal])


def commit() -> str:
    """Return the short name of the commit that was measured, with a + if files were changed since."""
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")


def machine() -> str:
    """Return what kind of machine this is, and how busy it was."""
    return f"{os.cpu_count()} cores {platform.machine()} load {os.getloadavg()[0]:.1f}"
