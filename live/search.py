"""The search of every page: ``/live/search?q=nordwerk fan`` answers the best of what fits."""

from typing import Any

from flask import Blueprint, Response, request

import auth
import db.search
from components import search_words
from domain import search
from domain.access import Role

from . import answers

door = Blueprint("live_search", __name__)

_MOST = 20


@auth.route(door, "/live/search", role=Role.VIEWER)
def find() -> Response:
    """Answer machines, places, devices and contacts that fit what is typed; nothing for nothing."""
    wanted = search.asked(request.args.get("q", "")[:500])
    items: list[dict[str, Any]] = []
    if wanted is not None:
        with auth.reading() as conn:
            items = [search_words.item(one, wanted) for one in db.search.search(conn, wanted, most=_MOST)]
    return answers.send(answers.packed({"items": items, "text": search_words.count(len(items), most=_MOST)}))
