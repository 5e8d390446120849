"""Pictures from phones: read with suspicion, turned upright, made small, and stripped of what a camera adds.

What is kept are pixels that were encoded anew: nothing else that stood in the file, before or behind the picture,
survives. One code path for cases, machines and places.
"""

from io import BytesIO
from threading import Lock
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from domain.errors import InvalidError
from domain.picture import Picture

LARGEST_BYTES = 15 * 2**20
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
IMAGE_PX, THUMBNAIL_PX, SMALL_PX, PAPER_PX = 1600, 320, 96, 640
_QUALITY, _SMALL_QUALITY = 80, 50
_SCAN, _MOST_SCANS = b"\xff\xda", 100    # a JPEG of thousands of scans takes minutes to decode
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)   # what Pillow raises at broken files
# Unpacked, a picture takes up to 240 MB: a worker has one in hand, the next waits its second.
_ONE_AT_A_TIME = Lock()

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NoPictureError(InvalidError):
    """This file is no picture that can be used: send a JPEG, PNG or WebP."""


class EmptyPictureError(InvalidError):
    """This file is empty: take or send the picture again."""


class LargePictureError(InvalidError):
    """This picture is too large: 15 MB and 60 megapixels at most."""


class BrokenPictureError(InvalidError):
    """This picture is damaged or incomplete: take or send it again."""


def prepared(data: bytes) -> Picture:
    """Return a picture as it is kept, of a file that anybody may have made.

    Raises: EmptyPictureError, NoPictureError, LargePictureError, BrokenPictureError.
    """
    if not data:
        raise EmptyPictureError
    if len(data) > LARGEST_BYTES:
        raise LargePictureError
    with _ONE_AT_A_TIME:
        upright = _opened(data)
        thumbnail = upright.copy()
        thumbnail.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
        small = ImageOps.fit(upright, (SMALL_PX, SMALL_PX))
        return Picture(upright.width, upright.height, _webp(upright), _webp(thumbnail),
                       _webp(small, quality=_SMALL_QUALITY))


def for_paper(kept: bytes) -> bytes:
    """Return a kept picture as a JPEG that is sharp on paper where it is 4 cm wide: PDF takes those as they are."""
    with Image.open(BytesIO(kept), formats=("WEBP",)) as opened:
        opened.thumbnail((PAPER_PX, PAPER_PX))
        out = BytesIO()
        opened.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    """Return what the file shows: RGB, upright, small. Raises: as `prepared`."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise LargePictureError
            if opened.format == "JPEG" and data.count(_SCAN) > _MOST_SCANS:
                raise BrokenPictureError
            return _upright(opened)
    except UnidentifiedImageError:
        raise NoPictureError from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LargePictureError from None
    except _BROKEN:
        raise BrokenPictureError from None


def _upright(opened: Image.Image) -> Image.Image:
    """Return the pixels alone: the first frame, small, turned as the camera was held, in sRGB, on white."""
    opened.draft("RGB", (2 * IMAGE_PX, 2 * IMAGE_PX))       # a JPEG is decoded no larger than that
    found = _of_eight_bits(opened)
    found.thumbnail((IMAGE_PX, IMAGE_PX))
    found = _in_srgb(ImageOps.exif_transpose(found), opened.info.get("icc_profile"))
    if found.mode in ("RGBA", "LA") or "transparency" in found.info:
        white = Image.new("RGBA", found.size, "white")
        found = Image.alpha_composite(white, found.convert("RGBA"))
    plain = Image.new("RGB", found.size)
    plain.paste(found.convert("RGB"))
    return plain


def _of_eight_bits(opened: Image.Image) -> Image.Image:
    """Return a picture that can be made smaller without steps: no palette, no single bits, no 16 of them."""
    if opened.mode in ("P", "PA"):
        return opened.convert("RGBA" if opened.mode == "PA" or "transparency" in opened.info else "RGB")
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value / 256).convert("L")
    return opened.convert("L") if opened.mode == "1" else opened


def _in_srgb(found: Image.Image, profile: Any) -> Image.Image:
    """Return the picture in the colours every screen understands; phones often take more of them.

    A profile that cannot be used is left out, as it would be by any viewer.
    """
    if not profile:
        return found
    mode = "RGBA" if found.mode == "RGBA" else "RGB"
    try:
        turned = ImageCms.profileToProfile(found, BytesIO(profile), ImageCms.createProfile("sRGB"),
                                           renderingIntent=ImageCms.Intent.PERCEPTUAL, outputMode=mode)
    except (ImageCms.PyCMSError, *_BROKEN):
        return found
    return turned or found


def _webp(image: Image.Image, *, quality: int = _QUALITY) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
