import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import brotli
import flask
import pytest
from plotly.offline import get_plotlyjs_version

import static
from tests.web import HTML, Web, worker
from tools.database import Databases

ASSETS = Path(static.__file__).parent / "assets"
BR = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def web(databases: Databases) -> Iterator[Web]:
    with worker(databases) as web:
        yield web


@pytest.fixture
def small(tmp_path: Path):
    """Return a server with two files of its own, and its browser."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "long.js").write_bytes(b"let x = 1;\n" + (ASSETS / "live.js").read_bytes())
    (assets / ".secret.js").write_text("no", encoding="utf-8")
    (tmp_path / "outside.js").write_text("no", encoding="utf-8")
    server = flask.Flask("small", static_folder=None)
    static.install(server, assets=assets, cache=tmp_path / "cache")
    return server.test_client(), tmp_path


def defined(file: Path) -> set[str]:
    """Return what a script adds to ``stethos``."""
    return set(re.findall(r"stethos\.(\w+) = (?!=)", file.read_text(encoding="utf-8")))


def used(file: Path) -> set[str]:
    """Return what a script takes from ``stethos``; comments do not count."""
    code = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.S)
    return set(re.findall(r"(?<!\")stethos\.(\w+)", code))


def test_plotly_is_its_basic_part_in_the_version_that_python_speaks():
    head = (ASSETS / static.PLOTLY_BASIC).read_text(encoding="utf-8")[:200]
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}" in head


def test_no_script_of_our_own_is_longer_than_it_can_be_read():
    scripts = [*ASSETS.glob("*.js"), *(ASSETS / "pages").glob("*.js")]
    lengths = {path.name: path.read_text(encoding="utf-8").count("\n") for path in scripts}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_every_script_of_a_page_is_sent_to_the_pages_that_need_it():
    sent = {name for names in static._OF_PAGE.values() for name in names}
    assert sent == {path.stem for path in (ASSETS / "pages").glob("*.js")}


def test_where_dash_asks_for_all_of_plotly_it_gets_the_basic_part(web):
    answer = web.client().get("/_dash-component-suites/plotly/package_data/plotly.min.js", headers=BR)
    assert answer.status_code == 200
    assert brotli.decompress(answer.data) == (ASSETS / static.PLOTLY_BASIC).read_bytes()
    assert len(answer.data) < 400_000
    assert answer.headers["Cache-Control"] == "public, no-cache"
    again = web.client().get("/_dash-component-suites/plotly/package_data/plotly.min.js",
                             headers={**BR, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def _quickly(answer):
    """Return what is sent as long as there is no smaller form, whether there is one by now or not."""
    packed = answer.headers.get("Content-Encoding") == "br"
    return brotli.compress(brotli.decompress(answer.data), quality=static._QUICK) if packed else answer.data


def test_everything_the_first_page_needs_is_there_packed_and_cached_for_ever(web):
    files = re.findall(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+)"',
                       web.signed_in().get("/", headers=HTML).text)
    assert len(files) > 12
    total = 0
    for file in files:
        answer = web.client().get(file, headers=BR)
        assert answer.status_code == 200, file
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        if "?m=" in file or re.search(r"\.v[\d_]+m\d+\.", file):
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", file
        total += len(_quickly(answer))
    assert total < 400_000      # as the first visitors of a new stack get it, while the smallest forms are being made


def test_a_script_of_a_page_comes_after_all_that_it_uses(web):
    eager = {name for file in ASSETS.glob("*.js") for name in defined(file)}
    listed = set()
    for page, scripts in static._OF_PAGE.items():
        known = set(eager)
        for name in scripts:
            file = ASSETS / "pages" / f"{name}.js"
            known |= defined(file)
            assert used(file) <= known, f"{page}: {name}.js uses {sorted(used(file) - known)}"
            listed.add(file)
        assert f'stethos.page("{page}"' in file.read_text(encoding="utf-8"), f"{file.name} does not start {page}"
    assert listed == set((ASSETS / "pages").glob("*.js"))


def test_a_script_of_every_page_uses_what_every_page_has():
    files = sorted(ASSETS.glob("*.js"))
    eager = {name for file in files for name in defined(file)}
    assert not {file.name: used(file) - eager for file in files if used(file) - eager}


def test_every_frame_that_waits_for_a_script_has_one(web):
    python = "".join(file.read_text(encoding="utf-8") for folder in ("pages", "components")
                     for file in (ASSETS.parent / folder).glob("*.py"))
    named = set(re.findall(r'data_live="([\w-]+)"', python))
    assert len(named) > 15
    eager = {name for file in ASSETS.glob("*.js")
             for name in re.findall(r'stethos\.page\("([\w-]+)"', file.read_text(encoding="utf-8"))}
    assert named <= eager | set(static._OF_PAGE)


def test_each_browser_gets_the_form_it_understands(small):
    client, _folder = small
    plain = client.get("/assets/long.js")
    assert "Content-Encoding" not in plain.headers
    packed = client.get("/assets/long.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    best = client.get("/assets/long.js", headers=BR)
    assert best.headers["Content-Encoding"] == "br"
    assert brotli.decompress(best.data) == plain.data
    assert len({plain.headers["ETag"], packed.headers["ETag"], best.headers["ETag"]}) == 3
    assert best.headers["Vary"] == "Accept-Encoding"
    assert best.mimetype == "text/javascript"


def test_a_changed_file_is_sent_anew(small):
    client, folder = small
    before = client.get("/assets/long.js", headers=BR)
    (folder / "assets" / "long.js").write_text("let y = 2;\n" * 600, encoding="utf-8")
    after = client.get("/assets/long.js", headers={**BR, "If-None-Match": before.headers["ETag"]})
    assert brotli.decompress(after.data).startswith(b"let y")


def test_the_address_of_an_asset_changes_with_its_content(small):
    client, folder = small
    with client.application.test_request_context():
        before = static.asset_url("long.js")
        (folder / "assets" / "long.js").write_text("let y = 2;\n" * 600, encoding="utf-8")
        assert static.asset_url("long.js") != before
    assert client.get(before).status_code == 200


@pytest.mark.parametrize("path", [
    "/assets/../outside.js", "/assets/%2e%2e/outside.js", "/assets//etc/passwd", "/assets/.secret.js", "/assets/",
    "/assets/nothing.js", "/_dash-component-suites/os/path.py", "/_dash-component-suites/dash/dash.py",
    "/_dash-component-suites/", "/_dash-component-suites/dash/../../etc/passwd",
])
def test_nothing_else_is_sent(small, web, path):
    for client in (small[0], web.client()):
        assert client.get(path).status_code == 404


def test_the_smallest_form_is_preferred_once_it_is_there(small):
    client, _folder = small
    quick = client.get("/assets/long.js", headers=BR)
    shelf: static.Shelf = client.application.extensions["static"]
    assert shelf.pack_all() == 1
    smallest = client.get("/assets/long.js", headers=BR)
    assert len(smallest.data) < len(quick.data)
    assert smallest.headers["ETag"] == quick.headers["ETag"]


def test_only_one_process_packs_at_a_time(tmp_path):
    one, other = static.Store(tmp_path), static.Store(tmp_path)
    with one.alone() as first, other.alone() as second:
        assert (first, second) == (True, False)
    with other.alone() as free:
        assert free


def test_a_cache_that_cannot_be_written_costs_time_only(small):
    client, folder = small
    (folder / "cache").write_text("in the way", encoding="utf-8")
    assert brotli.decompress(client.get("/assets/long.js", headers=BR).data).startswith(b"let x")


def test_a_deleted_cache_is_made_anew(small):
    client, folder = small
    client.get("/assets/long.js", headers=BR)
    shutil.rmtree(folder / "cache")
    assert client.get("/assets/long.js", headers=BR).status_code == 200


def test_json_and_pages_are_packed_as_they_are_made_but_not_the_sign_in_form(web):
    client = web.signed_in()
    layout = client.get("/_dash-layout", headers=BR)
    assert layout.headers["Content-Encoding"] == "br"
    assert brotli.decompress(layout.data).startswith(b'{"props"')
    assert "Content-Encoding" not in web.client().get("/login", headers=BR).headers


def test_what_browsers_ask_for_at_the_root_is_there_without_signing_in(web):
    assert web.client().get("/favicon.ico").mimetype == "image/x-icon"
    manifest = web.client().get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in manifest.get_json(force=True)["icons"]:
        assert web.client().get(icon["src"]).status_code == 200
