"""The demo's broker: yours by STETHOS_BROKER_URL, else a Mosquitto found here, else the embedded one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from demo import account, iotcore, mosquitto, port
from demo.errors import StartError
from demo.folder import Folder
from demo.process import Program

_USUAL_PORT = 1883
# The embedded broker sends no more before it has the acknowledgements of what it has sent.
_SMALL_BATCHES = {"STETHOS_BATCH_MESSAGES": "100", "STETHOS_BATCH_MS": "10"}


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, what it is, the server to start if it is ours, and the settings it asks for."""

    url: str
    label: str
    program: Program | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def choose(folder: Folder, *, given_url: str) -> Broker:
    """Return the broker to use, with its configuration written; nothing is started yet.

    Raises: StartError if there is none.
    """
    if given_url:
        return Broker(given_url, "yours, from STETHOS_BROKER_URL")
    number = port.free(_USUAL_PORT)
    servers, log = folder.servers(account.lent("mosquitto")), folder.log("broker")
    found = mosquitto.find()
    if found is not None:
        started = mosquitto.program(found, servers / "mosquitto", port=number, log=log)
        return Broker(f"mqtt://127.0.0.1:{number}", found.label, started)
    if not iotcore.is_there():
        raise StartError("There is no broker: make run installs one, or set STETHOS_BROKER_URL.")
    old = port.free()
    label = f"iotcore, embedded (no Mosquitto found here); MQTT 3.1.1 on port {old}"
    return Broker(f"mqtt://127.0.0.1:{number}", label,
                  iotcore.program(servers, port=number, old_port=old, log=log), _SMALL_BATCHES)
