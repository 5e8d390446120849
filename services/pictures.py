"""The pictures of machines and places: added and put in order; what else becomes of them: services/owned.py.

services/photo.py makes them what they are. The first picture is the face.
"""

from collections.abc import Sequence

import db.owners
import db.pictures
import services.audit
from db.connect import Connection
from domain import owner as owners
from domain.owner import By, DoubledError, Owner
from domain.picture import MOST_PICTURES, Picture, TooManyPicturesError, arranged

from .owned import Owned

PICTURES = Owned("picture", "caption", db.pictures, MOST_PICTURES, TooManyPicturesError)


def add(conn: Connection, owner: Owner, picture: Picture, *, by: By, caption: str = "") -> int:
    """Add a picture that services.photo has prepared, as the last one; return its id.

    Raises: NotFoundError, LongTextError, TooManyPicturesError, DoubledError.
    """
    caption = owners.one_line(caption)
    with conn.transaction():
        db.owners.lock(conn, owner)
        PICTURES.check_room(conn, owner)
        number = db.pictures.insert_picture(conn, owner, picture, caption=caption, by=by)
        if number is None:
            raise DoubledError
        PICTURES.record(conn, owner, "added", by, after={"picture": number, "caption": caption})
    return number


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
            services.audit.record(conn, user_id=by.user_id, object=owner.kind.value, object_id=owner.id,
                                  action="pictures_arranged", before={"pictures": before}, after={"pictures": after})
