"""The documents of machines and places: taken and added; what else becomes of them: services/owned.py."""

import hashlib

import db.documents
import db.owners
from db.connect import Connection
from domain import document
from domain import owner as owners
from domain.document import Document
from domain.document_error import NoTitleError, TooManyDocumentsError
from domain.owner import By, DoubledError, Owner

from .owned import Owned

DOCUMENTS = Owned("document", "title", db.documents, document.MOST_DOCUMENTS, TooManyDocumentsError, NoTitleError)


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
        DOCUMENTS.check_room(conn, owner)
        number = db.documents.insert_document(conn, owner, found, by=by)
        if number is None:
            raise DoubledError
        DOCUMENTS.record(conn, owner, "added", by, after={"document": number, "title": found.title,
                                                          "file": found.file_name, "bytes": len(found.content)})
    return number
