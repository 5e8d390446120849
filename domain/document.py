"""Documents: which are taken, found from their content, whatever their name says.

A document is kept and sent as it came. What is taken can run nothing by itself: no macros, no programs, nothing that
a browser would run, nothing that is two formats at once, nothing that unpacks to a flood.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain import document_archive, document_pdf
from domain.document_error import (
    BrokenDocumentError,
    EmptyDocumentError,
    LargeDocumentError,
    NoDocumentError,
    PictureNotDocumentError,
)

LARGEST_BYTES = 25 * 2**20
MOST_DOCUMENTS = 100        # of one machine or place
_LONGEST_STEM = 100
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"^\s*(<\?|<!|<[a-z])|<(script|html|body|iframe|svg|object|embed)\b|javascript:", re.I)
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.I)


class Kind(StrEnum):
    """What a document is; the word is the ending of its file."""

    PDF = "pdf"
    TEXT = "txt"
    CSV = "csv"
    WORD = "docx"
    EXCEL = "xlsx"
    POWERPOINT = "pptx"
    ODF_TEXT = "odt"
    ODF_TABLE = "ods"
    ODF_SLIDES = "odp"


_MIME = {
    Kind.PDF: "application/pdf", Kind.TEXT: "text/plain", Kind.CSV: "text/csv",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.POWERPOINT: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.ODF_TEXT: "application/vnd.oasis.opendocument.text",
    Kind.ODF_TABLE: "application/vnd.oasis.opendocument.spreadsheet",
    Kind.ODF_SLIDES: "application/vnd.oasis.opendocument.presentation"}


@dataclass(frozen=True, slots=True)
class Form:
    """What a document is; ``charset`` is that of a text, empty for others."""

    kind: Kind
    charset: str = ""

    @property
    def content_type(self) -> str:
        """Return what a browser is told."""
        return _MIME[self.kind] + (f"; charset={self.charset}" if self.charset else "")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is kept."""

    form: Form
    title: str
    file_name: str
    content: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list; ``by`` is the name of who added it."""

    id: int
    title: str
    file_name: str
    kind: Kind
    size_bytes: int
    digest: str
    added_at: datetime
    by_id: int | None
    by: str | None
    removed_at: datetime | None

    @property
    def address(self) -> str:
        """Return where it is."""
        return f"/documents/{self.id}?v={self.digest}"


def recognised(data: bytes, *, name: str = "") -> Form:
    """Return what a file is that anybody may have made; of its name only .csv counts, and only for a text.

    Raises: an error of domain.document_error for what is not taken.
    """
    if not data:
        raise EmptyDocumentError
    if len(data) > LARGEST_BYTES:
        raise LargeDocumentError
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise PictureNotDocumentError
    if data.startswith(b"%PDF-"):
        document_pdf.check(data)
        return Form(Kind.PDF)
    if data.startswith(b"PK"):
        return Form(Kind(document_archive.ending(data)))
    return _text(data, name=name)


def safe_name(name: str, kind: Kind) -> str:
    """Return a name any system takes, with the ending of what the file is: no folders, nothing invisible."""
    plain = "".join(letter for letter in unicodedata.normalize("NFC", name)
                    if unicodedata.category(letter)[0] != "C")      # controls, and what turns the direction of writing
    stem = re.split(r"[/\\]", plain)[-1]
    if "." in stem:
        stem = stem.rpartition(".")[0]
    stem = re.sub(r'[<>:"|?*;%\s]+', " ", stem)[:_LONGEST_STEM].strip(" .")
    if not stem or _RESERVED.match(stem):
        stem = "document"
    return f"{stem}.{kind}"


def title_of(file_name: str) -> str:
    """Return a title for a document that came without one: its name without the ending."""
    return file_name.rpartition(".")[0].replace("_", " ").strip() or file_name


def _text(data: bytes, *, name: str) -> Form:
    """Return the form of a text. Raises: NoDocumentError for anything else, and for what a browser or shell runs."""
    if _CONTROLS.search(data):
        raise NoDocumentError
    charset = "utf-8"
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        charset, text = "windows-1252", data.decode("cp1252", errors="replace")
        if "�" in text:
            raise BrokenDocumentError from None
    if text.startswith("#!") or _MARKUP.search(text):
        raise NoDocumentError
    return Form(Kind.CSV if name.lower().endswith(".csv") else Kind.TEXT, charset)
