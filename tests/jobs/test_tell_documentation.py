"""What docs/telling.md says of the webhook is so."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from demo import port
from domain.limit import Priority
from domain.telling import MessageKind, Reason
from domain.telling_network import networks
from domain.telling_parcel import Channel, ChannelKind, Parcel, Recipient, Text
from jobs.tell import by_webhook
from jobs.tell.transport import Terms, TransportError
from tests.ingest.actors import eventually

PAGE = (Path(__file__).parents[2] / "docs" / "telling.md").read_text(encoding="utf-8")
SECRET = "the secret of the channel"


@pytest.fixture
def receiver(tmp_path):
    """Run the receiver of the page as it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    (tmp_path / "receiver.py").write_text(code)
    number = port.free()
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen([sys.executable, "receiver.py"], cwd=tmp_path, stdout=said,
                                   stderr=subprocess.DEVNULL,
                                   env={**os.environ, "STETHOS_SECRET": SECRET, "PORT": str(number)})
    eventually(lambda: not port.is_free(number))
    yield f"http://127.0.0.1:{number}/", tmp_path / "said"
    process.kill()
    process.wait()


def parcel(address, secret=SECRET):
    return Parcel(1, uuid4(), MessageKind.TEST, Reason.ASKED, Priority.LOW, 1, datetime.now(UTC),
                  Recipient(1, "anna", "Anna"), Channel(1, "hook", ChannelKind.WEBHOOK, address, secret))


def send(one):
    by_webhook.send(one, Text("Hello", ["a line"]), Terms(networks("127.0.0.1"), 5))


def test_its_receiver_takes_what_is_signed_once_and_refuses_all_else(receiver):
    address, said = receiver
    one = parcel(address)
    send(one)
    send(one)
    assert said.read_text() == "Hello\n"
    with pytest.raises(TransportError, match="403") as refused:
        send(parcel(address, secret="a guess"))
    assert refused.value.permanent


def test_its_receiver_refuses_a_request_that_was_recorded_and_one_whose_time_was_changed(receiver):
    address, said = receiver
    then, now = str(int(time.time()) - 600), str(int(time.time()))
    body = b'{"title": "replayed"}'
    for stamp in (then, now):
        request = urllib.request.Request(address, body, {
            "Stethos-Key": "k", "Stethos-Timestamp": stamp,
            "Stethos-Signature": by_webhook.signature(SECRET, then, body)})
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(request, timeout=5)
    assert said.read_text() == ""


def test_it_takes_about_twenty_lines():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 24


def test_it_names_every_kind_and_reason_that_a_message_may_have():
    for kind in MessageKind:
        assert kind.value in PAGE
    for reason in (Reason.RULE, Reason.NOT_ACKNOWLEDGED, Reason.STILL_BAD, Reason.PREVIOUS_FAILED, Reason.RESOLVED,
                   Reason.WITHDRAWN, Reason.FLOOD, Reason.BUDGET, Reason.FLAPPING, Reason.ASKED, Reason.HOURS):
        assert reason.value in PAGE
