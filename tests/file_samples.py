"""Files for tests: pictures and documents as people send them, and as nobody should."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, ImageCms


def picture(width=64, height=48, *, form="JPEG", mode="RGB", colour="red", **more) -> bytes:
    out = BytesIO()
    Image.new(mode, (width, height), colour).save(out, form, **more)
    return out.getvalue()


def photo(width=4000, height=3000, *, quality=88) -> bytes:
    """Return a JPEG as large as one of a phone: noise over a slope, turned by EXIF."""
    noise = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    slope = Image.linear_gradient("L").resize((width, height))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"
    out = BytesIO()
    Image.merge("RGB", (noise, slope, Image.blend(noise, slope, 0.5))).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def swapped_profile() -> bytes:
    """Return a colour profile in which red is blue and blue is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept: bytes = profile
    return kept.replace(b"rXYZ", b"TEMP").replace(b"bXYZ", b"rXYZ").replace(b"TEMP", b"bXYZ")


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a small PNG that says it has billions of pixels."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return bytes(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 2**20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def pdf(*, stream: bytes = b"", objects: bytes = b"", tail: bytes = b"") -> bytes:
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    body += objects
    if stream:
        body += b"3 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream endobj\n"
    return body + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n" + tail


def archive(entries, *, comment=b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
        made.comment = comment
    return out.getvalue()


MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ODF = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def office(kind="docx", **more) -> bytes:
    return archive({"[Content_Types].xml": "<Types/>", "_rels/.rels": "<x/>", MAIN[kind]: "<x/>"} | more)


def odf(kind="odt", **more) -> bytes:
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{ODF[kind]}", "content.xml": "<x/>",
                    "META-INF/manifest.xml": "<x/>"} | more)
