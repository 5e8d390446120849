"""A drawing in black and grey, described once: as SVG for a page (here), on a canvas for a PDF (report_flow.py).

Sizes are in points, the origin is at the upper left. Shades go from 0 (black) to 1 (white).
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypeAlias

from domain.trend import Floats

FACES = "DejaVu Sans Condensed, Arial Narrow, Liberation Sans Narrow, sans-serif"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points, each of shape (n,); ``dash`` are lengths of ink and gap."""

    x: Floats
    y: Floats
    width: float = 0.5
    shade: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A closed outline, filled."""

    x: Floats
    y: Floats
    shade: float


@dataclass(frozen=True, slots=True)
class Words:
    """A text at its base line; ``anchor`` is start, middle or end. A halo keeps it apart from lines behind it."""

    x: float
    y: float
    text: str
    size: float
    anchor: str = "start"
    halo: bool = False


Shape: TypeAlias = Stroke | Area | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes, the first at the back."""

    width: float
    height: float
    shapes: Sequence[Shape] = field(default=())


def picture(drawing: Drawing) -> str:
    """Return a drawing as the address of a picture that is sharp in every size."""
    return "data:image/svg+xml;base64," + b64encode(svg(drawing).encode()).decode()


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG."""
    shapes = "".join(_shape(shape) for shape in drawing.shapes)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{drawing.width:g}pt" height="{drawing.height:g}pt" '
            f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" font-family="{FACES}">{shapes}</svg>')


def _shape(shape: Shape) -> str:
    if isinstance(shape, Words):
        return _words(shape)
    if isinstance(shape, Area):
        return f'<polygon points="{_points(shape)}" fill="{_grey(shape.shade)}"/>'
    dash = f' stroke-dasharray="{" ".join(f"{length:g}" for length in shape.dash)}"' if shape.dash else ""
    return (f'<polyline points="{_points(shape)}" fill="none" stroke="{_grey(shape.shade)}" '
            f'stroke-width="{shape.width:g}" stroke-linejoin="round"{dash}/>')


def _words(words: Words) -> str:
    halo = ' paint-order="stroke" stroke="white" stroke-width="2"' if words.halo else ""
    return (f'<text x="{words.x:.1f}" y="{words.y:.1f}" font-size="{words.size:g}" text-anchor="{words.anchor}"{halo}>'
            f"{escape(words.text)}</text>")


def _points(shape: Stroke | Area) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(shape.x.tolist(), shape.y.tolist(), strict=True))


def _grey(shade: float) -> str:
    level = round(shade * 255)
    return f"rgb({level},{level},{level})"
