"""Settings: read once, and a wrong one is named."""

import pytest

import config
from domain.errors import ConfigError


def test_without_an_environment_everything_has_a_default():
    settings = config.load({})
    assert settings.broker_url == "mqtt://127.0.0.1:1883"
    assert settings.topic_root == "stethos/v1/demo"


def test_settings_are_read_by_their_kind():
    settings = config.load({"STETHOS_TENANT": "acme", "STETHOS_BATCH_MS": "50", "STETHOS_COOKIE_SECURE": "no"})
    assert (settings.tenant, settings.batch_ms, settings.cookie_secure) == ("acme", 50, False)


def test_an_empty_setting_counts_as_not_given():
    assert config.load({"STETHOS_BATCH_MS": ""}).batch_ms == config.Settings().batch_ms


@pytest.mark.parametrize(("name", "value"), [
    ("BATCH_MS", "fast"), ("BATCH_MS", "0"), ("BATCH_MS", "-5"), ("COOKIE_SECURE", "maybe"), ("TENANT", "a/b"),
    ("DATABASE_URL", "mysql://x"), ("BROKER_URL", "http://x"), ("LOG_LEVEL", "loud"),
    ("KEEP_TALLY_HOURS_DAYS", "31"), ("PUBLIC_URL", "plant.example"), ("TELL_NETWORKS", "plant"),
    ("TELL_TIMEOUT_S", "31")])
def test_a_wrong_setting_is_named_in_the_error(name, value):
    with pytest.raises(ConfigError, match=f"STETHOS_{name}"):
        config.load({f"STETHOS_{name}": value})
