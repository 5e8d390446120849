"""Pictures of the demo's machines: drawn here, of no real machine, so that nobody's photo is needed."""

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]

SIZE = (1600, 1200)
KEPT = (1200, 900)
FLOOR = 760
STEEL, DARK, GUARD, CONCRETE = (150, 156, 162), (64, 70, 76), (232, 176, 32), (158, 156, 150)
PAINTS: tuple[Colour, ...] = ((38, 92, 150), (62, 122, 90), (150, 158, 166), (176, 92, 48), (70, 84, 130))


def shade(colour: Colour, factor: float) -> Colour:
    """Return a darker (below 1) or lighter colour."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


class Scene:
    """A hall with a plinth, on which machines are drawn from pieces that catch the light from above."""

    def __init__(self, paint: Colour, *, seed: int) -> None:
        self.paint, self.chance = paint, random.Random(seed)  # noqa: S311 - no secret
        self.image = Image.new("RGB", SIZE)
        self._hall()
        self.draw = ImageDraw.Draw(self.image)
        self._plinth()

    def lying(self, box: Box, colour: Colour, *, radius: int = 10) -> None:
        """Draw a cylinder that lies."""
        self._piece(box, colour, radius=radius, upright=False)

    def standing(self, box: Box, colour: Colour, *, radius: int = 10) -> None:
        """Draw a cylinder that stands."""
        self._piece(box, colour, radius=radius, upright=True)

    def slab(self, box: Box, colour: Colour, *, radius: int = 8) -> None:
        """Draw a flat piece with a bright upper edge."""
        left, top, right, bottom = box
        self.draw.rounded_rectangle((left + 6, top + 8, right + 6, bottom + 8), radius, fill=shade(colour, 0.55))
        self.draw.rounded_rectangle(box, radius, fill=colour)
        edge = max(6, (bottom - top) // 9)
        self.draw.rounded_rectangle((left, top, right, top + edge), min(radius, edge // 2), fill=shade(colour, 1.25))

    def disc(self, centre: tuple[int, int], radius: int, colour: Colour) -> None:
        """Draw a round face with light in its middle."""
        size = (2 * radius, 2 * radius)
        light = ImageOps.colorize(Image.radial_gradient("L").resize(size), shade(colour, 1.3), shade(colour, 0.45),
                                  mid=colour)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).ellipse((0, 0, 2 * radius - 1, 2 * radius - 1), fill=255)
        self.image.paste(light, (centre[0] - radius, centre[1] - radius), mask)
        self.draw.ellipse((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius),
                          outline=shade(colour, 0.5), width=4)

    def bolts(self, centre: tuple[int, int], radius: int, count: int) -> None:
        """Draw bolts on a circle."""
        for number in range(count):
            x, y = _on_circle(centre, radius, number / count)
            self.draw.ellipse((x - 9, y - 9, x + 9, y + 9), fill=shade(STEEL, 1.15), outline=DARK, width=3)

    def fins(self, box: Box, colour: Colour, *, every: int) -> None:
        """Draw cooling fins along a lying cylinder."""
        left, top, right, bottom = box
        for y in range(top + every, bottom, every):
            lit = 1.2 - 0.75 * abs((y - top) / (bottom - top) - 0.3)
            self.draw.line((left, y, right, y), fill=shade(colour, lit * 0.75), width=5)
            self.draw.line((left, y - 5, right, y - 5), fill=shade(colour, min(1.35, lit * 1.15)), width=3)

    def sensor(self, x: int, y: int) -> None:
        """Draw a sensor of ours with its cable."""
        self.draw.arc((x - 10, y - 190, x + 190, y + 40), 180, 275, fill=(30, 34, 38), width=9)
        self.slab((x - 24, y - 40, x + 24, y + 8), (236, 238, 240))
        self.draw.ellipse((x - 7, y - 30, x + 7, y - 16), fill=(60, 190, 120))

    def _hall(self) -> None:
        tint = self.chance.choice(((214, 220, 226), (224, 222, 214), (208, 216, 214)))
        grey = Image.linear_gradient("L")
        self.image.paste(ImageOps.colorize(grey.resize((SIZE[0], FLOOR)), shade(tint, 0.78), shade(tint, 1.05)), (0, 0))
        self.image.paste(ImageOps.colorize(grey.resize((SIZE[0], SIZE[1] - FLOOR)), (120, 122, 122), (172, 172, 168)),
                         (0, FLOOR))
        draw = ImageDraw.Draw(self.image)
        for x in range(self.chance.randrange(120, 260), SIZE[0], 330):
            draw.line((x, 0, x, FLOOR), fill=shade(tint, 0.72), width=4)
        draw.rectangle((0, FLOOR - 26, SIZE[0], FLOOR), fill=shade(tint, 0.6))
        pipe = self.chance.randrange(90, 190)
        self._piece_on(self.image, (0, pipe, SIZE[0], pipe + 46), shade(STEEL, 1.1))
        draw.polygon(((0, 1128), (SIZE[0], 1078), (SIZE[0], 1110), (0, 1164)), fill=shade(GUARD, 0.92))

    def _plinth(self) -> None:
        self.draw.ellipse((150, 1000, 1450, 1090), fill=(104, 106, 106))
        self.draw.polygon(((190, 940), (1410, 940), (1470, 1000), (130, 1000)), fill=shade(CONCRETE, 1.12))
        self.draw.rectangle((130, 1000, 1470, 1060), fill=shade(CONCRETE, 0.85))
        self.slab((220, 900, 1380, 956), DARK)

    def _piece(self, box: Box, colour: Colour, *, radius: int, upright: bool) -> None:
        self._piece_on(self.image, box, colour, radius=radius, upright=upright)
        self.draw.rounded_rectangle(box, radius, outline=shade(colour, 0.45), width=4)

    @staticmethod
    def _piece_on(image: Image.Image, box: Box, colour: Colour, *, radius: int = 4, upright: bool = False) -> None:
        size = (box[2] - box[0], box[3] - box[1])
        light = Image.linear_gradient("L")
        light = ImageOps.colorize((light.rotate(90) if upright else light).resize(size), shade(colour, 0.85),
                                  shade(colour, 0.35), mid=shade(colour, 1.32), midpoint=80)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius, fill=255)
        image.paste(light, box[:2], mask)


def _on_circle(centre: tuple[int, int], radius: int, share: float) -> tuple[float, float]:
    turned = complex(radius) * (1j ** (4 * share))
    return centre[0] + turned.real, centre[1] + turned.imag


def _motor(scene: Scene, box: Box) -> None:
    left, top, right, bottom = box
    height = bottom - top
    for x in (left + height // 3, right - height // 2):
        scene.slab((x - 50, bottom - 24, x + 70, bottom + 22), shade(scene.paint, 0.8))
    scene.lying((right - 20, top + height // 2 - 26, right + 90, top + height // 2 + 26), STEEL)
    scene.lying(box, scene.paint, radius=28)
    scene.fins((left + height // 3, top, right - height // 5, bottom), scene.paint, every=height // 12)
    scene.lying((left - 20, top + 8, left + height // 3, bottom - 8), shade(scene.paint, 0.82), radius=34)
    scene.lying((right - height // 5, top + 6, right, bottom - 6), shade(scene.paint, 0.9), radius=14)
    middle = (left + right) // 2
    scene.slab((middle - 90, top - 84, middle + 90, top + 26), shade(scene.paint, 1.08))
    scene.slab((middle - 70, bottom - height // 3, middle + 50, bottom - height // 3 + 60), (206, 208, 206), radius=4)


def motor(scene: Scene) -> None:
    """Draw a large electric motor."""
    _motor(scene, (380, 480, 1180, 880))
    scene.slab((1262, 560, 1300, 800), GUARD)
    scene.sensor(1090, 488)


def pump(scene: Scene) -> None:
    """Draw a pump with its motor on one frame."""
    _motor(scene, (290, 600, 720, 880))
    scene.standing((1040, 250, 1150, 640), shade(scene.paint, 1.05))
    scene.slab((1010, 236, 1180, 276), STEEL)
    scene.slab((1010, 560, 1180, 596), shade(scene.paint, 0.85))
    scene.disc((1095, 720), 190, scene.paint)
    scene.disc((1095, 720), 104, shade(scene.paint, 0.8))
    scene.bolts((1095, 720), 82, 8)
    scene.lying((880, 660, 980, 790), shade(scene.paint, 0.9), radius=20)
    scene.slab((780, 640, 890, 860), GUARD, radius=30)
    for x in (1000, 1130):
        scene.slab((x, 870, x + 80, 904), shade(scene.paint, 0.75))
    scene.sensor(930, 668)


def compressor(scene: Scene) -> None:
    """Draw a screw compressor beside its vessel."""
    scene.standing((1120, 300, 1390, 900), shade(STEEL, 1.05), radius=110)
    scene.slab((250, 360, 1070, 900), scene.paint)
    scene.slab((290, 420, 640, 860), shade(scene.paint, 1.12))
    for y in range(470, 820, 34):
        scene.draw.rounded_rectangle((700, y, 1020, y + 16), 6, fill=shade(scene.paint, 0.45))
    scene.slab((340, 480, 590, 600), (34, 40, 46))
    scene.draw.rectangle((362, 500, 500, 560), fill=(96, 170, 190))
    for number, colour in enumerate(((200, 40, 40), (60, 170, 90), GUARD)):
        scene.draw.ellipse((522, 492 + 34 * number, 546, 516 + 34 * number), fill=colour)
    scene.lying((1050, 420, 1150, 466), STEEL)
    scene.disc((1255, 470), 54, (238, 238, 232))
    scene.draw.line((1255, 470, 1288, 442), fill=(190, 30, 30), width=7)
    scene.sensor(880, 368)


def fan(scene: Scene) -> None:
    """Draw a radial fan with its outlet."""
    scene.standing((420, 190, 660, 600), shade(scene.paint, 1.05))
    scene.slab((390, 170, 690, 214), STEEL)
    scene.disc((640, 600), 300, scene.paint)
    scene.disc((640, 600), 170, shade(DARK, 0.8))
    for number in range(12):
        scene.draw.line((*_on_circle((640, 600), 52, number / 12), *_on_circle((640, 600), 164, (number + 0.6) / 12)),
                        fill=shade(STEEL, 1.1), width=12)
    scene.disc((640, 600), 54, STEEL)
    scene.slab((480, 868, 800, 904), shade(scene.paint, 0.7))
    scene.lying((930, 574, 1010, 622), STEEL)
    _motor(scene, (1010, 510, 1310, 760))
    scene.slab((980, 780, 1330, 902), DARK)
    scene.sensor(968, 580)


def gearbox(scene: Scene) -> None:
    """Draw a gearbox with two shafts."""
    scene.lying((150, 600, 420, 680), STEEL)
    scene.lying((1160, 690, 1460, 790), STEEL)
    scene.slab((380, 470, 1200, 900), scene.paint, radius=40)
    for x in range(470, 1140, 110):
        scene.slab((x, 520, x + 26, 880), shade(scene.paint, 0.84))
    scene.slab((350, 660, 1230, 706), shade(scene.paint, 0.78))
    for x in range(390, 1220, 90):
        scene.draw.ellipse((x, 672, x + 24, 696), fill=shade(STEEL, 1.1), outline=DARK, width=3)
    scene.disc((470, 640), 96, shade(scene.paint, 0.9))
    scene.bolts((470, 640), 74, 6)
    scene.disc((1110, 740), 110, shade(scene.paint, 0.9))
    scene.bolts((1110, 740), 86, 8)
    scene.slab((700, 410, 880, 476), DARK)
    scene.slab((240, 560, 330, 720), GUARD)
    scene.sensor(1010, 478)


def hydraulic(scene: Scene) -> None:
    """Draw a hydraulic unit: tank, motor, accumulators."""
    scene.slab((270, 640, 1330, 900), scene.paint)
    scene.standing((1120, 260, 1210, 640), (60, 66, 74), radius=40)
    scene.standing((1230, 260, 1320, 640), (60, 66, 74), radius=40)
    _motor(scene, (330, 410, 700, 610))
    scene.slab((320, 604, 760, 644), DARK)
    scene.slab((740, 470, 900, 640), shade(STEEL, 0.9))
    for number, x in enumerate((930, 980, 1030)):
        scene.draw.arc((x - 160, 420 - 30 * number, x + 60, 760), 180, 350, fill=(28, 30, 34), width=16)
    scene.disc((860, 420), 56, (238, 238, 232))
    scene.draw.line((860, 420, 838, 386), fill=(190, 30, 30), width=7)
    scene.standing((360, 690, 410, 850), (206, 226, 216))
    scene.draw.rectangle((366, 760, 404, 846), fill=(196, 150, 60))
    scene.sensor(1010, 648)


DRAWN: dict[str, Callable[[Scene], None]] = {
    "motor": motor, "pump": pump, "compressor": compressor, "fan": fan, "gearbox": gearbox, "hydraulic": hydraulic}


def machine(kind: str, *, seed: int) -> bytes:
    """Return a picture of a machine of this type as a JPEG; the same seed draws the same picture."""
    scene = Scene(PAINTS[seed % len(PAINTS)], seed=seed)
    DRAWN.get(kind, gearbox)(scene)
    image = ImageOps.mirror(scene.image) if seed % 2 else scene.image
    edge = ImageOps.invert(Image.radial_gradient("L")).resize(SIZE).point(lambda value: min(255, 150 + value))
    image = ImageChops.multiply(image, Image.merge("RGB", (edge,) * 3)).resize(KEPT, Image.Resampling.LANCZOS)
    return _jpeg(image)


def plate(lines: list[tuple[str, str]], *, seed: int) -> bytes:
    """Return a picture of a nameplate as a JPEG."""
    paint = shade(PAINTS[seed % len(PAINTS)], 0.9)
    height, inner = 220 + 62 * len(lines), 60 + 62 * len(lines)
    image = Image.new("RGB", (900, height), paint)
    draw, font, small = ImageDraw.Draw(image), ImageFont.load_default(38), ImageFont.load_default(24)
    light = ImageOps.colorize(Image.linear_gradient("L").resize((760, inner)), (236, 238, 238), (176, 180, 182))
    image.paste(light, (70, 80))
    draw.rectangle((70, 80, 830, 80 + inner), outline=(60, 62, 64), width=4)
    for x, y in ((92, 102), (808, 102), (92, 58 + inner), (808, 58 + inner)):
        draw.ellipse((x - 11, y - 11, x + 11, y + 11), fill=(120, 122, 124), outline=(50, 50, 50), width=3)
    for number, (name, value) in enumerate(lines):
        draw.text((130, 130 + 62 * number), name, font=small, fill=(70, 72, 74))
        draw.text((380, 120 + 62 * number), value, font=font, fill=(24, 26, 28))
    return _jpeg(image.rotate(1.5 - seed % 4, Image.Resampling.BICUBIC, fillcolor=paint))


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
