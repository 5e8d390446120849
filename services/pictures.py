"""What people do with the pictures of machines and places; services/photo.py makes them what they are.

Each is one transaction and stands in the audit trail of the machine or place. The first picture is the face.
"""

from collections.abc import Sequence
from typing import Any

import db.owners
import db.pictures
import services.audit
from db.connect import Connection
from db.pictures import Kept
from domain import owner as owners
from domain.errors import NotFoundError
from domain.owner import By, DoubledError, GoneError, Owner
from domain.picture import MOST_PICTURES, Picture, TooManyPicturesError, arranged


def add(conn: Connection, owner: Owner, picture: Picture, *, by: By, caption: str = "") -> int:
    """Add a picture that services.photo has prepared, as the last one; return its id.

    Raises: NotFoundError, LongTextError, TooManyPicturesError, DoubledError.
    """
    caption = owners.one_line(caption)
    with conn.transaction():
        db.owners.lock(conn, owner)
        _check_room(conn, owner)
        number = db.pictures.insert_picture(conn, owner, picture, caption=caption, by=by)
        if number is None:
            raise DoubledError
        _record(conn, owner, "picture_added", by, after={"picture": number, "caption": caption})
    return number


def set_caption(conn: Connection, picture_id: int, caption: str, *, by: By) -> None:
    """Say what a picture shows. Raises: NotFoundError, NotYoursError, LongTextError."""
    caption = owners.one_line(caption)
    with conn.transaction():
        kept = _locked(conn, picture_id, by=by)
        if kept.removed_at is not None:
            raise NotFoundError
        if kept.caption != caption:
            db.pictures.set_caption(conn, picture_id, caption)
            _record(conn, kept.owner, "picture_changed", by, before={"picture": picture_id, "caption": kept.caption},
                    after={"picture": picture_id, "caption": caption})


def arrange(conn: Connection, owner: Owner, wanted: Sequence[int], *, by: By) -> None:
    """Put all pictures into this order; the first is the face.

    Raises: NotFoundError, ChangedMeanwhileError if these are not all that are there.
    """
    with conn.transaction():
        db.owners.lock(conn, owner)
        before = [one.id for one in db.pictures.of_owner(conn, owner)]
        after = arranged(before, wanted)
        if after != before:
            db.pictures.set_order(conn, after)
            _record(conn, owner, "pictures_arranged", by, before={"pictures": before}, after={"pictures": after})


def remove(conn: Connection, picture_id: int, *, by: By) -> None:
    """Take a picture away; for 30 days it can be brought back. Raises: NotFoundError, NotYoursError."""
    with conn.transaction():
        kept = _locked(conn, picture_id, by=by)
        if kept.removed_at is None:
            db.pictures.set_removed(conn, picture_id, by=by)
            _record(conn, kept.owner, "picture_removed", by, before={"picture": picture_id, "caption": kept.caption})


def restore(conn: Connection, picture_id: int, *, by: By) -> None:
    """Bring a picture back, as the last one.

    Raises: NotFoundError, NotYoursError, GoneError, TooManyPicturesError, DoubledError.
    """
    with conn.transaction():
        kept = _locked(conn, picture_id, by=by)
        if kept.removed_at is None:
            return
        if not kept.has_bytes:
            raise GoneError
        _check_room(conn, kept.owner)
        if not db.pictures.set_restored(conn, picture_id):
            raise DoubledError
        _record(conn, kept.owner, "picture_restored", by, after={"picture": picture_id, "caption": kept.caption})


def _locked(conn: Connection, picture_id: int, *, by: By) -> Kept:
    """Return a picture nobody else can change now. Raises: NotFoundError, NotYoursError."""
    db.owners.lock(conn, db.pictures.one(conn, picture_id).owner)
    kept = db.pictures.one(conn, picture_id)
    by.check(kept.added_by)
    return kept


def _check_room(conn: Connection, owner: Owner) -> None:
    if len(db.pictures.of_owner(conn, owner)) >= MOST_PICTURES:
        raise TooManyPicturesError


def _record(conn: Connection, owner: Owner, action: str, by: By, *, before: dict[str, Any] | None = None,
            after: dict[str, Any] | None = None) -> None:
    services.audit.record(conn, user_id=by.user_id, object=owner.kind.value, object_id=owner.id, action=action,
                          before=before, after=after)
