import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.preview import preview


@pytest.mark.parametrize(("content", "shown"), [
    (b'{"ts": 1}', '{"ts": 1}'), ("Mühle 3 °C".encode(), "Mühle 3 °C"), (b"a\xffb", "a\\xffb"),
    (b"\x00\x07", "\\x00\\x07"),
    (b"one\ntwo", "one\ntwo"), ("\u202edesrever".encode(), "\\u202edesrever"), ("\U000e0041".encode(), "\\U000e0041"),
    (b"", "")])
def test_bytes_are_shown_as_text_in_which_nothing_is_hidden(content: bytes, shown: str) -> None:
    assert preview(content) == shown


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_whatever_comes_can_be_shown(content: bytes) -> None:
    assert all(sign.isprintable() or sign == "\n" for sign in preview(content))
