"""Text files: read with the line of what is no text, written whole or not at all."""

import os
from pathlib import Path

from domain.fleet_fault import Fault, Problem


class Unparsable(Exception):  # noqa: N818 - not an error of the program: the text is no YAML we take
    """The text cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, without the mark some programs put at its beginning.

    Raises: Unparsable if there is no such file, or with the line that is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unparsable(Problem(path.name, 0, "", Fault.UNREADABLE, error.strerror or "")) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unparsable(Problem(path.name, line, "", Fault.NOT_A_TEXT)) from error


def write_text(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)
