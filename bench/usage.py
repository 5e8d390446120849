"""What processes use: processor time and memory, as Linux counts them."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory in MB. ``proportional`` shares pages out among the processes that use them, so that it adds up."""

    resident: float
    proportional: float


def cpu_s(pids: Iterable[int]) -> float:
    """Return how many seconds of a core these processes have used so far."""
    return sum(_cpu_s(pid) for pid in pids)


def memory(pids: Iterable[int]) -> Memory:
    """Return the memory of these processes together; one that has just ended uses none."""
    each = [_memory_kb(pid) for pid in pids]
    return Memory(sum(one["Rss"] for one in each) / 1000, sum(one["Pss"] for one in each) / 1000)


def parent(pid: int) -> int:
    """Return who started a process."""
    return int(_stat(pid)[1])


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    """Return what stands in /proc/PID/stat after the program's name."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()


def _memory_kb(pid: int) -> dict[str, int]:
    found = {"Rss": 0, "Pss": 0}
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    except (FileNotFoundError, ProcessLookupError):
        return found
    return found | {line.split(":")[0]: int(line.split()[1]) * 1024 // 1000 for line in lines}
