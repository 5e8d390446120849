import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact import is_email, is_language, is_phone, mail_link, tel_link


@pytest.mark.parametrize(("written", "link"), [
    ("+49 30 23125 017", "tel:+493023125017"), ("+49 (0)30 23125-017", "tel:+493023125017"),
    ("(030) 23125 017", "tel:03023125017"), ("030/23125-0", "tel:030231250"), ("4711", "tel:4711"),
    ("+1 231 555 0142 ext. 12", "tel:+12315550142;ext=12"), ("+1 (231) 555-0142 x12", "tel:+12315550142;ext=12")])
def test_a_number_as_people_write_it_is_dialled(written, link):
    assert is_phone(written)
    assert tel_link(written) == link


@pytest.mark.parametrize("text", [
    "", "+", "12", "+49 30", "call me", "+49 30 23125 017 or 018", "++49 30 23125", "+49 30 (23125 017", "0" * 16,
    "0 " * 19 + "0x", "٠٣٠٢٣١٢٥", "+49 30 23125 017;phone-context=x", "+49 30 23125 017\n", "ext. 12"])
def test_what_cannot_be_dialled_is_no_number(text):
    assert not is_phone(text)
    with pytest.raises(ValueError):
        tel_link(text)


@given(st.text("+0123456789 ()./-ext#;,\n", max_size=24))
def test_a_link_holds_nothing_but_a_number(text):
    if is_phone(text):
        assert re.fullmatch(r"tel:\+?[0-9]{3,15}(;ext=[0-9]{1,6})?", tel_link(text))


@pytest.mark.parametrize("text", ["shift@nordwerk.example", "o'neil+x@plant.co.uk", "a@1-2.de"])
def test_an_address_takes_mail(text):
    assert is_email(text)


@pytest.mark.parametrize("text", [
    "", "a", "a@b", "a b@c.de", "a@-b.de", "a@b..de", "@b.de", "a@b.de\n", "a@b.de, c@d.de", "x" * 250 + "@b.de"])
def test_what_takes_no_mail_is_no_address(text):
    assert not is_email(text)


def test_an_address_never_becomes_more_than_an_address_in_its_link():
    assert mail_link("a?bcc=all&x@plant.example") == "mailto:a%3Fbcc%3Dall%26x@plant.example"


@pytest.mark.parametrize(("text", "is_one"), [
    ("de", True), ("pt-BR", True), ("gsw", True), ("German", False), ("DE", False), ("de-de", False), ("", False)])
def test_a_language_is_a_tag(text, is_one):
    assert is_language(text) is is_one
