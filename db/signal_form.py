"""What the form of a signal has to say besides its fields."""

from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.fleet_form import Known

SQL = Queries(__file__)


def known(conn: Connection, *, signal_id: int | None = None, device_id: int | None = None) -> Known:
    """Return what is known around a signal, or around a new one of a device. Raises: NotFoundError."""
    row = conn.execute(SQL["known"], {"signal_id": signal_id, "device_id": device_id}).fetchone()
    if row is None:
        raise NotFoundError
    return Known(*row)
