"""What a PDF must be to be kept: whole, nothing but a PDF, and no flood when a reader unpacks it."""

import re
import zlib

from domain.document_error import ActiveDocumentError, BrokenDocumentError, FloodDocumentError, MixedDocumentError

MOST_UNPACKED = 400 * 2**20
_TAIL = 1024
_STREAM = re.compile(rb"stream\r?\n")
_TWICE = re.compile(rb"/(FlateDecode|Fl)\s*/(FlateDecode|Fl|LZWDecode|RunLengthDecode)\b")
_HEADERS = frozenset(bytes([number]) for number in range(0x08, 0x79, 0x10))     # how a packed stream begins
_STEP, _PIECE, _MOST_READ = 2**20, 2**16, 20
# /Launch starts programs; a program may be attached. What is inside packed objects is left to the reader's own guard.
_LAUNCH = re.compile(rb"/S\s*/Launch\b")


def check(data: bytes) -> None:
    """Refuse a PDF that cannot be kept.

    Raises: BrokenDocumentError, MixedDocumentError, ActiveDocumentError, FloodDocumentError.
    """
    if not re.match(rb"%PDF-[12]\.\d", data) or b"startxref" not in data:
        raise BrokenDocumentError
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise BrokenDocumentError
    if len(data[end + 5:].strip(b"\r\n\t \0")) > 0 or b"PK\x05\x06" in data[end:] or _is_markup(data[:_TAIL]):
        raise MixedDocumentError
    if _LAUNCH.search(data):
        raise ActiveDocumentError
    if _TWICE.search(data) or _floods(data):
        raise FloodDocumentError


def _is_markup(head: bytes) -> bool:
    return re.search(rb"<(html|script|svg|body|!doctype)", head, re.I) is not None


def _floods(data: bytes) -> bool:
    """Tell whether its packed streams are too large, or so many and entangled that they are no document's."""
    unpacked, read, most_read = 0, 0, _MOST_READ * len(data)
    for found in _STREAM.finditer(data):
        if data[found.end():found.end() + 1] in _HEADERS:
            size, used = _size(data, found.end(), most=MOST_UNPACKED - unpacked)
            unpacked, read = unpacked + size, read + used
        if unpacked > MOST_UNPACKED or read > most_read:
            return True
    return False


def _size(data: bytes, start: int, *, most: int) -> tuple[int, int]:
    """Return how large one packed stream is, counted no further than one step beyond ``most``, and what was read."""
    unpacking, size, at = zlib.decompressobj(), 0, start
    try:
        while size <= most and not unpacking.eof and (unpacking.unconsumed_tail or at < len(data)):
            piece = unpacking.unconsumed_tail
            if not piece:
                piece, at = data[at:at + _PIECE], at + _PIECE
            size += len(unpacking.decompress(piece, _STEP))
    except zlib.error:
        pass        # packed otherwise, or damaged: no reader gets further than this
    return size, min(at, len(data)) - start
