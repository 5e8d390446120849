"""Live answers as they are made: what is handed out again for a quarter of a second is tests/auth/test_sharing.py's."""

import pytest

from auth import sharing


@pytest.fixture(autouse=True)
def unshared(monkeypatch):
    """Make every answer anew."""
    monkeypatch.setattr(sharing, "offer", lambda **_: None)
