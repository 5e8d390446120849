"""How pictures and documents are changed alike: ``POST /live/picture/12/remove``, ``restore`` and that of its text."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint

import auth
from domain.access import Role
from language import Lazy
from services.owned import Owned

from . import asked


@dataclass(frozen=True, slots=True)
class Told:
    """What people are told when it is done."""

    text: Lazy
    removed: Lazy
    restored: Lazy


def changes(door: Blueprint, what: Owned, told: Told) -> None:
    """Give this door the changes of one picture or document; ``text`` in the body is its caption or title."""
    one = f"/live/{what.name}/<number>"

    @auth.route(door, f"{one}/{what.text}", role=Role.TECHNICIAN, methods=("POST",))
    def word(number: str) -> dict[str, Any]:
        with auth.writing() as conn:
            what.set_text(conn, auth.path_id(number), asked.text("text"), by=asked.by())
        return asked.told(str(told.text))

    @auth.route(door, f"{one}/remove", role=Role.TECHNICIAN, methods=("POST",))
    def remove(number: str) -> dict[str, Any]:
        with auth.writing() as conn:
            what.remove(conn, auth.path_id(number), by=asked.by())
        return asked.told(str(told.removed))

    @auth.route(door, f"{one}/restore", role=Role.TECHNICIAN, methods=("POST",))
    def restore(number: str) -> dict[str, Any]:
        with auth.writing() as conn:
            what.restore(conn, auth.path_id(number), by=asked.by())
        return asked.told(str(told.restored))
