"""Settings: the environment is read once, into a frozen value; a wrong setting stops the start.

Every setting is a variable ``STETHOS_<NAME>``; docs/operating.md lists them all.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from domain.errors import ConfigError
from domain.names import is_topic_name
from domain.telling_network import is_network

LONGEST_TELL_TIMEOUT_S = 30     # shorter than the lease of a message in domain/telling_flow.py

_SHOWN_TALLY_DAYS = 32        # 30 days back from any hour of any day
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What one stack is told from outside. Durations carry their unit in the name."""

    database_url: str = "postgresql://stethos@127.0.0.1:5432/stethos"
    broker_url: str = "mqtt://127.0.0.1:1883"
    tenant: str = "demo"
    secret_key: str = ""
    web_port: int = 8050
    cookie_secure: bool = True
    demo: bool = False
    trusted_proxies: int = 0
    log_level: str = "info"
    batch_messages: int = 4000
    batch_ms: int = 100
    future_tolerance_s: int = 600
    oldest_days: int = 3650
    max_payload_bytes: int = 1_048_576
    max_discovered_devices: int = 1000
    device_values_per_s: int = 2000
    keep_readings_days: int = 400
    keep_minutes_days: int = 1200
    keep_rejected_days: int = 30
    keep_tally_hours_days: int = 100
    compress_after_days: int = 7
    public_url: str = ""
    tell_networks: str = ""
    tell_timeout_s: int = 15

    @property
    def topic_root(self) -> str:
        """Return the part of the topic tree that belongs to this stack."""
        return f"stethos/v1/{self.tenant}"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises: ConfigError naming the variable and what it should hold.
    """
    environ = os.environ if environ is None else environ
    given = {f.name: environ[f"STETHOS_{f.name.upper()}"] for f in fields(Settings)
             if environ.get(f"STETHOS_{f.name.upper()}")}
    settings = Settings(**{name: _parse(name, text) for name, text in given.items()})  # type: ignore[arg-type]
    _check(settings)
    return settings


def _parse(name: str, text: str) -> object:
    kind = type(getattr(Settings(), name))
    if kind is bool:
        return _boolean(name, text)
    if kind is int:
        return _whole_number(name, text)
    return text


def _boolean(name: str, text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise ConfigError(f"STETHOS_{name.upper()} must be yes or no, not {text!r}")
    return text.lower() in _TRUE


def _whole_number(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"STETHOS_{name.upper()} must be a whole number from 1, not {text!r}")
    return int(text)


def _check(settings: Settings) -> None:
    if not is_topic_name(settings.tenant):
        raise ConfigError("STETHOS_TENANT must be 1 to 64 letters, digits, - or _")
    if urlsplit(settings.database_url).scheme not in {"postgresql", "postgres"}:
        raise ConfigError("STETHOS_DATABASE_URL must start with postgresql://")
    if urlsplit(settings.broker_url).scheme not in {"mqtt", "mqtts"}:
        raise ConfigError("STETHOS_BROKER_URL must start with mqtt:// or mqtts://")
    if settings.public_url and urlsplit(settings.public_url).scheme not in {"http", "https"}:
        raise ConfigError("STETHOS_PUBLIC_URL must start with https:// or http://")
    if settings.tell_timeout_s > LONGEST_TELL_TIMEOUT_S:
        raise ConfigError(f"STETHOS_TELL_TIMEOUT_S must be at most {LONGEST_TELL_TIMEOUT_S}")
    if any(not is_network(text) for text in settings.tell_networks.split()):
        raise ConfigError("STETHOS_TELL_NETWORKS must be networks with spaces between, as in 10.20.0.0/16 fd00::/8")
    if settings.log_level not in {"debug", "info", "warning", "error"}:
        raise ConfigError("STETHOS_LOG_LEVEL must be debug, info, warning or error")
    if settings.keep_tally_hours_days < _SHOWN_TALLY_DAYS:
        raise ConfigError(f"STETHOS_KEEP_TALLY_HOURS_DAYS must be at least {_SHOWN_TALLY_DAYS}: "
                          "the fleet page shows 30 days")
