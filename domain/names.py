"""Names on the wire: tenants, devices and signals."""

import re

_TOPIC_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SIGNAL_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def is_topic_name(text: str) -> bool:
    """Tell whether the text may be a tenant or a device in a topic."""
    return _TOPIC_NAME.fullmatch(text) is not None


def is_signal_name(text: str) -> bool:
    """Tell whether the text may be the name of a signal in a payload."""
    return _SIGNAL_NAME.fullmatch(text) is not None
