"""The plan of a rollout: which devices, what they do now, and what there is to say against the change of each."""

from collections.abc import Iterable, Sequence
from typing import Any

import db.rollout_choice
import db.twin
import services.settings
from db.connect import Connection
from db.rollout import Planned
from db.twin import Stored
from domain import common_schema, rollout, settings_check, settings_schema
from domain.rollout import Skip
from domain.rollout_error import NoDevicesError
from domain.settings_check import Finding, Frame, Problem
from domain.settings_schema import Field
from domain.twin import Settings, same

MOST_DEVICES = 5000
_FIRST = (settings_schema.MEASUREMENT_INTERVAL, settings_schema.REPORT_INTERVAL)


def fields(conn: Connection, device_ids: Iterable[int]) -> tuple[list[Field], int]:
    """Return the settings that devices have in common, and how many of them say nothing of what can be set.

    Raises: NoDevicesError.
    """
    abouts = db.rollout_choice.abouts(conn, _checked(device_ids))
    schemas = [schema for about in abouts.values() if (schema := settings_schema.read(about)) is not None]
    found = common_schema.common(schemas).values()
    return sorted(found, key=lambda one: (one.path not in _FIRST, one.is_limit)), len(abouts) - len(schemas)


def plan(conn: Connection, device_ids: Iterable[int], settings: Settings) -> list[Planned]:
    """Return what the settings of each device are now, and what there is to say against the change.

    A device that is not on a machine any more is left out. Raises: NoDevicesError.
    """
    ids = _checked(device_ids)
    placed = db.rollout_choice.abouts(conn, ids)
    ranges, batteries = db.rollout_choice.ranges(conn, ids), db.rollout_choice.with_battery(conn, ids)
    return [_planned(known, settings, services.settings.frame(
        known, ranges[known.device_id], has_battery=known.device_id in batteries),
        is_placed=known.device_id in placed)
            for known in db.twin.twins(conn, ids).values()]


def is_on_machine(conn: Connection, device_id: int) -> bool:
    """Tell whether a device is on a machine."""
    return device_id in db.rollout_choice.abouts(conn, [device_id])


def skip(findings: Sequence[Finding]) -> Skip | None:
    """Return why a device has to be left out, None if it has not."""
    wrong = settings_check.errors(list(findings))
    if not wrong:
        return None
    return Skip.UNKNOWN if any(one.problem is Problem.UNKNOWN for one in wrong) else Skip.INVALID


def _checked(device_ids: Iterable[int]) -> list[int]:
    ids = sorted(set(device_ids))
    if not 0 < len(ids) <= MOST_DEVICES:
        raise NoDevicesError
    return ids


def _planned(known: Stored, settings: Settings, frame: Frame, *, is_placed: bool) -> Planned:
    former = rollout.before(settings, known.twin)
    findings = settings_check.check(settings, known.twin, frame)
    desired = known.twin.desired
    if not is_placed:
        return Planned(known.device_id, former, Skip.RETIRED, [])
    if all(path in desired and same(desired[path], value) for path, value in settings.items()):
        return Planned(known.device_id, former, Skip.SAME, [])
    return Planned(known.device_id, former, skip(findings), [_kept(one) for one in findings])


def _kept(finding: Finding) -> list[Any]:
    return [finding.path, finding.problem.value, dict(finding.numbers)]
