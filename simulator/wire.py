"""The wire contract from the device's side: topics and payloads as docs/mqtt.md describes them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Device:
    """One device: its id, what it says about itself, and the gateway it speaks through, if any."""

    id: str
    about: Mapping[str, object] = field(hash=False)
    firmware: str = "1.4.2"
    gateway: str | None = None
    has_battery: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """What a device knows of its own power and radio; ``wakes_in_s``: it goes to sleep now."""

    battery_pct: int | None = None
    rssi_dbm: int | None = None
    wakes_in_s: float | None = None


OFFLINE = orjson.dumps({"online": False})


def root(tenant: str) -> str:
    """Return the part of the topic tree that belongs to one customer."""
    return f"stethos/v1/{tenant}"


def status(device: Device, health: Health) -> bytes:
    """Return the status of a device that is online."""
    said = {"online": True, "firmware": device.firmware, "battery_pct": health.battery_pct,
            "rssi_dbm": health.rssi_dbm, "gateway": device.gateway, "wakes_in_s": health.wakes_in_s}
    return orjson.dumps({key: value for key, value in said.items() if value is not None})


def about(device: Device) -> bytes:
    """Return what a device is."""
    return orjson.dumps(device.about)


def sample(ts_ms: int, values: Values) -> bytes:
    """Return one measurement, its time in words; not a number becomes null, "could not measure"."""
    return orjson.dumps({"ts": iso(ts_ms), "values": values})


def buffered(samples: Sequence[tuple[int, Values]]) -> bytes:
    """Return measurements that were kept while there was no connection."""
    return orjson.dumps({"samples": [{"ts": ts_ms, "values": values} for ts_ms, values in samples]})


def columns(samples: Sequence[tuple[int, Values]]) -> bytes:
    """Return many measurements of the same signals, column by column: the shortest form."""
    names = samples[0][1]
    return orjson.dumps({"ts": [ts_ms for ts_ms, _ in samples],
                         "values": {name: [values[name] for _, values in samples] for name in names}})


def event(ts_ms: int, kind: str, text: str) -> bytes:
    """Return something that happened at the device."""
    return orjson.dumps({"ts": iso(ts_ms), "kind": kind, "text": text})


def iso(ts_ms: int) -> str:
    """Return a time as ISO 8601 with zone and milliseconds."""
    return datetime.fromtimestamp(ts_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
