from pathlib import Path

import pytest

from demo import iotcore, mosquitto, stream
from demo.errors import StartError
from demo.folder import Folder
from demo.mosquitto import Mosquitto


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "log").mkdir()
    return Folder(tmp_path, outside=tmp_path / "outside")


def test_a_given_address_is_used_as_it_is(folder: Folder) -> None:
    chosen = stream.choose(folder, given_url="mqtts://me:word@broker:8883")
    assert (chosen.url, chosen.program) == ("mqtts://me:word@broker:8883", None)


def test_a_mosquitto_of_the_machine_is_taken_with_the_tuned_values(
        folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mosquitto, "find", lambda: Mosquitto(Path("/usr/sbin/mosquitto"), "2.0.11"))
    chosen = stream.choose(folder, given_url="")
    assert chosen.label == "Mosquitto 2.0.11"
    assert chosen.environment == {}
    text = (folder.root / "servers" / "mosquitto" / "mosquitto.conf").read_text()
    assert "max_queued_messages 0\n" in text


def test_without_mosquitto_the_embedded_broker_is_taken_with_small_batches(
        folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mosquitto, "find", lambda: None)
    chosen = stream.choose(folder, given_url="")
    assert "iotcore" in chosen.label
    assert chosen.environment == {"STETHOS_BATCH_MESSAGES": "100", "STETHOS_BATCH_MS": "10"}


def test_no_broker_at_all_is_one_sentence(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mosquitto, "find", lambda: None)
    monkeypatch.setattr(iotcore, "is_there", lambda: False)
    with pytest.raises(StartError, match="There is no broker"):
        stream.choose(folder, given_url="")
