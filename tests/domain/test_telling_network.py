import pytest

from domain.telling_network import Networks, is_network, networks


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1"])
def test_private_addresses_in_any_spelling_are_not_reached_by_default(address):
    assert not Networks().allow(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_the_internet_is(address):
    assert Networks().allow(address)


def test_the_plants_own_networks_are_reached_once_they_are_named():
    named = networks("10.20.0.0/16 fd00::/8 192.168.7.9")
    assert named.allow("10.20.3.4")
    assert named.allow("::ffff:10.20.3.4")
    assert named.allow("fd12::1")
    assert named.allow("192.168.7.9")
    assert not named.allow("10.21.0.1")
    assert not named.allow("192.168.7.8")


def test_what_is_no_network_is_told():
    assert is_network("10.20.0.0/16 fd00::/8")
    assert not is_network("plant.example")
