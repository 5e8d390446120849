"""The fleet as files: their preview, ``POST /live/import/preview``; the import, ``/live/import/apply``; the export.

Nothing is kept between preview and import: the browser sends its files again, with the print of the preview it showed.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

import auth
import db.fleet
import db.system
import services.fleet
from components import audit_words, import_words
from domain.access import Role
from domain.fleet import Fleet
from domain.fleet_audit import Author
from domain.fleet_fault import FleetFileError
from domain.fleet_preview import FleetChangedError, Preview
from domain.fleet_row import Content
from fleet_file import csv_files, sentences, upload, yaml_writer
from language import _

from . import answers

door = Blueprint("live_fleet_import", __name__)

_FORM_BYTES = 64 * 1024
_LINES_TOGETHER = 2000


@auth.route(door, "/live/import/preview", role=Role.ADMIN, methods=("POST",),
            largest_bytes=upload.LARGEST_BYTES + _FORM_BYTES)
def preview() -> Response:
    """Answer what the files would change, or what is wrong with them."""
    content = _sent()
    try:
        with auth.reading() as conn:
            found = services.fleet.preview(conn, content)
    except FleetFileError as error:
        return _answer(_mistakes(error))
    return _answer(_preview(found))


@auth.route(door, "/live/import/apply", role=Role.ADMIN, methods=("POST",),
            largest_bytes=upload.LARGEST_BYTES + _FORM_BYTES)
def apply() -> Response:
    """Import the files if they still do what the person has seen; otherwise answer what they would do now."""
    content, by = _sent(), Author(auth.current_user().id, services.fleet.OPERATOR.reason)
    try:
        with auth.writing() as conn:
            counts = services.fleet.import_content(conn, content, by=by, seen=request.form.get("print", ""))
    except FleetFileError as error:
        return _answer(_mistakes(error))
    except FleetChangedError as error:
        return _answer(_preview(error.now) | {"changed": _(str(error))})
    with auth.writing() as conn:
        services.fleet.tell(conn)
    return _answer({"done": import_words.done(counts)})


@auth.route(door, "/live/export/fleet.yaml", role=Role.ADMIN)
def as_yaml() -> Response:
    """Answer the fleet as one YAML file."""
    return Response(_together(yaml_writer.lines(_fleet())), content_type="application/yaml; charset=utf-8",
                    headers=_as_file("fleet.yaml"))


@auth.route(door, "/live/export/fleet.zip", role=Role.ADMIN)
def as_csv() -> Response:
    """Answer the fleet as CSV files in a ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in csv_files.texts(_fleet()):
            archive.writestr(name, text.encode())
    return Response(packed.getvalue(), content_type="application/zip", headers=_as_file("fleet.zip"))


def _sent() -> Content:
    """Return the rows of the files of this request. Raises: InvalidError if they are no fleet files."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if len(files) > upload.MOST_FILES:
        raise upload.LargeFileError
    try:
        return upload.content({file.filename or "": file.read(upload.LARGEST_BYTES + 1) for file in files})
    finally:
        for file in files:
            file.close()


def _fleet() -> Fleet:
    with auth.reading() as conn, conn.transaction():
        db.fleet.set_snapshot(conn)
        return db.fleet.fleet(conn).in_service()


def _preview(found: Preview) -> dict[str, Any]:
    with auth.reading() as conn:
        zone = db.system.site_zone(conn)
    rows = [[audit_words.thing(line.object, line.key), import_words.outcome(line.action),
             audit_words.differing(line.object, line.before, line.after, zone=zone)] for line in found.lines]
    return {"print": found.print, "counts": import_words.counts(found.counts), "rows": rows,
            "summary": import_words.summary(len(rows))}


def _mistakes(error: FleetFileError) -> dict[str, Any]:
    return {"mistakes": [[f"{one.file}:{one.line}" if one.line else one.file, one.field, sentences.sentence(one)]
                         for one in error.problems], "summary": import_words.mistakes(len(error.problems), error.more)}


def _answer(body: dict[str, Any]) -> Response:
    return answers.send(answers.packed(body))


def _together(lines: Iterator[str]) -> Iterator[str]:
    """Yield a text in pieces that are worth sending."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line + "\n")
        if len(waiting) == _LINES_TOGETHER:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
