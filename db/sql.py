"""Named SQL: each query has a name and a sentence, and stands in the .sql file beside its module.

A file reads::

    -- name: open_alarms
    -- The alarms nobody has dealt with, worst first.
    SELECT ...
"""

import re
from pathlib import Path

_NAME = re.compile(r"^-- name: *(\w+) *$", re.MULTILINE)


class Queries:
    """The queries of one .sql file, by name: ``SQL = Queries(__file__)``, then ``SQL["open_alarms"]``."""

    def __init__(self, module_file: str) -> None:
        path = Path(module_file).with_suffix(".sql")
        pieces = _NAME.split(path.read_text(encoding="utf-8"))[1:]
        names, texts = pieces[::2], pieces[1::2]
        if len(set(names)) != len(names):
            raise ValueError(f"{path.name}: a query name stands twice")
        self._texts = {name: text.strip().rstrip(";") for name, text in zip(names, texts, strict=True)}

    def __getitem__(self, name: str) -> bytes:
        """Return the text of one query, as the bytes psycopg takes for a trusted statement."""
        return self._texts[name].encode()

    def names(self) -> list[str]:
        """Return the names in the order of the file."""
        return list(self._texts)
