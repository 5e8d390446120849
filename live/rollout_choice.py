"""Devices to choose for a change: ``/live/rollout_choice?q=&model=&type=&place=``; all ids, the first lines."""

from typing import Any

from flask import Blueprint, Response, request

import auth
import db.rollout_choice
from components.status import TYPES
from db.rollout_choice import Candidate, Choice
from domain.access import Role

from . import answers

door = Blueprint("live_rollout_choice", __name__)

FIRST_LINES = 100
_MOST_WORDS, _LONGEST_TEXT = 8, 100


@auth.route(door, "/live/rollout_choice", role=Role.ADMIN)
def show() -> Response:
    """Answer the devices that fit."""
    asked = {name: text.replace("\0", "")[:_LONGEST_TEXT] for name, text in request.args.items()}
    place = asked.get("place", "")
    choice = Choice(asked.get("model") or None, asked.get("type") or None,
                    auth.path_id(place) if place else None, tuple(asked.get("q", "").split()[:_MOST_WORDS]))
    with auth.reading() as conn:
        found = db.rollout_choice.candidates(conn, choice)
        offered = {"models": db.rollout_choice.models(conn), "places": [
            [number, " › ".join(names)] for number, names in db.rollout_choice.places(conn)],
            "types": [[name, str(TYPES.get(name, name))] for name in db.rollout_choice.machine_types(conn)]}
    return answers.send(answers.packed({"ids": [one.id for one in found],
                                        "rows": [_line(one) for one in found[:FIRST_LINES]]} | offered))


def _line(one: Candidate) -> list[Any]:
    return [one.id, one.name, one.model or "", one.machine, " › ".join(one.places), one.has_settings]
