from pathlib import Path

from demo import mosquitto

TEMPLATE = """\
# listener 8883 would be here
max_queued_messages 0
persistence_location /var/lib/mosquitto/

listener 1883 127.0.0.1
allow_anonymous false
"""


def test_our_port_and_folder_take_the_place_of_the_templates() -> None:
    text = mosquitto.configuration(TEMPLATE, port=1999, folder=Path("/data/broker"))
    assert text.splitlines() == ["listener 1999 127.0.0.1", "persistence_location /data/broker/",
                                 "allow_anonymous true", "max_queued_messages 0"]


def test_the_template_for_production_keeps_every_message_and_lets_nobody_in_without_a_password() -> None:
    settings = [line for line in mosquitto.TEMPLATE.read_text().splitlines() if line and line[0] != "#"]
    assert {"max_queued_messages 0", "max_inflight_messages 2000", "persistence true", "autosave_interval 1",
            "allow_anonymous false", "listener 1883 127.0.0.1"} <= set(settings)
