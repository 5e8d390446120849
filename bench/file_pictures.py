"""Pictures for measurements: as detailed and as large as those of phones, made here."""

import random
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter


def photo(width: int, height: int, *, seed: int, quality: int = 90) -> bytes:
    """Return a JPEG with shapes, slopes and the noise of a sensor; 12 megapixels take about 4 MB."""
    chance = random.Random(seed)
    image = Image.new("RGB", (width // 4, height // 4), tuple(chance.randrange(60, 200) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _number in range(60):
        x, y, size = chance.randrange(width // 4), chance.randrange(height // 4), chance.randrange(10, width // 12)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=tuple(chance.randrange(256) for _ in range(3)))
    image = image.filter(ImageFilter.GaussianBlur(2)).resize((width, height))
    noise = Image.effect_noise((width, height), 22).convert("RGB")
    out = BytesIO()
    Image.blend(image, noise, 0.18).save(out, "JPEG", quality=quality)
    return out.getvalue()
