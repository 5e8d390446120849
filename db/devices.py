"""Devices as ingest meets them: who they are, when they were heard, what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from db.connect import Connection
from db.readings import moment
from db.sql import Queries
from domain.batch import Account, Batch, EventReport, Refusal, StatusReport
from domain.rejection import Reason

SQL = Queries(__file__)


class SignalRow(NamedTuple):
    """A device with one of its signals; the last four are None for a device without signals."""

    device_id: int
    device: str
    signal_id: int | None
    signal: str | None
    unit: str | None
    wire_unit: str | None


def known_signals(conn: Connection, device: str | None = None) -> list[SignalRow]:
    """Return every device with its signals, or those of one device."""
    return [SignalRow(*row) for row in conn.execute(SQL["known_signals"], {"name": device})]


def changes(conn: Connection) -> int:
    """Return a number that grows with every change of devices and signals by people."""
    row = conn.execute(SQL["changes"]).fetchone()
    return int(row[0]) if row else 0


def insert_discovered(conn: Connection, name: str, *, most: int) -> bool:
    """Record a device nobody has placed yet; False if ``most`` of them wait already or it is known."""
    return conn.execute(SQL["insert_discovered_device"], {"name": name, "most": most}).rowcount > 0


def insert_signals(conn: Connection, device_id: int, names: list[str]) -> None:
    """Record signals met in a payload."""
    conn.execute(SQL["insert_signals"], {"device_id": device_id, "names": names})


def set_about(conn: Connection, device_id: int, *, document: dict[str, Any], model: str | None,
              serial: str | None) -> None:
    """Keep what a device says of itself."""
    conn.execute(SQL["set_about"], {"device_id": device_id, "document": Jsonb(document), "model": model,
                                    "serial": serial})


def set_signal_about(conn: Connection, device_id: int, name: str, described: Mapping[str, Any]) -> None:
    """Complete a signal with unit, wire_unit, kind, minimum and maximum as its device describes it."""
    conn.execute(SQL["set_signal_about"], {"device_id": device_id, "name": name, **described})


def set_heard(conn: Connection, heard: dict[int, int], *, ignored_keys: dict[int, int]) -> None:
    """Keep when devices were heard, in microseconds since 1970, and count the keys that were ignored."""
    if heard:
        conn.execute(SQL["set_heard"], {
            "ids": list(heard), "times": [moment(at) for at in heard.values()],
            "ignored": [ignored_keys.get(device_id, 0) for device_id in heard]})


def set_status(conn: Connection, device_id: int, status: StatusReport) -> None:
    """Keep the newest status of a device."""
    conn.execute(SQL["set_status"], {
        "device_id": device_id, "at": status.at, "online": status.online, "firmware": status.firmware,
        "battery_pct": status.battery_pct, "rssi_dbm": status.rssi_dbm, "gateway": status.gateway,
        "wakes_in_s": status.wakes_in_s})


def insert_event(conn: Connection, event: EventReport) -> None:
    """Keep an event."""
    conn.execute(SQL["insert_event"], {"device_id": event.device_id, "time": event.time, "kind": event.kind,
                                       "received_at": event.received_at, "text": event.text})


def insert_rejected(conn: Connection, refusal: Refusal) -> None:
    """Keep a message that could not be used."""
    conn.execute(SQL["insert_rejected"], {
        "received_at": refusal.received_at, "topic": refusal.topic, "device": refusal.device,
        "reason": refusal.reason, "detail": refusal.detail, "size_bytes": refusal.size_bytes,
        "payload": refusal.payload})


def add_unkept_rejections(conn: Connection, device: str | None, *, reason: Reason, count: int) -> None:
    """Count messages that were not kept, on the newest kept one of the same device and reason."""
    conn.execute(SQL["add_unkept_rejections"], {"device": device, "reason": reason, "count": count})


def add_to_ledger(conn: Connection, batch: Batch, account: Account, *, at: datetime, lag_ms: int) -> None:
    """Add a batch to the account of its minute."""
    conn.execute(SQL["add_to_ledger"], {
        "at": at, "messages": batch.messages, "rejected": batch.rejected, "readings": account.received,
        "stored": account.stored, "repeated": account.repeated, "conflicting": account.conflicting,
        "lag_ms": lag_ms})
