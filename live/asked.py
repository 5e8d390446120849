"""What a script of ours sends with a change: JSON that anybody may have made up."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from flask import request

import auth
from domain.access import Role
from domain.errors import InvalidError, NotFoundError
from domain.log import MOST_PARTS
from domain.log_form import COLUMNS, PART_COLUMNS, Form
from domain.owner import By, Owner, OwnerKind

FORM_BYTES = 64 * 1024      # what a form is larger than its file
MOST_NUMBERS, MOST_MANY = 1000, 10_000
_LARGEST = 2**53


class OneFileError(InvalidError):
    """Send one file at a time."""


def body() -> dict[str, Any]:
    """Return the JSON object of this request, empty if there is none."""
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


def text(name: str) -> str:
    """Return a text, empty without one."""
    found = body().get(name)
    return found if isinstance(found, str) else ""


def flag(name: str) -> bool:
    """Tell whether something is asked for."""
    return body().get(name) is True


def number(name: str) -> int | None:
    """Return a whole number that is not negative, None without one."""
    found = body().get(name)
    return found if _is_number(found) else None


def numbers(name: str) -> list[int]:
    """Return a list of whole numbers. Raises: InvalidError for anything else, or too many."""
    found = body().get(name)
    if not isinstance(found, list) or not 0 < len(found) <= MOST_NUMBERS or not all(map(_is_number, found)):
        raise InvalidError
    return found


def many(name: str) -> list[int]:
    """Return a list of whole numbers that may be long or empty. Raises: InvalidError for anything else."""
    found = body().get(name)
    if not isinstance(found, list) or len(found) > MOST_MANY or not all(map(_is_number, found)):
        raise InvalidError
    return found


def share(name: str) -> float:
    """Return a number from 0 to 1. Raises: InvalidError for anything else."""
    found = body().get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise InvalidError
    return float(found)


def owner(kind: str, number: str) -> Owner:
    """Return whose pictures or documents these are, by a path like machine/7. Raises: NotFoundError."""
    if kind not in set(OwnerKind):
        raise NotFoundError
    return Owner(OwnerKind(kind), auth.path_id(number))


def by() -> By:
    """Return who asks for a change of pictures or documents, and when."""
    user = auth.current_user()
    return By(user.id, user.role.allows(Role.ADMIN), datetime.now(UTC))


def file(largest_bytes: int) -> tuple[str, bytes]:
    """Return the name and the content of the one ``file`` of a form; of a larger one no more than shows that it is.

    Raises: OneFileError.
    """
    sent = [(name, one) for name, files in request.files.lists() for one in files]
    if [name for name, _one in sent] != ["file"]:
        raise OneFileError
    only = sent[0][1]
    return only.filename or "", only.read(largest_bytes + 1)


def log_form() -> Form:
    """Return what the form of an entry of a log book has sent. Raises: InvalidError for anything else."""
    lists = body().get("lists")
    parts = lists.get("parts") if isinstance(lists, dict) and set(lists) == {"parts"} else None
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise InvalidError
    return Form(texts(body().get("values"), COLUMNS), [texts(part, PART_COLUMNS) for part in parts])


def texts(found: Any, names: Collection[str]) -> dict[str, str]:
    """Return texts by name. Raises: InvalidError for anything else, or other names."""
    if not isinstance(found, dict) or not found.keys() <= set(names) or not all(
            isinstance(one, str) for one in found.values()):
        raise InvalidError
    return {name: one.replace("\0", "") for name, one in found.items()}


def told(message: str) -> dict[str, Any]:
    """Return an answer that tells the person what was done."""
    return {"notes": [{"message": message, "kind": "done"}]}


def _is_number(found: Any) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and 0 <= found < _LARGEST
