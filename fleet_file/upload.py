"""Fleet files as somebody sends them: YAML, CSV, or a ZIP of either; held against bounds before they are read."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from domain.errors import InvalidError
from domain.fleet_row import Content
from fleet_file import csv_files, yaml_reader

LARGEST_BYTES = 8 * 2**20           # as it is sent: some 3,000 machines as YAML
LARGEST_UNPACKED_BYTES = 16 * 2**20
MOST_FILES, MOST_LINES, MOST_VALUES = 50, 200_000, 1_500_000
_YAML = {".yaml", ".yml"}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)


class NoFilesError(InvalidError):
    """Choose a file first: a YAML file, CSV files, or a ZIP of them."""


class OtherFileError(InvalidError):
    """This is no fleet file: send a YAML file, CSV files named like places.csv or machines.csv, or a ZIP of them."""


class LargeFileError(InvalidError):
    """This is too large for the browser: at most 8 MB, unpacked 16 MB. Import it with: python -m fleet import FILE"""


class ManyRowsError(InvalidError):
    """This has too many lines for the browser: at most 200,000. Import it with: python -m fleet import FILE"""


class BrokenZipError(InvalidError):
    """This ZIP file is damaged, encrypted, or packed in an unusual way."""


def content(sent: Mapping[str, bytes]) -> Content:
    """Return the rows of the files, by name, and all that is out of place.

    Raises: an InvalidError of this module if they are no fleet files, or too many or too large.
    """
    files = dict(_unpacked(sent))
    if not files:
        raise NoFilesError
    _check(files)
    names = [name for name in files if PurePosixPath(name).suffix.lower() in _YAML]
    if names:
        if len(files) > 1:
            raise OtherFileError
        return yaml_reader.content(names[0], files[names[0]])
    if not files.keys() <= set(csv_files.NAMES.values()):
        raise OtherFileError
    return csv_files.content(files)


def _unpacked(sent: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield each file by its name without folders, those in ZIP files too."""
    for path, data in sent.items():
        name = PurePosixPath(path.replace("\\", "/")).name
        if PurePosixPath(name).suffix.lower() == ".zip":
            yield from _zipped(data)
        else:
            yield name, data


def _zipped(data: bytes) -> Iterator[tuple[str, bytes]]:
    left = LARGEST_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            found = [one for one in packed.infolist() if not one.is_dir() and not _is_of_the_system(one.filename)]
            if len(found) > MOST_FILES:
                raise LargeFileError
            for one in found:
                with packed.open(one) as file:       # what the directory says of its size may be a lie
                    unpacked = file.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise LargeFileError
                yield PurePosixPath(one.filename).name, unpacked
    except _BROKEN as error:
        raise BrokenZipError from error


def _is_of_the_system(path: str) -> bool:
    return path.startswith("__MACOSX/") or PurePosixPath(path).name.startswith(".")


def _check(files: Mapping[str, bytes]) -> None:
    if sum(map(len, files.values())) > LARGEST_UNPACKED_BYTES:
        raise LargeFileError
    if any(data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\0" in data[:1000]
           for data in files.values()):
        raise OtherFileError
    if sum(data.count(b"\n") for name, data in files.items() if name.endswith(".csv")) > MOST_LINES:
        raise ManyRowsError
    if any(data.count(b"\n") + data.count(b",") > MOST_VALUES for name, data in files.items()
           if not name.endswith(".csv")):
        raise ManyRowsError
