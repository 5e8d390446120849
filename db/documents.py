"""Documents of machines and places: as they are listed, as they are sent, and as people change them."""

import db.owners
from db.connect import Connection
from db.sql import Queries
from domain.document import Document, Form, Kind, Listed
from domain.errors import NotFoundError
from domain.owner import By, Kept, Owner

SQL = Queries(__file__)


def of_owner(conn: Connection, owner: Owner) -> list[Listed]:
    """Return the documents of a machine or place by title."""
    return _listed(conn, "of_owner", owner)


def removed(conn: Connection, owner: Owner) -> list[Listed]:
    """Return what can be brought back, the last removed first."""
    return _listed(conn, "removed", owner)


def one(conn: Connection, document_id: int) -> Kept:
    """Return one document as it stands. Raises: NotFoundError."""
    return db.owners.kept(conn.execute(SQL["one"], {"id": document_id}).fetchone())


def content(conn: Connection, document_id: int) -> Document:
    """Return a document as it is sent. Raises: NotFoundError."""
    row = conn.execute(SQL["content"], {"id": document_id}).fetchone()
    if row is None:
        raise NotFoundError
    kind, charset, title, file_name, data, digest = row
    return Document(Form(Kind(kind), charset), title, file_name, bytes(data), digest)


def insert_document(conn: Connection, owner: Owner, document: Document, *, by: By) -> int | None:
    """Keep a document and return its id, None if it is there already."""
    row = conn.execute(SQL["insert_document"], owner.columns | {
        "title": document.title, "file_name": document.file_name, "kind": document.form.kind,
        "charset": document.form.charset, "size_bytes": len(document.content), "digest": document.digest,
        "content": document.content, "added_at": by.now, "added_by": by.user_id}).fetchone()
    return int(row[0]) if row else None


def set_text(conn: Connection, document_id: int, text: str) -> None:
    """Write another title."""
    conn.execute(SQL["set_text"], {"id": document_id, "text": text})


def set_removed(conn: Connection, document_id: int, *, by: By) -> None:
    """Write that a document is removed."""
    conn.execute(SQL["set_removed"], {"id": document_id, "now": by.now, "user_id": by.user_id})


def set_restored(conn: Connection, document_id: int) -> bool:
    """Bring a document back; return False if it was added again meanwhile."""
    return conn.execute(SQL["set_restored"], {"id": document_id}).fetchone() is not None


def _listed(conn: Connection, query: str, owner: Owner) -> list[Listed]:
    return [Listed(number, title, file_name, Kind(kind), *rest)
            for number, title, file_name, kind, *rest in conn.execute(SQL[query], owner.columns)]
