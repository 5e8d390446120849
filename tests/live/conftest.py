"""Live answers as they are made: what is handed out again for a quarter of a second is tests/auth/test_sharing.py's."""

from collections.abc import Iterator

import pytest

from auth import sharing
from db.connect import open_connection
from tests.plant import Plant
from tests.web import Web, worker
from tools.database import Databases


@pytest.fixture(autouse=True)
def unshared(monkeypatch):
    """Make every answer anew."""
    monkeypatch.setattr(sharing, "offer", lambda **_: None)


@pytest.fixture
def web(databases: Databases) -> Iterator[Web]:
    """Lend a web app on a database of its own; some modules have one for all their tests."""
    with worker(databases) as found:
        yield found


@pytest.fixture
def plant(web: Web) -> Iterator[Plant]:
    """Lend the small plant in that database."""
    with open_connection(web.url, name="test") as conn:
        yield Plant(conn)
