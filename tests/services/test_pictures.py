"""Pictures: whatever comes is made small and plain, or refused with a sentence."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services import pictures
from services.pictures import BrokenPictureError, LargePictureError, NoPictureError


def made(width=40, height=20, *, form="JPEG", mode="RGB", **more) -> bytes:
    image = Image.new(mode, (width, height), (200, 30, 30, 0)[:len(mode)])
    image.paste((0, 0, 200, 255)[:len(mode)], (0, 0, width // 4, height // 4))
    out = BytesIO()
    image.save(out, form, **more)
    return out.getvalue()


def opened(data):
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_three_formats_become_one(form):
    found = pictures.prepared(made(form=form))
    assert (found.width, found.height) == (40, 20)
    assert opened(found.image).format == opened(found.thumbnail).format == "WEBP"


def test_a_large_picture_is_made_small_and_its_thumbnail_smaller():
    found = pictures.prepared(made(4000, 3000))
    assert (found.width, found.height) == (1600, 1200) == opened(found.image).size
    assert opened(found.thumbnail).size == (320, 240)


def test_it_is_turned_as_the_camera_was_held_and_nothing_else_of_the_camera_is_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"          # turned by a quarter, maker
    exif.get_ifd(0x8825)[1] = "N"                       # GPS
    found = pictures.prepared(made(400, 200, exif=exif, comment=b"secret"))
    assert (found.width, found.height) == (200, 400)
    image = opened(found.image)
    assert not image.getexif()
    assert not set(image.info) - {"loop", "background", "timestamp", "duration"}
    assert b"camera" not in found.image
    red, _green, blue = image.getpixel((190, 10))       # the blue corner is at the right now
    assert blue > red


def test_what_is_transparent_is_white():
    found = pictures.prepared(made(form="PNG", mode="RGBA"))
    assert min(opened(found.image).getpixel((30, 15))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK"])
def test_any_mode_of_colour_is_taken(mode):
    out = BytesIO()
    Image.new(mode, (40, 20)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert pictures.prepared(out.getvalue()).width == 40


@pytest.mark.parametrize("data", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4",
                                  b"\x00" * 5000])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NoPictureError, match="JPEG, PNG or WebP"):
        pictures.prepared(data)


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused_though_they_could_be_read(form):
    with pytest.raises(NoPictureError):
        pictures.prepared(made(form=form))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(form):
    whole = made(600, 600, form=form)
    with pytest.raises((BrokenPictureError, NoPictureError)):
        pictures.prepared(whole[:len(whole) // 2])


@pytest.mark.parametrize("size", [(8000, 8000), (20_000, 10_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(size):
    with pytest.raises(LargePictureError):
        pictures.prepared(made(*size, form="PNG", mode="L"))


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(LargePictureError, match="15 MB"):
        pictures.prepared(b"\xff\xd8\xff" + b"\0" * pictures.LARGEST_BYTES)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)),
                                                            min_size=1, max_size=30))
def test_a_damaged_picture_is_made_plain_or_refused_but_never_breaks(form, damages):
    data = bytearray(made(64, 64, form=form))
    for at, value in damages:
        data[at % len(data)] = value
    with suppress(NoPictureError, LargePictureError, BrokenPictureError):
        assert opened(pictures.prepared(bytes(data)).image).format == "WEBP"
