"""What people read about rollouts: how each device stands, what happened, and what is awaited."""

from collections.abc import Mapping, Sequence
from typing import Any

import language
from components import settings_words
from components.status import Mark
from domain.audit import Entry
from domain.rollout import Counts, Outcome, Skip, Standing, Status, Why
from domain.settings_check import Finding, Problem
from domain.settings_schema import Schema
from domain.twin import Settings
from language import Lazy, _, lazy, ngettext

OUTCOMES = {
    Outcome.IN_EFFECT: Mark(lazy("In effect"), "good", "state-healthy"),
    Outcome.SENDING: Mark(lazy("Sending"), "antenna", "state-plain"),
    Outcome.WAITING: Mark(lazy("Waiting for the device"), "waiting", "state-unknown"),
    Outcome.REFUSED: Mark(lazy("Refused"), "warning", "state-warning"),
    Outcome.OVERDUE: Mark(lazy("Overdue"), "late", "state-warning"),
    Outcome.CHANGED: Mark(lazy("Changed at the device"), "person", "state-advisory"),
    Outcome.REPLACED: Mark(lazy("Set otherwise since"), "person", "state-plain"),
    Outcome.SKIPPED: Mark(lazy("Left out"), "minus", "state-plain"),
    Outcome.PENDING: Mark(lazy("Not yet given"), "more", "state-plain"),
}
STATUSES = {
    Status.DRAFT: Mark(lazy("Preview"), "search", "state-plain"),
    Status.RUNNING: Mark(lazy("Running"), "running", "state-plain"),
    Status.PAUSED: Mark(lazy("Paused"), "stopped", "state-unknown"),
    Status.STOPPED: Mark(lazy("Stopped by itself"), "critical", "state-critical"),
    Status.FINISHED: Mark(lazy("Given to all"), "good", "state-healthy"),
    Status.ROLLING_BACK: Mark(lazy("Going back"), "left", "state-plain"),
    Status.ROLLED_BACK: Mark(lazy("Rolled back"), "left", "state-unknown"),
}
SKIPS: dict[str, Lazy] = {
    Skip.SAME: lazy("It has these settings already."),
    Skip.UNKNOWN: lazy("It has no such setting."),
    Skip.INVALID: lazy("The value does not suit it."),
    Skip.CHANGED: lazy("Somebody has set it otherwise since the preview."),
    Skip.RETIRED: lazy("It is not on a machine any more."),
}
# What can be done to a rollout, in the order of the buttons.
ACTS = {
    Status.DRAFT: ("start", "discard"), Status.RUNNING: ("pause", "roll_back"),
    Status.PAUSED: ("resume", "roll_back"), Status.STOPPED: ("resume", "roll_back"),
    Status.FINISHED: ("roll_back",), Status.ROLLING_BACK: (), Status.ROLLED_BACK: (),
}
_STAGES = {1: lazy("Stage 1 of 3: one device"), 2: lazy("Stage 2 of 3: a tenth"), 3: lazy("Stage 3 of 3: all devices")}
_AWAITED = {
    Why.ON_THEIR_WAY: lazy("The next stage begins when all of this one have answered."),
    Why.ASLEEP: lazy("Most devices of this stage sleep. It goes on when they have answered."),
    Why.GIVE: lazy("Settings are being given out."),
    Why.NEXT_STAGE: lazy("The next stage begins."),
    Why.FINISH: lazy("The last devices have answered."),
}
_DEEDS: dict[str, Lazy] = {
    "prepared": lazy("Prepared"), "started": lazy("Started"), "paused": lazy("Paused"), "resumed": lazy("Resumed"),
    "stopped": lazy("Stopped by itself: too many refused or stayed overdue"), "finished": lazy("Given to all"),
    "rolling_back": lazy("Rolling back begun"), "rolled_back": lazy("Everything is rolled back"),
}


def mark(shown: Mark) -> list[str]:
    """Return a mark as scripts take it."""
    return [str(shown.word), shown.icon, shown.tone]


def title(settings: Settings, schema: Schema) -> str:
    """Return what a rollout sets: Report interval 60 s, LED on."""
    return language.listed([f"{name} {value}" for name, value in fields(settings, schema)])


def fields(settings: Settings, schema: Schema) -> list[tuple[str, str]]:
    """Return name and value of each setting."""
    return [(settings_words.title(path, schema.get(path), {}), settings_words.value(value, schema.get(path)))
            for path, value in settings.items()]


def changes(former: Settings, settings: Settings, schema: Schema) -> list[tuple[str, str, str]]:
    """Return name, value before and value after of each setting; a dash where nobody knows it."""
    return [(settings_words.title(path, schema.get(path), {}),
             settings_words.value(former[path], schema.get(path)) if path in former else "–",
             settings_words.value(value, schema.get(path))) for path, value in settings.items()]


def devices(count: int) -> str:
    """Return how many devices."""
    return ngettext("{count} device", "{count} devices", count)


def reason(one: Standing) -> str:
    """Return why a device stands as it does, in a sentence; nothing if the mark says all."""
    if one.outcome is Outcome.SKIPPED:
        return str(SKIPS.get(one.reason, ""))
    if one.outcome is Outcome.REFUSED:
        return _("“{reason}”").format(reason=one.reason) if one.reason else _("The device gives no reason.")
    return ""


def awaited(status: Status, stage: int, why: Why, counts: Counts, *, share: float) -> str:
    """Return what is going on or awaited, as a sentence."""
    if status is Status.RUNNING:
        where = str(_STAGES[stage]) if stage in _STAGES else _("It begins.")
        return _("{where}. {awaited}").format(where=where, awaited=_AWAITED[why]) if why in _AWAITED else where
    if status is Status.STOPPED:
        return _("{devices} refused or stayed overdue: more than {share} of those that have it and can be reached. "
                 "Nothing more is given out.").format(devices=devices(counts.failing),
                                                      share=language.number(share * 100, "%", digits=0))
    if status is Status.FINISHED and not counts[Outcome.WAITING]:
        return ""
    return str(_STANDING.get(status, ""))


_STANDING = {
    Status.DRAFT: lazy("Nothing is changed yet. This is what would change."),
    Status.PAUSED: lazy("Nothing more is given out until somebody resumes it."),
    Status.FINISHED: lazy("Devices that sleep get their settings when they wake."),
    Status.ROLLING_BACK: lazy("Devices that were given the settings are brought back to what they did before."),
    Status.ROLLED_BACK: lazy("Devices that were given the settings are wanted to do what they did before."),
}


def deed(entry: Entry) -> str:
    """Return what happened, in a word or a sentence."""
    after = entry.after or {}
    if entry.action == "stage":
        return str(_STAGES.get(after.get("stage", 0), ""))
    return str(_DEEDS.get(entry.action, entry.action))


def warnings(found: Sequence[Sequence[Any]], schema: Schema) -> list[tuple[str, int]]:
    """Return the sentences of what the guard rails said, with for how many devices; those of most devices first.

    ``found``: path, problem and numbers of each finding of each device. Numbers differ from device to device; the
    first of a kind stands for all.
    """
    kinds: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for path, problem, numbers in found:
        kinds.setdefault((path, problem), []).append(numbers)
    sentences = [(_finding(path, problem, numbers[0], schema), len(numbers))
                 for (path, problem), numbers in kinds.items()]
    return sorted(sentences, key=lambda one: -one[1])


def _finding(path: str, problem: str, numbers: Mapping[str, Any], schema: Schema) -> str:
    name = settings_words.title(path, schema.get(path), {})
    sentence = settings_words.finding(Finding(path, Problem(problem), numbers), schema.get(path))
    return _("{name}: {sentence}").format(name=name, sentence=sentence)
