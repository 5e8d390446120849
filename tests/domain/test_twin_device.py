"""The twin against a device that loses, doubles and reorders messages, restarts, forgets, and is changed by hand.

Whatever happens: nothing is in effect that the device did not report; a report never gives way to an earlier one, but
to one of a device that has forgotten everything, which is told our settings again, and from one: nobody can tell a
device that has lost its count of starts from a message that was overtaken. Once the network is quiet the twin says
exactly what the device does.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import twin as twins
from domain.sending import Sending, is_due
from domain.twin import Origin, Reach, Report, State, Twin, hear, standings, want

START = datetime(2026, 7, 1, tzinfo=UTC)
FACTORY = {"interval_s": 60, "gain": 1}
SUPPORTED = frozenset(FACTORY)
SETTLED = {State.IN_EFFECT, State.REFUSED, State.CHANGED, State.UNSUPPORTED}
values = st.sampled_from([1, 5, 10, 30, 60])
paths = st.sampled_from(["interval_s", "gain", "colour"])       # it knows no colour


@dataclass
class Device:
    """A device as docs/mqtt.md wants it: applies what is newer, refuses below 5, answers everything."""

    numbers: bool                   # it sends boot and seq
    settings: dict[str, Any] = field(default_factory=lambda: dict(FACTORY))
    revision: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    local: bool = False
    boot: int = 1
    seq: int = 0

    def take(self, revision, desired):
        if revision > self.revision:
            self.revision, self.local = revision, False
            self.refused = {path: "too fast" for path, value in desired.items() if path == "interval_s" and value < 5}
            self.settings |= {path: value for path, value in desired.items()
                              if path in FACTORY and path not in self.refused}
        return self.report()

    def report(self):
        self.seq += 1
        ordered = {"boot": self.boot, "seq": self.seq} if self.numbers else {}
        return Report(self.revision, dict(self.settings), dict(self.refused),
                      Origin.LOCAL if self.local else Origin.STACK, **ordered)

    def edit(self, path, value):
        self.settings[path], self.local = value, True
        return self.report()

    def restart(self, *, forgets):
        self.boot, self.seq = self.boot + 1, 0
        if forgets:
            self.settings, self.revision, self.refused, self.local = dict(FACTORY), 0, {}, False


class Life(RuleBasedStateMachine):
    """A stack, a device, and what is on its way between them, in an order that hypothesis chooses."""

    numbers = True
    wipes = False

    @initialize()
    def begin(self):
        self.device = Device(self.numbers)
        self.twin, self.sending = Twin(), Sending()
        self.now = START
        self.retained = None
        self.down, self.up = [], []             # on the way to the device, and to the stack
        self.said, self.order, self.heard = set(), 0, -1
        self.wiped = 0

    def say(self, report):
        """Put a report on its way, with its place in the true order."""
        self.order += 1
        self.said |= {(path, value) for path, value in report.settings.items()}
        self.up.append((self.order, report))

    def publish(self):
        self.retained = (self.twin.revision, dict(self.twin.desired))
        self.down.append(self.retained)
        self.sending = Sending(self.twin.revision, self.now, self.sending.publications + 1)

    @rule(path=paths, value=values)
    def people_want(self, path, value):
        self.twin = want(self.twin, {path: value}, now=self.now)
        self.sending = Sending(self.sending.published_revision, self.sending.published_at)

    @rule(seconds=st.sampled_from([1, 15, 600]))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)
        if is_due(self.twin, self.sending, now=self.now):
            self.publish()

    @precondition(lambda self: self.down)
    @rule(data=st.data(), again=st.booleans())
    def the_device_hears_something(self, data, again):
        number = data.draw(st.integers(0, len(self.down) - 1))
        self.say(self.device.take(*(self.down[number] if again else self.down.pop(number))))

    @precondition(lambda self: self.up)
    @rule(data=st.data(), again=st.booleans())
    def the_stack_hears_something(self, data, again):
        number = data.draw(st.integers(0, len(self.up) - 1))
        self.record(*(self.up[number] if again else self.up.pop(number)))

    @precondition(lambda self: self.down)
    @rule(data=st.data())
    def a_message_to_the_device_is_lost(self, data):
        self.down.pop(data.draw(st.integers(0, len(self.down) - 1)))

    @precondition(lambda self: self.up)
    @rule(data=st.data())
    def a_report_is_lost(self, data):
        self.up.pop(data.draw(st.integers(0, len(self.up) - 1)))

    @rule(path=st.sampled_from(sorted(FACTORY)), value=values)
    def somebody_changes_it_at_the_device(self, path, value):
        self.say(self.device.edit(path, value))

    @rule(forgets=st.booleans())
    def the_device_restarts(self, forgets):
        self.device.restart(forgets=forgets)
        self.connect()

    @precondition(lambda self: self.wipes)
    @rule()
    def the_device_is_wiped(self):
        self.device.restart(forgets=True)
        self.wiped += 1
        self.device.boot, self.up = -1000 * self.wiped, []
        self.connect()

    def connect(self):
        """It reports, and gets what the broker has kept."""
        self.say(self.device.report())
        if self.retained:
            self.down.append(self.retained)

    def record(self, order, report):
        before = self.twin
        self.twin = hear(self.twin, report, now=self.now)
        if self.twin is before:
            return
        has_forgotten = before.report is not None and before.report.revision == 0
        if self.numbers and report.revision and not has_forgotten:
            assert order > self.heard, "a report gave way to an earlier one"
        if not self.numbers and report.revision and before.report:
            assert report.revision >= before.report.revision
        self.heard = order
        if self.twin.answered:
            self.sending = Sending(self.sending.published_revision, self.sending.published_at)

    @invariant()
    def nothing_is_in_effect_that_was_not_reported(self):
        for one in self.standings():
            if one.state is State.IN_EFFECT:
                assert (one.path, one.reported) in self.said
                assert not one.is_desired or twins.same(one.desired, one.reported)

    def standings(self):
        return standings(self.twin, supported=SUPPORTED, reach=Reach(), now=self.now)

    def teardown(self):
        """The network becomes quiet: what is on its way arrives, the device connects once more."""
        if not hasattr(self, "device"):
            return
        self.settle()
        self.connect()
        for _ in range(4):
            self.settle()
            self.now += timedelta(hours=1)
            if is_due(self.twin, self.sending, now=self.now):
                self.publish()
        self.check_settled()

    def settle(self):
        """Deliver everything in order, with all answers."""
        while self.down or self.up:
            if self.down:
                self.say(self.device.take(*self.down.pop(0)))
            else:
                self.record(*self.up.pop(0))

    def check_settled(self):
        assert self.twin.reported == self.device.settings
        assert self.twin.answered
        for one in self.standings():
            assert one.state in SETTLED, one
            if one.is_desired and one.path in SUPPORTED:
                does = self.device.settings[one.path]
                assert (one.state is State.IN_EFFECT) == twins.same(does, one.desired), one


class SimpleLife(Life):
    """A device without numbers of its own."""

    numbers = False


class WipedLife(Life):
    """A device whose count of starts is lost with its settings now and then; what it had sent before is gone too."""

    wipes = True


@pytest.mark.parametrize("life", [Life, SimpleLife, WipedLife])
def test_the_twin_converges_and_shows_only_what_was_reported(life):
    case = life.TestCase
    case.settings = hypothesis_settings(max_examples=60, stateful_step_count=40, deadline=None)
    case().runTest()
