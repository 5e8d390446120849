import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from demo import port

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "app:server"]
SECRET = "a secret of the tests, at least 32 characters"


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"STETHOS_SECRET_KEY": "short"}, "STETHOS_SECRET_KEY must hold at least 32 characters"),
    ({"STETHOS_LOG_LEVEL": "loud"}, "STETHOS_LOG_LEVEL must be debug, info, warning or error")])
def test_a_wrong_setting_stops_the_start_with_one_sentence(wrong, sentence):
    environment = {**os.environ, "STETHOS_SECRET_KEY": SECRET, "STETHOS_WEB_PORT": str(port.free()), **wrong}
    done = subprocess.run(COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_it_answers_logs_json_lines_and_ends_when_told_to(database):
    number = port.free()
    environment = {**os.environ, "STETHOS_DATABASE_URL": database, "STETHOS_SECRET_KEY": SECRET,
                   "STETHOS_WEB_PORT": str(number)}
    with subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert _answer(f"http://127.0.0.1:{number}/health/ready") == {"status": "ok"}
        finally:
            server.send_signal(signal.SIGTERM)
        _nothing, log = server.communicate(timeout=30)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert server.returncode == 0
    assert {"Using worker: gthread"} <= {line["message"] for line in lines}
    assert {line["process"] for line in lines} == {"web"}
    assert not [line for line in lines if line["level"] in {"warning", "error"}]


def _answer(url: str, *, within_s: float = 60.0) -> object:
    end = time.monotonic() + within_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError, TimeoutError):     # it is slow on a busy machine
            assert time.monotonic() < end, "the web server does not answer"
            time.sleep(0.2)
