"""Runs a fleet: history first, then live at its own pace until it is told to stop."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from simulator import history
from simulator.answers import Answers
from simulator.client import Broker, Connections
from simulator.quirk import Quirk
from simulator.rhythm import Rhythm
from simulator.source import Source
from simulator.voice import Voice

_log = logging.getLogger(__name__)
_TURN_S = 0.1
_CONNECT_WITHIN_S = 10.0
_CONFIRM_WITHIN_S = 30.0
_GOODBYE_WITHIN_S = 5.0
_UNCONFIRMED_AT_MOST = 200
_CATCH_UP_AT_MOST_MS = 600_000
_SLOW_INTERVAL_MS = 30_000
_REPORT_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: ``history_s`` of past first, then live for ``duration_s`` (None: until stopped)."""

    sources: Sequence[Source]
    tenant: str
    history_s: float = 0.0
    history_step_s: float = 60.0
    duration_s: float | None = None
    quirks: Mapping[str, frozenset[Quirk]] = field(default_factory=dict)
    quirk_every_s: float = 600.0


def run(plan: Plan, *, to: Broker, is_stopped: Callable[[], bool]) -> None:
    """Connect all devices, play the plan, say goodbye."""
    started_ms = _now_ms()
    ends_at = time.monotonic() + (float("inf") if plan.duration_s is None else plan.duration_s)
    devices = [device for source in plan.sources for device in source.devices]
    answers = Answers(devices, boot=started_ms // 1000, quirks=plan.quirks, every_s=plan.quirk_every_s)
    voice = Voice(devices, tenant=plan.tenant, answers=answers)

    def is_over() -> bool:
        return is_stopped() or time.monotonic() >= ends_at

    connections = Connections(to, on_up=voice.greet, on_message=voice.hear, is_stopped=is_over)
    voice.open(connections, now_ms=started_ms)
    connections.wait_until_up(within_s=_CONNECT_WITHIN_S)
    if plan.history_s:
        _upload_history(plan, voice, connections, until_ms=started_ms, is_over=is_over)
    _live(plan, voice, connections, answers=answers, after_ms=started_ms, is_over=is_over)
    voice.say_goodbye()
    connections.close(within_s=_GOODBYE_WITHIN_S)
    _log.info("stopped messages=%d", voice.messages)


def _upload_history(plan: Plan, voice: Voice, connections: Connections, *, until_ms: int,
                    is_over: Callable[[], bool]) -> None:
    """Upload the past no faster than the broker confirms it."""
    began, values = time.monotonic(), 0
    after_ms = until_ms - round(plan.history_s * 1000)
    for source in plan.sources:
        for piece in history.pieces(source, step_ms=round(plan.history_step_s * 1000), after_ms=after_ms,
                                    until_ms=until_ms):
            voice.say_many(piece)
            values += len(piece) * len(piece[0].values)
            connections.settle(at_most=_UNCONFIRMED_AT_MOST, within_s=_CONFIRM_WITHIN_S)
            if is_over():
                return
    connections.settle(at_most=0, within_s=_CONFIRM_WITHIN_S)
    _log.info("history values=%d took_s=%.1f", values, time.monotonic() - began)


def _live(plan: Plan, voice: Voice, connections: Connections, *, answers: Answers, after_ms: int,
          is_over: Callable[[], bool]) -> None:
    """Say what is due, again and again, each source from where it was."""
    said_until_ms = [after_ms - _look_back_ms(source, plan) for source in plan.sources]
    rhythms = [Rhythm(source) for source in plan.sources]
    report_at = time.monotonic() + _REPORT_EVERY_S
    while not is_over():
        now_ms = _now_ms()
        for number, source in enumerate(plan.sources):
            since_ms = max(said_until_ms[number], now_ms - max(_CATCH_UP_AT_MOST_MS, source.interval_ms))
            _say_due(source, rhythms[number], voice, after_ms=since_ms, until_ms=now_ms)
            said_until_ms[number] = now_ms
        connections.serve(_TURN_S)
        voice.tick(now_ms)
        while answers.changed:
            device_id, interval_ms = answers.changed.popitem()
            for rhythm in rhythms:
                rhythm.set(device_id, interval_ms)
        if time.monotonic() >= report_at:
            report_at += _REPORT_EVERY_S
            _log.info("live up=%d messages=%d unconfirmed=%d", connections.up, voice.messages,
                      connections.unconfirmed)


def _look_back_ms(source: Source, plan: Plan) -> int:
    """Return how far back to begin, so that a slow device without history does not keep one waiting."""
    return source.interval_ms if source.interval_ms >= _SLOW_INTERVAL_MS and not plan.history_s else 0


def _say_due(source: Source, rhythm: Rhythm, voice: Voice, *, after_ms: int, until_ms: int) -> None:
    index, at_ms = rhythm.due(after_ms=after_ms, until_ms=until_ms)
    if len(index):
        for number, sample in zip(index.tolist(), source.samples(index, at_ms), strict=True):
            voice.say(sample, interval_ms=rhythm.interval_ms(number), now_ms=until_ms)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
