"""Limits are judged here, on the sensor, or in both places: changed together, in one transaction."""

from collections.abc import Mapping

import db.device_view
import db.twin
import services.limits
import services.settings
from db.connect import Connection
from domain import sensor_limit, settings_schema
from domain.errors import NotFoundError
from domain.limit import Fault, Level, Limit
from domain.limit_set import InvalidLimitsError, NoReasonError
from domain.settings_history import Author
from domain.twin import Settings


def set_limits(conn: Connection, signal_id: int, limits: Mapping[Level, Limit],
               on_the_sensor: Mapping[Level, float | None], *, version: int, revision: int, unit: str | None,
               by: Author) -> None:
    """Give a signal these limits here, and its device those in ``on_the_sensor``: both, or neither.

    ``version`` is that of the limits, ``revision`` that of the device's settings that the person saw. A level that is
    not in ``on_the_sensor`` stays as it is there; None is no limit.
    Raises: as services.limits.set_limits and services.settings.change.
    """
    with conn.transaction():
        services.limits.set_limits(conn, signal_id, limits, version=version, unit=unit, user_id=by.user_id,
                                   reason=by.reason, now=by.at)
        changes = pushed(conn, signal_id, on_the_sensor, unit=unit)
        if changes and not by.reason.strip():
            raise NoReasonError
        if changes:
            device_id = db.device_view.measured(conn, signal_id).device_id
            services.settings.change(conn, device_id, changes, revision=revision, by=by)


def pushed(conn: Connection, signal_id: int, on_the_sensor: Mapping[Level, float | None], *,
           unit: str | None) -> Settings:
    """Return the settings of the device that would have to change. Raises: NotFoundError, InvalidLimitsError."""
    signal = db.device_view.measured(conn, signal_id)
    stored = db.twin.twin(conn, signal.device_id)
    if stored is None:
        raise NotFoundError
    if on_the_sensor and unit != signal.unit:
        raise InvalidLimitsError({(level, "value"): Fault.UNIT_MISMATCH for level in on_the_sensor})
    known = sensor_limit.fields(settings_schema.read(stored.about), signal.name)
    return sensor_limit.changes(known, stored.twin, on_the_sensor, stored_unit=signal.unit)
