import json
import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from demo.receiver import Receiver
from domain.limit import Priority
from domain.telling import MessageKind, Reason
from domain.telling_network import networks
from domain.telling_parcel import Channel, ChannelKind, Parcel, Recipient, Text
from jobs.tell import by_webhook
from jobs.tell.transport import Terms, TransportError


@pytest.fixture
def receiver(tmp_path):
    server = Receiver(0, tmp_path / "messages.log", "the secret of the demo")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server, tmp_path / "messages.log"
    server.shutdown()
    server.server_close()


def parcel(server, *, secret="the secret of the demo"):
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    return Parcel(1, uuid4(), MessageKind.TEST, Reason.ASKED, Priority.LOW, 1, datetime.now(UTC),
                  Recipient(1, "anna", "Anna Berg"), Channel(1, "demo", ChannelKind.WEBHOOK, address, secret))


def send(one):
    by_webhook.send(one, Text("High: White water pump", ["a line"]), Terms(networks("127.0.0.1"), 5))


def test_a_message_is_written_down_once_however_often_it_comes(receiver):
    server, file = receiver
    one = parcel(server)
    send(one)
    send(one)
    assert file.read_text().count("to Anna Berg: High: White water pump") == 1


def test_what_is_not_signed_with_the_secret_is_refused(receiver):
    server, file = receiver
    with pytest.raises(TransportError, match="403"):
        send(parcel(server, secret="another secret"))
    assert not file.exists()


def test_an_old_message_cannot_be_sent_again(receiver):
    server, _file = receiver
    body = json.dumps({}).encode()
    stamp = str(int(datetime.now(UTC).timestamp()) - 301)
    signed = by_webhook.signature("the secret of the demo", stamp, body)
    assert not server.is_genuine(body, timestamp=stamp, signature=signed)
