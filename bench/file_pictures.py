"""Pictures for measurements: as detailed and as large as those of phones, made here."""

import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw

_SCALES = (64, 24, 8, 3, 1)         # pixels of a grain: from clouds to the noise of a sensor
_STRENGTH = (60, 36, 16, 10, 7)


def photo(width: int, height: int, *, seed: int, quality: int = 90) -> bytes:
    """Return a JPEG with edges, textures and noise of all sizes; 12 megapixels take about 4 MB."""
    chance = random.Random(seed)
    image = Image.new("RGB", (width, height), tuple(chance.randrange(60, 200) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _number in range(160):
        x, y, size = chance.randrange(width), chance.randrange(height), chance.randrange(width // 100, width // 6)
        colour = tuple(chance.randrange(256) for _ in range(3))
        box = (x - size, y - size // 2, x + size, y + size // 2)
        draw.rectangle(box, fill=colour) if chance.random() < 0.5 else draw.ellipse(box, fill=colour)
    for scale, strength in zip(_SCALES, _STRENGTH, strict=True):
        grain = Image.effect_noise((width // scale + 1, height // scale + 1), strength).resize((width, height))
        image = ImageChops.add(image, Image.merge("RGB", (grain,) * 3), 1, -128)
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()
