"""Why a message cannot be used."""

from enum import StrEnum


class Reason(StrEnum):
    """One reason for a rejected message; docs/mqtt.md explains each to makers of devices."""

    BAD_TOPIC = "bad_topic"
    TOO_LARGE = "too_large"
    BAD_JSON = "bad_json"
    WRONG_TYPE = "wrong_type"
    MISSING_VALUES = "missing_values"
    BAD_NAME = "bad_name"
    BAD_TIME = "bad_time"
    FUTURE_TIME = "future_time"
    ANCIENT_TIME = "ancient_time"
    BAD_QUALITY = "bad_quality"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_MISMATCH = "unit_mismatch"
    TOO_MANY_DEVICES = "too_many_devices"
    TOO_MANY_SIGNALS = "too_many_signals"
    TOO_FAST = "too_fast"
    NOT_STORABLE = "not_storable"


class RejectedError(Exception):
    """A message that cannot be used: the reason, and what and where in words."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
