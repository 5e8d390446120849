"""Documents that are ZIP archives inside: Office Open XML and OpenDocument."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from domain.document_error import (
    ActiveDocumentError,
    BrokenDocumentError,
    FloodDocumentError,
    MixedDocumentError,
    NoDocumentError,
)

MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 5000, 300 * 2**20, 200
_SMALL = 20 * 2**20         # whatever the ratio, that much hurts nobody
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_ODF = {f"application/vnd.oasis.opendocument.{name}": ending
        for name, ending in (("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"))}
_PROGRAMS = (".exe", ".dll", ".com", ".scr", ".msi", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta",
             ".lnk", ".jar", ".class", ".dex", ".so", ".sh", ".py", ".apk")
_ACTIVE = ("vbaproject.bin", "vbadata.xml", "/activex/", "meta-inf/manifest.mf", "macrosheets/")
_MACRO_FOLDERS = ("basic/", "scripts/")     # of OpenDocument
_MACRO_TYPES = (b"macroEnabled", b"vnd.ms-office.vbaProject")
_STEP = 2**20
_END, _END_BYTES = b"PK\x05\x06", 22
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


def ending(data: bytes) -> str:
    """Return the ending of the document that an archive is.

    Raises: BrokenDocumentError, NoDocumentError, MixedDocumentError, ActiveDocumentError, FloodDocumentError.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_sizes(entries, len(data))
            found = _kind(archive)
            _check_alone(entries, data)
            _check_passive(entries, archive)
            _check_whole(archive, entries)
    except _BROKEN:
        raise BrokenDocumentError from None
    return found


def _check_sizes(entries: list[ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_UNPACKED or (total > _SMALL and total > MOST_RATIO * packed):
        raise FloodDocumentError


def _kind(archive: ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        kinds = [kind for name, kind in _OFFICE.items() if name in names]
    elif "mimetype" in names and "content.xml" in names:
        kinds = [_ODF.get(archive.read("mimetype")[:200].decode("ascii", "replace").strip(), "")]
    else:
        kinds = []
    if len(kinds) != 1 or not kinds[0]:
        raise NoDocumentError
    return kinds[0]


def _check_alone(entries: list[ZipInfo], data: bytes) -> None:
    """Refuse what stands before or behind the archive, and entries that lead elsewhere or stand there twice."""
    names = [entry.filename for entry in entries]
    ends = data[-_END_BYTES:].startswith(_END)
    if not ends or min(entry.header_offset for entry in entries) != 0 or len(set(names)) != len(names):
        raise MixedDocumentError
    if any(name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") for name in names):
        raise MixedDocumentError


def _check_passive(entries: list[ZipInfo], archive: ZipFile) -> None:
    for name in (entry.filename.lower() for entry in entries):
        if name.endswith(_PROGRAMS) or any(part in f"/{name}" for part in _ACTIVE) or name.startswith(_MACRO_FOLDERS):
            raise ActiveDocumentError
    if "[Content_Types].xml" in archive.namelist():
        types = archive.read("[Content_Types].xml")
        if any(word in types for word in _MACRO_TYPES):
            raise ActiveDocumentError


def _check_whole(archive: ZipFile, entries: list[ZipInfo]) -> None:
    """Unpack each entry and forget it: what is damaged, or says it is smaller than it is, is refused here."""
    for entry in entries:
        for _piece in _pieces(archive, entry):
            pass


def _pieces(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as opened:
        while piece := opened.read(_STEP):
            yield piece
