"""Files as people send them: what is a fleet file is read, all else refused in one sentence."""

import io
import zipfile

import pytest

from domain.fleet_fault import Fault
from fleet_file import upload

PLACES = b"key,name,kind,time_zone\nmill,Mill,site,Europe/Berlin\n"
YAML = b"version: 1\nplaces: [{key: mill}]\n"


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("sent", [
    {"places.csv": PLACES}, {"C:\\fleet\\places.csv": PLACES}, {"fleet.zip": zipped({"fleet/places.csv": PLACES})},
    {"f.ZIP": zipped({"places.csv": PLACES, "__MACOSX/places.csv": b"\0", "a/.DS_Store": b"\0", "a/": b""})},
    {"f.yml": YAML}, {"f.zip": zipped({"f.yaml": YAML})}])
def test_yaml_csv_and_zip_become_rows(sent: dict[str, bytes]) -> None:
    found = upload.content(sent)
    assert (len(found.rows), found.problems) == (1, [])


@pytest.mark.parametrize(("sent", "error"), [
    ({}, upload.NoFilesError), ({"f.zip": zipped({})}, upload.NoFilesError),
    ({"fleet.xlsx": zipped({"x": b""})}, upload.OtherFileError), ({"notes.csv": PLACES}, upload.OtherFileError),
    ({"fleet.yaml": zipped({"x": b""})}, upload.OtherFileError), ({"places.csv": b"\0\0"}, upload.OtherFileError),
    ({"a.yaml": b"", "b.yaml": b""}, upload.OtherFileError),
    ({"a.yaml": b"", "places.csv": b""}, upload.OtherFileError),
    ({"f.zip": b"PK no zip"}, upload.BrokenZipError),
    ({"f.zip": zipped({"places.csv": PLACES})[:60]}, upload.BrokenZipError),
    ({"f.zip": zipped({f"{number}.csv": b"" for number in range(60)})}, upload.LargeFileError),
    ({"places.csv": b"a\n" * 300_000}, upload.ManyRowsError), ({"f.yaml": b"- a\n" * 1_600_000}, upload.ManyRowsError)])
def test_all_else_is_refused(sent: dict[str, bytes], error: type[Exception]) -> None:
    with pytest.raises(error):
        upload.content(sent)


def test_a_zip_bomb_is_unpacked_no_further_than_the_bound() -> None:
    bomb = zipped({"places.csv": b"0" * (upload.LARGEST_UNPACKED_BYTES * 4)})
    assert len(bomb) < 100_000
    with pytest.raises(upload.LargeFileError):
        upload.content({"f.zip": bomb})


def test_what_is_not_utf_8_is_told_with_file_and_line() -> None:
    (problem,) = upload.content({"places.csv": PLACES + b"x,M\xfcller,site,Europe/Berlin\n"}).problems
    assert (problem.file, problem.line, problem.fault) == ("places.csv", 3, Fault.NOT_A_TEXT)
