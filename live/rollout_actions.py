"""What admins do to changes of many devices: ``POST /live/rollouts/create`` and ``/live/rollouts/<id>/<act>``."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint

import auth
import services.rollout_plan
import services.rollouts
from components import settings_words
from domain.access import Role
from domain.errors import InvalidError
from domain.settings_schema import Field
from domain.twin import Value
from language import _
from services.rollouts import Wish

from . import asked

door = Blueprint("live_rollout_actions", __name__)


@auth.route(door, "/live/rollouts/fields", role=Role.ADMIN, methods=("POST",))
def fields() -> dict[str, Any]:
    """Answer the settings that devices have in common, and how many say nothing of theirs."""
    with auth.reading() as conn:
        found, silent = services.rollout_plan.fields(conn, asked.many("ids"))
    return {"fields": [_field(one) for one in found], "silent": silent}


@auth.route(door, "/live/rollouts/create", role=Role.ADMIN, methods=("POST",))
def create() -> dict[str, Any]:
    """Prepare a change with its preview; nothing is changed."""
    wish = Wish(asked.many("ids"), _settings(), asked.share("share"), asked.text("reason"), asked.text("chosen"))
    with auth.writing() as conn:
        number = services.rollouts.create(conn, wish, user_id=auth.current_user().id, now=datetime.now(UTC))
    return {"notes": [], "href": f"/rollouts/{number}"}


@auth.route(door, "/live/rollouts/<rollout_id>/again", role=Role.ADMIN, methods=("POST",))
def again(rollout_id: str) -> dict[str, Any]:
    """Make the preview anew."""
    with auth.writing() as conn:
        services.rollouts.preview_again(conn, auth.path_id(rollout_id))
    return _told(_("The preview shows how the devices are now."))


@auth.route(door, "/live/rollouts/<rollout_id>/start", role=Role.ADMIN, methods=("POST",))
def start(rollout_id: str) -> dict[str, Any]:
    """Start it."""
    with auth.writing() as conn:
        services.rollouts.start(conn, auth.path_id(rollout_id), user_id=auth.current_user().id,
                                now=datetime.now(UTC), consent=asked.flag("consent"))
    return _told(_("It is started: the first device gets its settings."))


@auth.route(door, "/live/rollouts/<rollout_id>/discard", role=Role.ADMIN, methods=("POST",))
def discard(rollout_id: str) -> dict[str, Any]:
    """Throw a preview away."""
    with auth.writing() as conn:
        services.rollouts.discard(conn, auth.path_id(rollout_id), user_id=auth.current_user().id)
    return _told(_("The preview is thrown away."))


@auth.route(door, "/live/rollouts/<rollout_id>/pause", role=Role.ADMIN, methods=("POST",))
def pause(rollout_id: str) -> dict[str, Any]:
    """Give it to no further device."""
    with auth.writing() as conn:
        services.rollouts.pause(conn, auth.path_id(rollout_id), user_id=auth.current_user().id,
                                now=datetime.now(UTC))
    return _told(_("Paused: nothing more is given out."))


@auth.route(door, "/live/rollouts/<rollout_id>/resume", role=Role.ADMIN, methods=("POST",))
def resume(rollout_id: str) -> dict[str, Any]:
    """Go on."""
    with auth.writing() as conn:
        services.rollouts.resume(conn, auth.path_id(rollout_id), user_id=auth.current_user().id,
                                 now=datetime.now(UTC))
    return _told(_("It goes on."))


@auth.route(door, "/live/rollouts/<rollout_id>/roll_back", role=Role.ADMIN, methods=("POST",))
def roll_back(rollout_id: str) -> dict[str, Any]:
    """Bring every device back that was given it."""
    with auth.writing() as conn:
        services.rollouts.roll_back(conn, auth.path_id(rollout_id), user_id=auth.current_user().id,
                                    now=datetime.now(UTC))
    return _told(_("The devices are brought back to what they did before."))


def _settings() -> dict[str, Value]:
    """Return the settings that were sent. Raises: InvalidError."""
    found = asked.body().get("settings")
    if not isinstance(found, dict) or len(found) > services.rollouts.MOST_SETTINGS:
        raise InvalidError
    if not all(isinstance(path, str) and (value is None or isinstance(value, bool | int | float | str))
               for path, value in found.items()):
        raise InvalidError
    return found


def _field(field: Field) -> dict[str, Any]:
    return {"path": field.path, "title": settings_words.title(field.path, field, {}), "type": field.type.value,
            "min": field.minimum, "max": field.maximum, "step": field.step, "unit": field.unit,
            "choices": list(field.choices), "help": settings_words.bounds(field), "limit": field.is_limit}


def _told(message: str) -> dict[str, Any]:
    return {"notes": [{"message": message, "kind": "done"}]}
