"""Documents are what their content says; what could run, hide or flood is refused with a sentence."""

import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.document import LARGEST_BYTES, Kind, recognised, safe_name, title_of
from domain.document_error import (
    ActiveDocumentError,
    BrokenDocumentError,
    EmptyDocumentError,
    FloodDocumentError,
    LargeDocumentError,
    MixedDocumentError,
    NoDocumentError,
    PictureNotDocumentError,
)
from domain.errors import InvalidError
from tests.file_samples import archive, odf, office, pdf, picture

MZ = b"MZ\x90\0\3\0\0\0" + b"\0" * 200


@pytest.mark.parametrize(("data", "kind"), [
    (pdf(), Kind.PDF), (pdf(stream=zlib.compress(b"text")), Kind.PDF), ("Hänge\n".encode(), Kind.TEXT),
    *((office(kind), Kind(kind)) for kind in ("docx", "xlsx", "pptx")),
    *((odf(kind), Kind(kind)) for kind in ("odt", "ods", "odp"))])
def test_what_people_send_is_found_from_its_content(data, kind):
    assert recognised(data, name="whatever.exe").kind is kind


def test_a_text_says_how_it_is_written_and_is_a_table_if_its_name_says_so():
    assert recognised(b"a;b\n1;2\n", name="List.CSV").content_type == "text/csv; charset=utf-8"
    assert recognised("Übermaß".encode("cp1252")).content_type == "text/plain; charset=windows-1252"
    assert recognised(pdf(), name="list.csv").content_type == "application/pdf"


@pytest.mark.parametrize(("data", "error"), [
    (b"", EmptyDocumentError), (b"a" * (LARGEST_BYTES + 1), LargeDocumentError), (MZ, NoDocumentError),
    (b"\x7fELF\2\1\1" + b"\0" * 90, NoDocumentError), (b"#!/bin/sh\nrm -rf ~\n", NoDocumentError),
    (b"<!DOCTYPE html><script>alert(1)</script>", NoDocumentError), (b"  <svg xmlns='x'/>", NoDocumentError),
    (b"notes\n<script src=//x></script>", NoDocumentError), (b"\xd0\xcf\x11\xe0" + b"\0" * 90, NoDocumentError),
    (picture(), PictureNotDocumentError), (picture(form="PNG"), PictureNotDocumentError),
    (picture(form="WEBP"), PictureNotDocumentError), (picture() + pdf(), PictureNotDocumentError),
    (pdf()[:60], BrokenDocumentError), (b"%PDF-1.4 nothing", BrokenDocumentError),
    (pdf(tail=b"<script>alert(1)</script>"), MixedDocumentError),
    (pdf(tail=archive({"a": "b"})), MixedDocumentError),
    (b"%PDF-1.4\n<html><script>1</script>" + pdf(), MixedDocumentError),
    (pdf(objects=b"9 0 obj<</S /Launch /F (cmd.exe)>>endobj\n"), ActiveDocumentError),
    (pdf(objects=b"9 0 obj<</Filter[/FlateDecode /FlateDecode]>>endobj\n"), FloodDocumentError),
    (archive({"a.txt": "b"}), NoDocumentError), (archive({"classes.dex": ""}), NoDocumentError),
    (office() + b"<script>", MixedDocumentError), (MZ + office(), NoDocumentError),
    (b"PK\3\4" + MZ + office(), MixedDocumentError), (office()[:-30], BrokenDocumentError),
    (archive({"[Content_Types].xml": "", "word/document.xml": ""}, comment=b"more"), MixedDocumentError),
    (office(**{"../../etc/passwd": "x"}), MixedDocumentError), (office(**{"xl/workbook.xml": "x"}), NoDocumentError),
    (office(**{"word/vbaProject.bin": "x"}), ActiveDocumentError),
    (office(**{"word/media/a.exe": "x"}), ActiveDocumentError),
    (office(**{"META-INF/MANIFEST.MF": "x", "A.class": "x"}), ActiveDocumentError),
    (archive({"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml",
              "word/document.xml": ""}), ActiveDocumentError),
    (odf(**{"Basic/script-lc.xml": "x"}), ActiveDocumentError)])
def test_what_could_run_hide_or_is_half_is_refused(data, error):
    with pytest.raises(error):
        recognised(data)


def test_a_flood_is_refused_before_it_is_unpacked():
    with pytest.raises(FloodDocumentError):
        recognised(office(**{"word/media/a.bin": bytes(40 * 2**20)}))
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(bytes(2**20)) for _ in range(450)) + packed.flush()
    with pytest.raises(FloodDocumentError):
        recognised(pdf(stream=bomb))


def test_an_entry_that_says_it_is_smaller_than_it_is_is_refused():
    data = bytearray(office(**{"word/a.xml": "x" * 5000}))
    at = data.rfind(b"word/a.xml") - 46
    data[at + 24:at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(InvalidError):
        recognised(bytes(data))


@pytest.mark.parametrize(("name", "safe"), [
    ("Pump manual.pdf", "Pump manual.pdf"), ("../../etc/passwd", "passwd.pdf"), ("C:\\temp\\plan.dwg", "plan.pdf"),
    ("plan\u202efdp.exe", "planfdp.pdf"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"), ("", "document.pdf"),
    (".pdf", "document.pdf"), ("con.pdf", "document.pdf"), ('a"b<c>|?*.pdf', "a b c.pdf"),
    ("Prüfbericht 7é.pdf", "Prüfbericht 7é.pdf"), ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ("invoice.pdf.exe", "invoice.pdf.pdf")])
def test_a_file_gets_a_name_any_system_takes(name, safe):
    assert safe_name(name, Kind.PDF) == safe


@given(st.text())
def test_no_name_breaks_a_header_or_leaves_its_folder(name):
    safe = safe_name(name, Kind.CSV)
    assert safe.endswith(".csv")
    assert not set('\r\n\0"/\\;%') & set(safe)
    assert title_of(safe)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.sampled_from([b"PK\3\4", b"%PDF-1.7\n", b"RIFF"]).flatmap(
    lambda head: st.binary(max_size=300).map(lambda rest: head + rest))))
def test_random_bytes_are_taken_or_refused_but_never_break(data):
    with suppress(InvalidError):
        recognised(data)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([office(), odf(), pdf(stream=zlib.compress(b"text" * 50)), office("xlsx")]),
       st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=20), st.integers(0, 100))
def test_a_damaged_document_is_taken_or_refused_but_never_breaks(data, damages, cut):
    broken = bytearray(data[:len(data) - cut])
    for at, value in damages:
        broken[at % len(broken)] = value
    with suppress(InvalidError):
        recognised(bytes(broken))
