"""Messages to real servers that refuse, hang, break and come back."""

import http.server
import os
import ssl
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path

import psycopg
import pytest

from config import Settings
from db.connect import open_connection
from jobs.tell import by_apprise, by_webhook
from jobs.tell.sender import TellJob
from jobs.tell.transport import Terms, TransportError, filled
from services import telling
from tests.ingest.actors import eventually
from tests.jobs.receivers import HANG, hook, mail, silent_port
from tests.telling_world import World

LOCAL = Settings(tell_networks="127.0.0.0/8", tell_timeout_s=2, public_url="https://stethos.plant.example")


@pytest.fixture
def world(database):
    with open_connection(database, name="test") as conn:
        yield World(conn)


@pytest.fixture
def job():
    return TellJob(LOCAL)


def run(world, job, *, until, within_s=20.0, hurry=True):
    """Run the job again and again until something holds; ``hurry`` takes the pauses out of the back-off."""
    end = time.monotonic() + within_s
    while not until():
        assert time.monotonic() < end, world.messages()
        job.run(world.conn, datetime.now(UTC))
        if hurry:
            world.conn.execute("UPDATE message SET next_at = now() WHERE state = 'waiting' AND error <> '' "
                               "AND admitted_at IS NOT NULL AND next_at > now()")
        time.sleep(0.02)


def states(world):
    return [message[3] for message in world.messages()]


def alarms(world, count, **more):
    return [world.raise_alarm(source=f"signal:x{number}", at=datetime.now(UTC), **more) for number in range(count)]


def test_a_webhook_gets_who_what_where_and_why(world, job):
    with hook() as received:
        anna, channel = world.person("anna"), world.channel(address=received.url)
        world.rule((anna, channel, 0))
        case = world.case()
        world.conn.execute("INSERT INTO contact (machine_id, position, role, name, phone) VALUES (%s, 0, 'Fitter', "
                           "'Carl', '+49 30 1')", (world.machine["pump"],))
        world.raise_alarm(at=datetime.now(UTC), case_id=case)
        run(world, job, until=lambda: states(world) == ["sent"])
        (document,) = received.taken.values()
    assert document["title"] == "High: White water pump"
    assert document["text"].splitlines()[0] == "Drive-end vibration 7.4 mm/s, above its high-high limit 7.1 mm/s"
    assert "Place: Nordwerk › Paper machine 1" in document["text"]
    assert "Contact: Carl (Fitter), +49 30 1" in document["text"]
    assert document["links"] == {"case": f"https://stethos.plant.example/cases/{case}",
                                 "machine": f"https://stethos.plant.example/machines/{world.machine['pump']}"}
    assert (document["kind"], document["recipient"]["name"]) == ("raised", "anna")
    assert document["alarm"]["machine"]["key"] == "pump"


@pytest.mark.parametrize("moods", [[500, 503, 500], [429], [408], [HANG], [500, HANG, 429]])
def test_a_webhook_that_is_in_trouble_gets_everything_when_it_comes_back_and_nothing_twice(world, job, moods):
    with hook(moods=list(moods)) as received:
        world.rule((world.person("anna"), world.channel(address=received.url), 0))
        alarms(world, 3)
        run(world, job, until=lambda: states(world) == ["sent"] * 3)
    assert len(received.taken) == 3
    assert len(received.tries) == 3 + len(moods)


def test_a_webhook_that_is_away_gets_everything_when_it_is_there(world, job):
    with hook() as received:
        port = received.port
    world.rule((world.person("anna"), world.channel(address=f"http://127.0.0.1:{port}/"), 0))
    alarms(world, 3)
    run(world, job, until=lambda: world.one("SELECT min(attempts) FROM message") == 2)
    with hook(port=port) as received:
        run(world, job, until=lambda: states(world) == ["sent"] * 3)
    assert len(received.taken) == 3


@pytest.mark.parametrize(("mood", "said"), [(400, "answered 400"), (404, "answered 404"), (302, "not followed")])
def test_a_webhook_that_refuses_is_not_asked_again_and_the_next_channel_is_taken_at_once(world, job, mood, said):
    with hook(always=mood, headers={"Location": "/else"}) as refuses, hook() as received:
        anna = world.person("anna")
        world.rule((anna, world.channel("first", address=refuses.url), 0),
                   (anna, world.channel("second", address=received.url), 60))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: states(world) == ["failed", "sent"])
    assert len(refuses.tries) == 1
    assert [document["reason"] for document in received.taken.values()] == ["previous_failed"]
    assert said in world.one("SELECT error FROM message WHERE state = 'failed'")


def test_a_server_that_asks_for_a_pause_gets_it(world, job):
    with hook(moods=[429], headers={"Retry-After": "120"}) as received:
        world.rule((world.person("anna"), world.channel(address=received.url), 0))
        alarms(world, 1)
        run(world, job, until=lambda: world.one("SELECT max(error) FROM message"), hurry=False)
    pause = world.one("SELECT next_at FROM message") - datetime.now(UTC)
    assert timedelta(seconds=110) < pause <= timedelta(seconds=120)


def test_a_server_that_hangs_holds_up_no_other(world, job):
    with hook(always=HANG) as hangs, hook() as received:
        anna = world.person("anna")
        world.rule((anna, world.channel("slow", address=hangs.url), 0),
                   (anna, world.channel("quick", address=received.url), 0))
        alarms(world, 8)
        began_s = time.monotonic()
        run(world, job, until=lambda: len(received.taken) == 8, hurry=False)
        assert time.monotonic() - began_s < 4.0 * LOCAL.tell_timeout_s / 2
        assert len(hangs.tries) <= 8


def test_a_server_that_drips_is_cut_off_in_time():
    class Drips(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            try:
                for letter in b"HTTP/1.0 200 OK" * 20:
                    self.wfile.write(bytes([letter]))
                    time.sleep(0.2)
            except OSError:
                return

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Drips)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    began_s = time.monotonic()
    with pytest.raises(TransportError, match="no answer within 1 s"):
        _send(f"http://127.0.0.1:{server.server_address[1]}/", timeout_s=1.0)
    assert time.monotonic() - began_s < 3
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/",
                                     "http://169.254.169.254/latest/meta-data", "http://2130706433/"])
def test_private_servers_are_not_reached_unless_the_operator_has_named_them(address):
    with pytest.raises(TransportError, match="STETHOS_TELL_NETWORKS") as raised:
        _send(address, networks="")
    assert raised.value.permanent


@pytest.mark.parametrize("address", ["", "ftp://plant.example/", "http://", "http://a b/", "http://a:99999/"])
def test_an_address_that_is_none_is_refused_for_good(address):
    with pytest.raises(TransportError) as raised:
        _send(address)
    assert raised.value.permanent


def test_the_log_holds_neither_addresses_nor_secrets(world, job, caplog):
    with hook(moods=[500, 404]) as received:
        world.rule((world.person("anna"), world.channel(address=received.url, secret="hush-hush-secret"), 0))
        alarms(world, 1)
        run(world, job, until=lambda: states(world) == ["failed"])
    for secret in ("T0KEN", "hush-hush-secret", str(received.port)):
        assert secret not in caplog.text
        assert secret not in world.one("SELECT error FROM message")


# ---- mail ----

def mailto(server, more="", *, secure=False, login=""):
    scheme = "mailtos" if secure else "mailto"
    return f"{scheme}://{login}127.0.0.1:{server.port}/?to={{email}}&from=stethos@plant.example{more}"


def test_a_mail_server_gets_a_letter_to_the_address_of_the_person(world, job):
    with mail() as server:
        world.rule((world.person("anna"), world.channel(kind="apprise", address=mailto(server)), 0))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: states(world) == ["sent"])
    (letter,) = server.letters
    assert letter["To"] == "anna@plant.example"
    assert str(make_header(decode_header(letter["Subject"]))) == "High: White water pump"
    assert "Drive-end vibration 7.4 mm/s" in "".join(server.texts()) + str(letter)
    assert server.keys() == [str(world.one("SELECT key FROM message"))]


@pytest.mark.parametrize("moods", [["451 try later"] * 2, ["421 closing"], ["452 full"]])
def test_a_mail_server_that_puts_us_off_gets_every_letter_once(world, job, moods):
    with mail(moods=list(moods)) as server:
        world.rule((world.person("anna"), world.channel(kind="apprise", address=mailto(server)), 0))
        alarms(world, 3)
        run(world, job, until=lambda: states(world) == ["sent"] * 3, within_s=40)
    assert len(set(server.keys())) == len(server.letters) == 3


def test_a_mail_server_that_hangs_or_is_away_is_tried_again_until_it_is_back(world, job):
    with silent_port() as port:
        world.rule((world.person("anna"), world.channel(
            kind="apprise", address=f"mailto://127.0.0.1:{port}/?to={{email}}&from=s@plant.example"), 0))
        alarms(world, 1)
        run(world, job, until=lambda: world.one("SELECT max(error) FROM message"))
    run(world, job, until=lambda: (world.one("SELECT max(attempts) FROM message") or 0) >= 3)
    with mail(port=port) as server:
        run(world, job, until=lambda: states(world) == ["sent"])
    assert len(server.letters) == 1


def test_a_refused_mailbox_is_given_up_and_the_next_person_is_told_at_once(world, job):
    with mail(refused={"anna@plant.example"}) as server:
        channel = world.channel(kind="apprise", address=mailto(server))
        world.rule((world.person("anna"), channel, 0), (world.person("bert"), channel, 60))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: states(world) == ["failed", "sent"])
    assert [letter["To"] for letter in server.letters] == ["bert@plant.example"]
    assert "550" in world.one("SELECT error FROM message WHERE state = 'failed'")


def test_a_person_without_an_address_is_a_failure_that_is_seen(world, job):
    with mail() as server:
        channel = world.channel(kind="apprise", address=mailto(server))
        world.rule((world.person("anna", email=None), channel, 0), (world.person("bert"), channel, 60))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: states(world) == ["failed", "sent"])
    assert world.one("SELECT error FROM message WHERE state = 'failed'") == "Anna has no email"


@pytest.fixture(scope="session")
def certificate_folder(tmp_path_factory):
    """Return a folder with a certificate for 127.0.0.1 of nobody known, as many servers of plants have."""
    folder = tmp_path_factory.mktemp("certificate")
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                           "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key",
                           "-out", folder / "cert"], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("openssl is not there")
    return folder


@pytest.fixture(scope="session")
def certificate(certificate_folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_folder / "cert", certificate_folder / "key")
    return context


def test_a_webhook_by_https_is_served_if_its_certificate_is_known_and_only_then(certificate, certificate_folder,
                                                                               monkeypatch):
    with hook(tls=certificate) as received:
        address = received.url.replace("http:", "https:")
        with pytest.raises(TransportError, match="certificate") as raised:
            _send(address)
        assert not raised.value.permanent
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate_folder / "cert"))
        _send(address)
    assert len(received.taken) == 1


def test_a_mail_server_with_starttls_and_a_password_is_served(world, job, certificate):
    with mail(tls=certificate, password="s3cret-word") as server:
        address = mailto(server, "&mode=starttls&verify=no", secure=True, login="stethos:s3cret-word@")
        world.rule((world.person("anna"), world.channel(kind="apprise", address=address), 0))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: states(world) == ["sent"])
    assert len(server.letters) == 1


def test_a_wrong_password_is_given_up_and_not_shown(world, job, certificate, caplog):
    with mail(tls=certificate, password="s3cret-word") as server:
        address = mailto(server, "&mode=starttls&verify=no", secure=True, login="stethos:wr0ng-word@")
        world.rule((world.person("anna"), world.channel(kind="apprise", address=address), 0))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: states(world) == ["failed"])
    error = world.one("SELECT error FROM message")
    assert "535" in error
    assert "wr0ng-word" not in error + caplog.text


def test_an_unknown_certificate_is_not_trusted(world, job, certificate):
    with mail(tls=certificate) as server:
        address = mailto(server, "&mode=starttls", secure=True)
        world.rule((world.person("anna"), world.channel(kind="apprise", address=address), 0))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, job, until=lambda: (world.one("SELECT max(attempts) FROM message") or 0) >= 2)
        assert server.letters == []


@pytest.mark.parametrize("address", ["nothing", "gopher://x", "syslog://", "dbus://", "mailto://"])
def test_addresses_that_apprise_cannot_use_or_that_speak_to_the_server_itself_are_refused_for_good(world, job, address):
    world.rule((world.person("anna"), world.channel(kind="apprise", address=address), 0))
    world.raise_alarm(at=datetime.now(UTC))
    run(world, job, until=lambda: states(world) == ["failed"])


def test_apprise_does_not_reach_private_servers_either(world):
    with mail() as server:
        world.rule((world.person("anna"), world.channel(kind="apprise", address=mailto(server)), 0))
        world.raise_alarm(at=datetime.now(UTC))
        run(world, TellJob(Settings(tell_timeout_s=2)), until=lambda: states(world) == ["failed"])
    assert "STETHOS_TELL_NETWORKS" in world.one("SELECT error FROM message")


def test_errors_are_shown_without_what_may_be_secret():
    address = "slack://TokenAAA/TokenBBB/TokenCCC/?from=x&pass=hunter2%21"
    said = by_apprise.scrubbed("HTTPSConnectionPool(url: /services/TokenAAA/TokenBBB hunter2! slack)", address)
    assert said == "HTTPSConnectionPool(url: /services/…/… … slack)"


def test_what_a_person_enters_cannot_change_the_address_of_a_channel():
    from urllib.parse import quote

    from domain.telling_parcel import Recipient

    recipient = Recipient(1, "eve", "Eve", email="eve@x/?to=all@plant.example&smtp=evil")
    found = filled("mailto://mail/?to={email}", recipient, lambda value: quote(value, safe=""))
    assert found == "mailto://mail/?to=eve%40x%2F%3Fto%3Dall%40plant.example%26smtp%3Devil"


# ---- the process ----

def test_a_message_whose_sender_is_killed_between_sending_and_marking_comes_again_with_the_same_key(world, job):
    with hook() as received:
        world.rule((world.person("anna"), world.channel(address=received.url), 0))
        world.raise_alarm(at=datetime.now(UTC))
        now = datetime.now(UTC)
        telling.route(world.conn, now=now)
        (parcel,) = telling.due(world.conn, now=now)
        job._attempt(parcel)            # it arrives, and the process dies before it says so
        assert len(received.taken) == 1
        world.conn.execute("UPDATE message SET next_at = now()")        # its lease runs out
        run(world, TellJob(LOCAL), until=lambda: states(world) == ["sent"])
    assert len(received.tries) == 2
    assert len({key for key, _kind in received.tries}) == 1
    assert len(received.taken) == 1


def test_an_alarm_reaches_a_webhook_within_three_seconds_also_after_the_process_was_killed(database, world, tmp_path):
    settings = {"STETHOS_DATABASE_URL": database, "STETHOS_TELL_NETWORKS": "127.0.0.0/8"}

    def start():
        with (tmp_path / "log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "jobs"], stderr=log, cwd=Path(__file__).parents[2],
                                    env={**os.environ, **settings})

    with hook() as received:
        world.rule((world.person("anna"), world.channel(address=received.url), 0))
        process = start()
        try:
            eventually(lambda: _beaten(database))
            raised_at = time.time()
            world.raise_alarm(at=datetime.now(UTC))
            eventually(lambda: received.taken)
            assert min(received.taken_at.values()) - raised_at < 3.0
            process.kill()
            process.wait()
            world.raise_alarm("fan", at=datetime.now(UTC))
            process = start()
            eventually(lambda: len(received.taken) == 2)
        finally:
            process.terminate()
            process.wait()
    assert "Traceback" not in (tmp_path / "log").read_text()


def _beaten(database):
    with psycopg.connect(database) as conn:
        return conn.execute("SELECT at FROM heartbeat WHERE process = 'jobs'").fetchone()


def _send(address, *, networks="127.0.0.0/8", timeout_s=2.0):
    from uuid import uuid4

    from domain.limit import Priority
    from domain.telling import MessageKind, Reason
    from domain.telling_network import networks as of
    from domain.telling_parcel import Channel, ChannelKind, Parcel, Recipient, Text

    parcel = Parcel(1, uuid4(), MessageKind.TEST, Reason.ASKED, Priority.LOW, 1, datetime.now(UTC),
                    Recipient(1, "anna", "Anna"), Channel(1, "hook", ChannelKind.WEBHOOK, address, "secret"))
    by_webhook.send(parcel, Text("title", ["line"]), Terms(of(networks), timeout_s))
