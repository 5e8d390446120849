"""What people do with the documents of machines and places.

Each is one transaction and stands in the audit trail of the machine or place.
"""

import hashlib
from typing import Any

import db.documents
import db.owners
import services.audit
from db.connect import Connection
from db.documents import Kept
from domain import document
from domain import owner as owners
from domain.document import Document
from domain.document_error import NoTitleError, TooManyDocumentsError
from domain.errors import NotFoundError
from domain.owner import By, DoubledError, GoneError, Owner


def prepared(data: bytes, *, name: str, title: str = "") -> Document:
    """Return a document as it is kept, of a file that anybody may have made; without a title it has its name.

    Raises: LongTextError, the errors of domain.document_error.
    """
    form = document.recognised(data, name=name)
    file_name = document.safe_name(name, form.kind)
    title = owners.one_line(title) or owners.one_line(document.title_of(file_name))
    return Document(form, title, file_name, data, hashlib.sha256(data).hexdigest()[:16])


def add(conn: Connection, owner: Owner, found: Document, *, by: By) -> int:
    """Add a document; return its id. Raises: NotFoundError, TooManyDocumentsError, DoubledError."""
    with conn.transaction():
        db.owners.lock(conn, owner)
        _check_room(conn, owner)
        number = db.documents.insert_document(conn, owner, found, by=by)
        if number is None:
            raise DoubledError
        _record(conn, owner, "document_added", by, after={"document": number, "title": found.title,
                                                          "file": found.file_name, "bytes": len(found.content)})
    return number


def set_title(conn: Connection, document_id: int, title: str, *, by: By) -> None:
    """Give a document another title. Raises: NotFoundError, NotYoursError, LongTextError, NoTitleError."""
    title = owners.one_line(title)
    if not title:
        raise NoTitleError
    with conn.transaction():
        kept = _locked(conn, document_id, by=by)
        if kept.removed_at is not None:
            raise NotFoundError
        if kept.title != title:
            db.documents.set_title(conn, document_id, title)
            _record(conn, kept.owner, "document_changed", by, before={"document": document_id, "title": kept.title},
                    after={"document": document_id, "title": title})


def remove(conn: Connection, document_id: int, *, by: By) -> None:
    """Take a document away; for 30 days it can be brought back. Raises: NotFoundError, NotYoursError."""
    with conn.transaction():
        kept = _locked(conn, document_id, by=by)
        if kept.removed_at is None:
            db.documents.set_removed(conn, document_id, by=by)
            _record(conn, kept.owner, "document_removed", by, before={"document": document_id, "title": kept.title})


def restore(conn: Connection, document_id: int, *, by: By) -> None:
    """Bring a document back. Raises: NotFoundError, NotYoursError, GoneError, TooManyDocumentsError, DoubledError."""
    with conn.transaction():
        kept = _locked(conn, document_id, by=by)
        if kept.removed_at is None:
            return
        if not kept.has_bytes:
            raise GoneError
        _check_room(conn, kept.owner)
        if not db.documents.set_restored(conn, document_id):
            raise DoubledError
        _record(conn, kept.owner, "document_restored", by, after={"document": document_id, "title": kept.title})


def _locked(conn: Connection, document_id: int, *, by: By) -> Kept:
    """Return a document nobody else can change now. Raises: NotFoundError, NotYoursError."""
    db.owners.lock(conn, db.documents.one(conn, document_id).owner)
    kept = db.documents.one(conn, document_id)
    by.check(kept.added_by)
    return kept


def _check_room(conn: Connection, owner: Owner) -> None:
    if len(db.documents.of_owner(conn, owner)) >= document.MOST_DOCUMENTS:
        raise TooManyDocumentsError


def _record(conn: Connection, owner: Owner, action: str, by: By, *, before: dict[str, Any] | None = None,
            after: dict[str, Any] | None = None) -> None:
    services.audit.record(conn, user_id=by.user_id, object=owner.kind.value, object_id=owner.id, action=action,
                          before=before, after=after)
