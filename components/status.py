"""The three marks of a machine: the one table of state -> word, icon and colour for all screens.

A colour is never alone: beside it stand the icon, whose shape differs, and the word. Colour is kept for the
condition; running and trust are drawn in the colour of the text, doubt about data in that of the unknown.
"""

from dataclasses import dataclass
from typing import Any

from dash import html

from components.icons import icon
from domain.state import Condition, Running, Trust
from language import Lazy, lazy

State = Condition | Running | Trust


@dataclass(frozen=True, slots=True)
class Mark:
    """How a state is shown: its word, its icon in assets/icons.svg, and the class that gives its colour."""

    word: Lazy
    icon: str
    tone: str


CONDITIONS = {
    Condition.CRITICAL: Mark(lazy("Critical"), "critical", "state-critical"),
    Condition.WARNING: Mark(lazy("Warning"), "warning", "state-warning"),
    Condition.ADVISORY: Mark(lazy("Advisory"), "advisory", "state-advisory"),
    Condition.HEALTHY: Mark(lazy("Healthy"), "healthy", "state-healthy"),
    Condition.UNKNOWN: Mark(lazy("Unknown"), "unknown", "state-unknown"),
}
RUNNINGS = {
    Running.RUNNING: Mark(lazy("Running"), "running", "state-plain"),
    Running.STOPPED: Mark(lazy("Stopped"), "stopped", "state-plain"),
    Running.STARTING: Mark(lazy("Starting"), "starting", "state-plain"),
    Running.UNKNOWN: Mark(lazy("Not known"), "unknown", "state-plain"),
}
TRUSTS = {
    Trust.GOOD: Mark(lazy("Data good"), "good", "state-plain"),
    Trust.LATE: Mark(lazy("Data late"), "late", "state-unknown"),
    Trust.STUCK: Mark(lazy("Data stuck"), "stuck", "state-unknown"),
    Trust.OUT_OF_RANGE: Mark(lazy("Data out of range"), "out_of_range", "state-unknown"),
    Trust.CLOCK_WRONG: Mark(lazy("Clock wrong"), "clock_wrong", "state-unknown"),
    Trust.SILENT: Mark(lazy("Silent"), "silent", "state-unknown"),
}
TYPES = {
    "motor": lazy("Motor"), "pump": lazy("Pump"), "compressor": lazy("Compressor"), "fan": lazy("Fan"),
    "gearbox": lazy("Gearbox"), "hydraulic": lazy("Hydraulic unit"), "other": lazy("Machine"),
}


def mark(state: State) -> Mark:
    """Return how a state is shown."""
    if isinstance(state, Condition):
        return CONDITIONS[state]
    return RUNNINGS[state] if isinstance(state, Running) else TRUSTS[state]


def badge(state: State) -> Any:
    """Return a mark as a component: icon and word in the colour of the state."""
    shown = mark(state)
    return html.Span([icon(shown.icon), html.Span(str(shown.word))], className=f"state-mark {shown.tone}")


def words() -> dict[str, dict[str, list[str]]]:
    """Return the table for page scripts: axis -> state -> [word, icon, tone]; types -> type -> [word]."""
    axes: dict[str, Any] = {"condition": CONDITIONS, "running": RUNNINGS, "trust": TRUSTS}
    table = {axis: {state.value: [str(m.word), m.icon, m.tone] for state, m in marks.items()}
             for axis, marks in axes.items()}
    return {**table, "type": {name: [str(word)] for name, word in TYPES.items()}}


def type_icon(machine_type: str) -> str:
    """Return the icon that stands for a type of machine until there is a picture."""
    return machine_type if machine_type in TYPES else "other"
