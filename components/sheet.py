"""What a report is made of, in words: one description for the PDF (report_pdf.py) and the page (report_page.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from components.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names with what is known about each."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; ``shares`` are the widths of its columns, 100 in all."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[int]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Short paragraphs."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Charts:
    """One signal: its name, how it is now, and its drawings side by side, each with what it says in words."""

    title: str
    now: str
    drawings: Sequence[tuple[Drawing, str]]


Part: TypeAlias = Pairs | Grid | Sentences | Charts


@dataclass(frozen=True, slots=True)
class Section:
    """A title and what stands under it."""

    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Mark:
    """A state: its word, its icon (assets/icons.svg), the class of its colour; ``glyph`` where there are no icons."""

    word: str
    icon: str
    tone: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report; ``address`` is that of the page it is about, ``picture`` says what its picture shows, if it has one.

    ``told`` are the sentence why and what else is to be known about the marks.
    """

    title: str
    about: Sequence[str]
    address: str
    marks: Sequence[Mark]
    told: Sequence[str]
    sections: Sequence[Section]
    made: str
    picture: str = ""
