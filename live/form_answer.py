"""What the forms of components/form.py are answered when they are saved, whatever they are about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import auth
import db.audit
import language
from components import placing_words
from db.connect import Connection
from domain.errors import ChangedMeanwhileError, NotFoundError
from domain.fleet_fault import FleetFileError, Problem
from language import _

from . import asked

_CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands there now, for the form of somebody who was slower; its kind and number are those of the trail."""

    object: str
    number: int
    state: dict[str, Any]
    zone: str = "UTC"


def saved(write: Callable[[], dict[str, Any]], standing: Callable[[Connection], Standing], *,
          told: Callable[[Sequence[Problem]], list[list[str]]] = placing_words.told) -> Any:
    """Return what ``write`` answers, else what is wrong with the form, or 409 with what somebody else has written."""
    try:
        return write()
    except FleetFileError as error:
        return {"problems": told(error.problems)}
    except ChangedMeanwhileError as error:
        return _meanwhile(_(str(error)), standing)


def number_in(machine_id: int, machine_of: Callable[[int], int]) -> int | None:
    """Return what a form is about, None for something new. Raises: NotFoundError if it is of another machine."""
    number = asked.number("id")
    if number is not None and machine_of(number) != machine_id:
        raise NotFoundError
    return number


def known_in(machine_id: int, machine_of: Callable[[int], int]) -> int:
    """Return what a form is about. Raises: NotFoundError if it is new, or of another machine."""
    number = number_in(machine_id, machine_of)
    if number is None:
        raise NotFoundError
    return number


def _meanwhile(message: str, standing: Callable[[Connection], Standing]) -> tuple[dict[str, Any], int]:
    with auth.reading() as conn:
        now = standing(conn)
        newest = db.audit.history(conn, object=now.object, object_id=now.number, most=1)
    said = [_("{who}, {when}").format(who=one.who or _("an import"), when=language.moment(one.at, now.zone))
            for one in newest]
    return {"message": message, "by": said[0] if said else "", "state": now.state}, _CONFLICT
