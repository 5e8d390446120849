"""The report of a machine to take along: ``/machines/7/report.pdf``."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, Response

import auth
import db.pictures
import db.report
import services.photo
from components import report, report_pdf
from components.report_sections import ROOMY, TIGHT
from domain.access import Role
from domain.report import Report

door = Blueprint("live_reports", __name__)

_MOST_PAGES = 3


@auth.route(door, "/machines/<machine_id>/report.pdf", role=Role.VIEWER)
def machine(machine_id: str) -> Response:
    """Answer the report as a PDF; it is whole before the first byte of it is sent."""
    number = auth.path_id(machine_id)
    with auth.reading() as conn:
        found = db.report.report(conn, number, now=datetime.now(UTC))
        face = db.pictures.content(conn, found.face.id, size="image")[0] if found.face else None
    written = _fitting(found, services.photo.for_paper(face) if face else None)
    return Response(written, mimetype="application/pdf", headers={
        "Content-Disposition": _disposition(found.machine.name, found.at), "Cache-Control": "no-store"})


def _fitting(found: Report, picture: bytes | None) -> bytes:
    """Return the report on three pages; where it would take more, less of what people have written is told."""
    address, by = auth.address(f"/machines/{found.machine.id}"), auth.current_user()
    for room in (ROOMY, TIGHT):
        sheet = report.sheet(found, address=address, by=by.full_name or by.name, room=room)
        written, pages = report_pdf.pdf(sheet, picture=picture)
        if pages <= _MOST_PAGES:
            break
    return written


def _disposition(name: str, at: datetime) -> str:
    """Return the name of the file, for browsers that know all letters and for those that do not."""
    stem = re.sub(r'[/\\:"\x00-\x1f]', "-", f"{name[:80]} {at:%Y-%m-%d}")
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")
    return f"inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(stem, safe='')}.pdf"
