"""Pictures of machines and places: as they are listed, as they are shown, and as people change them."""

from collections.abc import Sequence

import db.owners
from db.connect import Connection
from db.sql import Queries
from domain.errors import NotFoundError
from domain.owner import By, Kept, Owner
from domain.picture import Face, Picture, Shown

SQL = Queries(__file__)
SIZES = ("image", "thumbnail", "small")


def of_owner(conn: Connection, owner: Owner) -> list[Shown]:
    """Return the pictures of a machine or place, the face first."""
    return [Shown(*row) for row in conn.execute(SQL["of_owner"], owner.columns)]


def removed(conn: Connection, owner: Owner) -> list[Shown]:
    """Return what can be brought back, the last removed first."""
    return [Shown(*row) for row in conn.execute(SQL["removed"], owner.columns)]


def faces(conn: Connection, machine_ids: Sequence[int]) -> dict[int, Face]:
    """Return the picture that stands for each of these machines, by machine; without those that have none."""
    rows = conn.execute(SQL["faces"], {"machine_ids": list(machine_ids)}) if machine_ids else ()
    return {machine_id: Face(number, digest) for machine_id, number, digest in rows}


def one(conn: Connection, picture_id: int) -> Kept:
    """Return one picture as it stands. Raises: NotFoundError."""
    return db.owners.kept(conn.execute(SQL["one"], {"id": picture_id}).fetchone())


def content(conn: Connection, picture_id: int, *, size: str, with_removed: bool = False) -> tuple[bytes, str]:
    """Return the WebP of a picture in one of SIZES, and its digest. Raises: NotFoundError."""
    row = conn.execute(SQL[size], {"id": picture_id}).fetchone() if size in SIZES else None
    if row is None or (row[2] and not with_removed):
        raise NotFoundError
    return bytes(row[0]), str(row[1])


def insert_picture(conn: Connection, owner: Owner, picture: Picture, *, caption: str, by: By) -> int | None:
    """Keep a picture and return its id, None if it is there already."""
    row = conn.execute(SQL["insert_picture"], owner.columns | {
        "caption": caption, "width": picture.width, "height": picture.height, "digest": picture.digest,
        "image": picture.image, "thumbnail": picture.thumbnail, "small": picture.small, "added_at": by.now,
        "added_by": by.user_id}).fetchone()
    return int(row[0]) if row else None


def set_text(conn: Connection, picture_id: int, text: str) -> None:
    """Write what a picture shows."""
    conn.execute(SQL["set_text"], {"id": picture_id, "text": text})


def set_order(conn: Connection, picture_ids: Sequence[int]) -> None:
    """Write the order of all pictures of a machine or place."""
    conn.execute(SQL["set_order"], {"ids": list(picture_ids)})


def set_removed(conn: Connection, picture_id: int, *, by: By) -> None:
    """Write that a picture is removed."""
    conn.execute(SQL["set_removed"], {"id": picture_id, "now": by.now, "user_id": by.user_id})


def set_restored(conn: Connection, picture_id: int) -> bool:
    """Bring a picture back; return False if it was added again meanwhile."""
    return conn.execute(SQL["set_restored"], {"id": picture_id}).fetchone() is not None
