"""What processes use, as Linux counts it."""

import os
import time

from bench import usage


def test_work_shows_as_processor_time():
    before_s, until = usage.cpu_s([os.getpid()]), time.process_time() + 0.1
    while time.process_time() < until:
        pass
    assert 0.05 < usage.cpu_s([os.getpid()]) - before_s < 1


def test_a_large_object_shows_in_the_memory_of_its_process():
    before = usage.memory([os.getpid()])
    ballast = b"." * 50_000_000
    after = usage.memory([os.getpid()])
    assert 45 < after.resident - before.resident < 60
    assert 45 < after.proportional - before.proportional < 60
    assert len(ballast) == 50_000_000


def test_a_process_that_has_ended_uses_no_memory():
    child = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(child, 0)
    assert usage.memory([child]) == usage.Memory(0, 0)


def test_the_parent_is_whoever_started_a_process():
    assert usage.parent(os.getpid()) == os.getppid()
