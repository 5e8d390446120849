"""Refusals: how many messages that cannot be used are kept, so that a broken device cannot fill the disk."""

from collections import Counter

from domain.rejection import Reason

KEPT_A_MINUTE = 20          # of one device and reason
KEPT_IN_ALL_A_MINUTE = 600
_MINUTE_US = 60_000_000


class Refusals:
    """Decides which refusals are kept whole; the others are only counted."""

    def __init__(self) -> None:
        self._minute = 0
        self._kept: Counter[tuple[str | None, Reason]] = Counter()

    def keeps(self, device: str | None, reason: Reason, *, at_us: int) -> bool:
        """Tell whether one more of this device and reason is kept, and count it."""
        if at_us // _MINUTE_US != self._minute:
            self._minute = at_us // _MINUTE_US
            self._kept.clear()
        if self._kept[device, reason] >= KEPT_A_MINUTE or self._kept.total() >= KEPT_IN_ALL_A_MINUTE:
            return False
        self._kept[device, reason] += 1
        return True
