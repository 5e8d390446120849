"""Text files: read with the line of what is no text."""

from domain.fleet_fault import Fault, Problem


class Unparsable(Exception):  # noqa: N818 - not an error of the program: the text is no YAML we take
    """The text cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def decoded(name: str, data: bytes) -> str:
    """Return the text of a UTF-8 file, without the mark some programs put at its beginning.

    Raises: Unparsable with the line that is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unparsable(Problem(name, line, "", Fault.NOT_A_TEXT)) from error
