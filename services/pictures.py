"""Pictures from phones: read with suspicion, turned upright, made small, and stripped of what a camera adds."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from db.cases import Picture
from domain.errors import InvalidError

LARGEST_BYTES = 15 * 2**20
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
IMAGE_PX, THUMBNAIL_PX = 1600, 320
_QUALITY = 80
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)   # what Pillow raises at broken files

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NoPictureError(InvalidError):
    """This file is no picture that can be used: send a JPEG, PNG or WebP."""


class LargePictureError(InvalidError):
    """This picture is too large: 15 MB and 60 megapixels at most."""


class BrokenPictureError(InvalidError):
    """This picture is damaged or incomplete: take or send it again."""


def prepared(data: bytes) -> Picture:
    """Return a picture as it is kept, of a file that anybody may have made.

    Raises: NoPictureError, LargePictureError, BrokenPictureError.
    """
    if len(data) > LARGEST_BYTES:
        raise LargePictureError
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise LargePictureError
            upright = _upright(opened)
    except UnidentifiedImageError:
        raise NoPictureError from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LargePictureError from None
    except _BROKEN:
        raise BrokenPictureError from None
    thumbnail = upright.copy()
    thumbnail.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    return Picture(upright.width, upright.height, _webp(upright), _webp(thumbnail))


def _upright(opened: Image.Image) -> Image.Image:
    """Return the pixels alone: the first frame, small, turned as the camera was held, on white."""
    opened.draft("RGB", (2 * IMAGE_PX, 2 * IMAGE_PX))       # a JPEG is decoded no larger than that
    found = ImageOps.exif_transpose(opened)
    found.thumbnail((IMAGE_PX, IMAGE_PX))
    if found.mode in ("RGBA", "LA", "PA") or "transparency" in found.info:
        white = Image.new("RGBA", found.size, "white")
        found = Image.alpha_composite(white, found.convert("RGBA"))
    plain = Image.new("RGB", found.size)
    plain.paste(found.convert("RGB"))
    return plain


def _webp(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
