"""All texts people see, for translators: ``python -m tools.messages`` writes translations/messages.pot.

A new language: ``pybabel init -i translations/messages.pot -d translations -l de``, then translate, then
``pybabel compile -d translations``, then name the language in language.LOCALES.
"""

import ast
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "translations" / "messages.pot"
KEYWORDS = {"_": None, "lazy": None, "Lazy": None, "ngettext": (1, 2), "_both": (1, 2)}
# The first lines must not change with the day they were written on.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
SKIPPED = {"tests", "bench", "tools", "demo", "simulator", "var", ".venv"}


def template() -> str:
    """Return the texts of the whole project in gettext's format."""
    catalog = Catalog(project="Stethos", copyright_holder="the authors of Stethos", creation_date=BEGINNING,
                      revision_date=BEGINNING, fuzzy=False, charset="utf-8")
    for path, message, comments in sorted(_marked(), key=lambda found: (found[0], str(found[1]))):
        catalog.add(message, locations=[(path, 1)], auto_comments=comments)
    for path, message in _errors():
        catalog.add(message, locations=[(path, 1)], auto_comments=["an error people see"])
    text = io.BytesIO()
    write_po(text, catalog, width=100, sort_by_file=True, include_lineno=False)
    return re.sub(r'"Generated-By: .*\n', "", text.getvalue().decode("utf-8"))   # the same with every Babel


def _marked() -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    with (ROOT / "translations" / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS,
                             directory_filter=lambda folder: Path(folder).name not in SKIPPED)
    for path, _line, message, comments, _context in found:
        yield path, message, comments


def _errors() -> Iterator[tuple[str, str]]:
    """Return the sentences of the errors that are told to people: their docstrings."""
    for folder in ("domain", "services", "db"):
        for path in sorted((ROOT / folder).glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                    sentence = ast.get_docstring(node)
                    if sentence and "\n" not in sentence:
                        yield path.relative_to(ROOT).as_posix(), sentence


def main() -> None:
    """Write the template."""
    TEMPLATE.write_text(template(), encoding="utf-8")
    print(f"{TEMPLATE.relative_to(ROOT)} is written")


if __name__ == "__main__":
    main()
