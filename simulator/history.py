"""The past of a source, as devices upload it: oldest first, in pieces of one message each. Pure."""

from collections.abc import Iterator

import numpy as np

from simulator import schedule
from simulator.source import Sample, Source

SAMPLES_PER_MESSAGE = 720


def pieces(source: Source, *, step_ms: int, after_ms: int, until_ms: int) -> Iterator[list[Sample]]:
    """Yield the samples of (after, until], one device at a time within blocks of SAMPLES_PER_MESSAGE steps.

    What was lost in an outage is missing, so a piece may have a gap; an empty piece is left out.
    """
    step_ms = source.history_step_ms(step_ms)
    block_ms = step_ms * SAMPLES_PER_MESSAGE
    for block_after_ms in range(after_ms, until_ms, block_ms):
        block_until_ms = min(block_after_ms + block_ms, until_ms)
        for number, offset_ms in enumerate(source.offsets_ms.tolist()):
            at_ms = schedule.moments(offset_ms, step_ms=step_ms, after_ms=block_after_ms,
                                     until_ms=block_until_ms)
            samples = source.samples(np.full(len(at_ms), number, dtype=np.int64), at_ms)
            kept = [sample for sample in samples if not sample.is_lost]
            if kept:
                yield kept
