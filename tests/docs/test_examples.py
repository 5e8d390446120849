"""The devices of docs/examples, in a shell and in plain Python, live in a real stack and do what they are told."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.publish
import pytest

import db.twin
from db.connect import open_connection
from domain.settings_history import Author
from domain.twin import Reach, State, standing
from services import settings
from tests.conftest import _missing
from tests.ingest.actors import Ingester, eventually
from tools import packages
from tools.packages import MissingError

pytestmark = pytest.mark.broker
FOLDER = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def shell():
    """Return the command of the device in a shell."""
    try:
        packages.obtain("mosquitto_sub", package="mosquitto-clients")
    except MissingError as missing:
        _missing(str(missing))
    return ["sh", str(FOLDER / "device.sh")]


@pytest.fixture
def board():
    """Return the command of the device in plain Python."""
    return [sys.executable, str(FOLDER / "device.py")]


class Example:
    """A running device of the examples with its stack."""

    def __init__(self, command, broker, database, folder):
        self._command = [*command, "127.0.0.1", str(broker.port), folder.name, "example"]
        self._database, self._folder, self._port = database, folder, broker.port
        self.start()

    def start(self):
        self._process = subprocess.Popen(self._command, cwd=self._folder, start_new_session=True)

    def stop(self):
        """End it politely; return its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=20)

    def kill(self):
        """End it with all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stored(self):
        """Return the device as the stack knows it, once it is described and has reported."""
        with open_connection(self._database, name="test") as conn:
            row = conn.execute("SELECT id FROM device WHERE name = 'example' AND about IS NOT NULL").fetchone()
            known = db.twin.twin(conn, row[0]) if row else None
            return known if known and known.twin.report else None

    def want(self, **changes):
        known = eventually(self.stored, within_s=40)
        with open_connection(self._database, name="test") as conn:
            return settings.change(conn, known.device_id, changes, revision=known.twin.revision, consent=True,
                                   by=Author(None, datetime.now(UTC)))

    def refuses(self, **changes):
        """Tell it what nobody would be allowed to; return what it refuses with which reason."""
        paho.mqtt.publish.single(f"stethos/v1/{self._folder.name}/example/settings/desired", port=self._port, qos=1,
                                 payload=json.dumps({"revision": 50, "settings": changes}))
        return eventually(lambda: (report := self.stored().twin.report).revision == 50 and report.refused, within_s=40)

    def stands(self, path, state, revision):
        """Wait until a setting stands so, in an answer to a revision."""
        def found():
            twin = self.stored().twin
            is_so = standing(path, twin, supported=None, reach=Reach(), now=datetime.now(UTC))
            return twin.report.revision == revision and is_so.state is state and is_so
        return eventually(found, within_s=40)

    def readings(self):
        with open_connection(self._database, name="test") as conn:
            return conn.execute("SELECT count(*) FROM readings").fetchone()[0]


@pytest.fixture
def run(broker, database, tmp_path):
    """Return a function that starts a device of the examples; it ends with the test."""
    ingester = Ingester(broker.url, database, tmp_path.name, tmp_path / "ingest.log").start()
    started = []

    def start(command):
        started.append(Example(command, broker, database, tmp_path))
        return started[-1]

    yield start
    for one in started:
        one.kill()
    ingester.end()


def test_the_device_in_a_shell_measures_obeys_refuses_and_remembers(run, shell):
    device = run(shell)
    assert device.want(measurement_interval_s=1) == 1
    device.stands("measurement_interval_s", State.IN_EFFECT, 1)
    eventually(lambda: device.readings() >= 3, within_s=40)
    assert device.stop() == 0
    assert device.want(measurement_interval_s=2) == 2
    device.start()
    device.stands("measurement_interval_s", State.IN_EFFECT, 2)
    assert device.refuses(measurement_interval_s=9999) == {"measurement_interval_s": "must be 1 to 3600 s"}


def test_the_device_in_plain_python_measures_obeys_refuses_and_remembers(run, board):
    device = run(board)
    assert device.want(**{"measurement_interval_s": 0.2, "limits/temperature/high": 0}) == 1
    device.stands("limits/temperature/high", State.IN_EFFECT, 1)
    eventually(lambda: device.readings() >= 1, within_s=40)
    device.kill()
    assert device.want(report_interval_s=5) == 2
    device.start()
    device.stands("report_interval_s", State.IN_EFFECT, 2)
    device.stands("limits/temperature/high", State.IN_EFFECT, 2)
    assert device.refuses(report_interval_s=9999) == {"report_interval_s": "must be 0.2 to 3600 s"}
