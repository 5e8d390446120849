"""The design of docs/architecture.md, enforced: who imports whom, where SQL stands, how long files are."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOORS = {"pages", "live", "ingest", "jobs", "fleet", "users", "simulator", "demo"}
CORE = {"services", "db", "domain"}
WEB = CORE | {"auth", "language"}

MAY_IMPORT = {
    "domain": set(),
    "db": {"domain"},
    "services": {"db", "domain"},
    "fleet_file": {"domain", "language"},
    "language": set(),
    "reasons": {"domain", "language"},
    "journal": set(),
    "config": {"domain"},
    "components": {"domain", "language", "reasons"},
    "auth": WEB | {"components", "config"},
    "pages": WEB | {"components"},
    "live": WEB | {"components", "fleet_file"},
    "ingest": CORE,
    "jobs": CORE | {"config", "language", "reasons"},
    "fleet": CORE | {"fleet_file"},
    "users": CORE,
    "simulator": set(),
    "static": set(),
    "errors": WEB | {"components"},
    "deploy": {"app", "config", "domain", "journal"},
}
# The part that reads the environment and starts a process may do so in these files alone.
ENTRY = {"config", "journal"}
ONLY_IN = {
    "psycopg": {"db"}, "psycopg_pool": {"db"}, "paho": {"ingest/client.py", "simulator/client.py"},
    "apscheduler": {"jobs"}, "apprise": {"jobs/tell/by_apprise.py"},
    "dash_bootstrap_components": {"components", "pages", "auth"},
    "flask_login": {"auth"}, "flask_wtf": {"auth", "app.py"}, "yaml": {"fleet_file", "simulator"},
    "numpy": {"domain", "db", "services", "ingest", "live", "simulator", "components"},
    "dash": {"components", "pages", "auth", "app.py", "live", "static.py"}, "plotly": {"components", "auth"},
    "PIL": {"services/photo.py"}, "segno": {"components/paper.py"},
    "reportlab": {f"components/{name}.py" for name in ("paper", "label", "report_pdf", "report_flow")},
    "flask": {"auth", "live", "app.py", "errors.py", "static.py"},
}
# Errors of the database are told apart at the edge of each process.
ERRORS_ONLY = {"psycopg": {"ingest/loop.py", "ingest/publisher.py", "jobs/runner.py", "jobs/__main__.py",
                           "services/arrivals.py"}}
SHIPPED = sorted(path for path in ROOT.rglob("*.py")
                 if path.relative_to(ROOT).parts[0] not in {"tests", "bench", "tools", "var", ".venv", "demo", "docs"})
OURS = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in SHIPPED} | DOORS
SQL_WORDS = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|ALTER TABLE)\b", re.S)


def _name(path):
    return path.relative_to(ROOT).as_posix()


def _imports(path):
    """Return the top-level modules a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_imports_follow_the_design(path):
    place = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if place == "app":
        return
    allowed = MAY_IMPORT[place] | {place}
    if path.name == "__main__.py" or place == "users":
        allowed |= ENTRY
    if place == "db" and path.name == "migrate.py":
        allowed |= {"config"}
    assert {module for module in _imports(path) if module in OURS} <= allowed


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_third_party_packages_stay_where_they_belong(path):
    place, name = path.relative_to(ROOT).parts[0], _name(path)
    for module in set(_imports(path)):
        allowed = ONLY_IN.get(module)
        if allowed is None or name in ERRORS_ONLY.get(module, set()):
            continue
        assert place in allowed or name in allowed, f"{name} imports {module}"


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_sql_stands_in_sql_files_only(path):
    strings = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
               if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert not [text for text in strings if SQL_WORDS.search(text)]


@pytest.mark.parametrize("path", SHIPPED, ids=_name)
def test_files_stay_short(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= (150 if path.relative_to(ROOT).parts[0] == "pages" else 300)


def test_no_page_imports_a_page_and_no_live_list_another():
    # live/answers.py and live/freshness.py are no lists, but what all lists need; they are imported relatively.
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "live").glob("*.py")]:
        if path.name != "__init__.py":
            source = path.read_text(encoding="utf-8")
            assert not re.search(r"^\s*(from|import) (pages|live)\b", source, re.M), path


def test_no_folder_is_named_like_a_module_of_the_standard_library():
    assert not OURS & set(sys.stdlib_module_names)


def test_every_query_has_a_name_and_a_sentence():
    for path in (ROOT / "db").glob("*.sql"):
        pieces = re.split(r"^-- name: *\w+ *$", path.read_text(encoding="utf-8"), flags=re.M)[1:]
        assert pieces, path
        for piece in pieces:
            assert re.match(r"\n-- \S.*[.;:]?", piece), f"{path.name}: a query without a sentence"


def test_the_project_names_no_place_of_the_machine_it_was_made_on():
    shown = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True).stdout
    words = re.compile("/" + "work/|deb[.]" + "debian[.]org|files[.]python" + "hosted|registry[.]" + "npmjs")
    for name in shown.split():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".sql", ".yaml", ".yml", ".sh", ""} and path.is_file():
            assert not words.search(path.read_text(encoding="utf-8", errors="ignore")), name
