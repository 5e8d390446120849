"""Named queries."""

import pytest

from db.sql import Queries


def _file(tmp_path, text):
    (tmp_path / "things.sql").write_text(text, encoding="utf-8")
    return str(tmp_path / "things.py")


def test_a_query_is_found_by_its_name(tmp_path):
    queries = Queries(_file(tmp_path, "-- name: one\n-- The first.\nSELECT 1;\n\n-- name: two\n-- Next.\nSELECT 2\n"))
    assert queries.names() == ["one", "two"]
    assert queries["two"] == b"-- Next.\nSELECT 2"


def test_a_name_stands_once(tmp_path):
    with pytest.raises(ValueError, match="twice"):
        Queries(_file(tmp_path, "-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;"))


def test_an_unknown_name_is_an_error(tmp_path):
    with pytest.raises(KeyError):
        Queries(_file(tmp_path, "-- name: one\nSELECT 1;"))["two"]
