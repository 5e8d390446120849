"""Pictures: whatever comes is made small and plain, or refused with a sentence."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services import photo
from services.photo import BrokenPictureError, EmptyPictureError, LargePictureError, NoPictureError
from tests.file_samples import archive, png_bomb, swapped_profile
from tests.file_samples import photo as phone


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
    found = photo.prepared(made(form=form))
    assert (found.width, found.height) == (40, 20)
    assert opened(found.image).format == opened(found.thumbnail).format == "WEBP"


def test_a_large_picture_is_made_small_and_its_thumbnail_smaller():
    found = photo.prepared(made(4000, 3000))
    assert (found.width, found.height) == (1600, 1200) == opened(found.image).size
    assert opened(found.thumbnail).size == (320, 240)


def test_it_is_turned_as_the_camera_was_held_and_nothing_else_of_the_camera_is_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"          # turned by a quarter, maker
    exif.get_ifd(0x8825)[1] = "N"                       # GPS
    found = photo.prepared(made(400, 200, exif=exif, comment=b"secret"))
    assert (found.width, found.height) == (200, 400)
    image = opened(found.image)
    assert not image.getexif()
    assert not set(image.info) - {"loop", "background", "timestamp", "duration"}
    assert b"camera" not in found.image
    red, _green, blue = image.getpixel((190, 10))       # the blue corner is at the right now
    assert blue > red


def test_what_is_transparent_is_white():
    found = photo.prepared(made(form="PNG", mode="RGBA"))
    assert min(opened(found.image).getpixel((30, 15))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK"])
def test_any_mode_of_colour_is_taken(mode):
    out = BytesIO()
    Image.new(mode, (40, 20)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert photo.prepared(out.getvalue()).width == 40


@pytest.mark.parametrize("data", [b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4",
                                  b"\x00" * 5000])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(NoPictureError, match="JPEG, PNG or WebP"):
        photo.prepared(data)


def test_an_empty_file_is_refused():
    with pytest.raises(EmptyPictureError):
        photo.prepared(b"")


def test_there_is_a_small_square_for_lists_of_a_few_kilobytes():
    data = phone(1600, 1200)
    found = photo.prepared(data)
    assert opened(found.small).size == (96, 96)
    assert len(found.small) < 4000
    assert len(found.digest) == 16
    assert found.digest == photo.prepared(data).digest


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_colours_are_those_of_the_profile_before_it_is_dropped(form):
    found = photo.prepared(made(form=form, icc_profile=swapped_profile()))
    red, _green, blue = opened(found.image).getpixel((30, 15))
    assert blue > 150 > red
    assert "icc_profile" not in opened(found.image).info


def test_a_profile_that_is_none_is_left_out():
    assert photo.prepared(made(form="PNG", icc_profile=b"no profile")).width == 40


def test_grey_of_sixteen_bits_keeps_its_shades():
    out = BytesIO()
    Image.new("I;16", (40, 20), 0x4000).save(out, "PNG")
    assert abs(opened(photo.prepared(out.getvalue()).image).getpixel((5, 5))[0] - 0x40) < 4


@pytest.mark.parametrize("more", [b"<script>alert(1)</script>", archive({"run.class": b"secret" * 50}),
                                  b"MZ\x90secret"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_of_a_file_that_is_two_things_at_once_only_the_pixels_are_kept(form, more):
    found = photo.prepared(made(form=form) + more)
    for kept in (found.image, found.thumbnail, found.small):
        assert not any(word in kept for word in (b"script", b"run.class", b"secret", b"MZ\x90"))


def test_a_bomb_is_refused_before_it_goes_off():
    with pytest.raises(LargePictureError):
        photo.prepared(png_bomb())


def test_a_jpeg_of_thousands_of_scans_is_refused():
    whole = made(form="JPEG", progressive=True)
    with pytest.raises(BrokenPictureError):
        photo.prepared(whole[:-2] + b"\xff\xda\0\x08\1\1\0\0\x3f\0" * 2000 + whole[-2:])


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO"])
def test_other_formats_are_refused_though_they_could_be_read(form):
    with pytest.raises(NoPictureError):
        photo.prepared(made(form=form))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_half_a_picture_is_refused(form):
    whole = made(600, 600, form=form)
    with pytest.raises((BrokenPictureError, NoPictureError)):
        photo.prepared(whole[:len(whole) // 2])


@pytest.mark.parametrize("size", [(8000, 8000), (20_000, 10_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(size):
    with pytest.raises(LargePictureError):
        photo.prepared(made(*size, form="PNG", mode="L"))


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(LargePictureError, match="15 MB"):
        photo.prepared(b"\xff\xd8\xff" + b"\0" * photo.LARGEST_BYTES)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)),
                                                            min_size=1, max_size=30))
def test_a_damaged_picture_is_made_plain_or_refused_but_never_breaks(form, damages):
    data = bytearray(made(64, 64, form=form))
    for at, value in damages:
        data[at % len(data)] = value
    with suppress(NoPictureError, LargePictureError, BrokenPictureError):
        assert opened(photo.prepared(bytes(data)).image).format == "WEBP"
