"""Files that do not change while the app runs: sent compressed, well cached, before anything else happens.

A file is compressed when it is first asked for, quickly, and kept in var/static under its content's hash; in
the background one worker compresses all of them as small as they get (about 20 s of idle time, once).
"""

import fcntl
import gzip
import hashlib
import mimetypes
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread, get_native_id

import brotli
import flask
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, request
from werkzeug.security import safe_join

# The scripts of assets/pages/ that a page needs, in their order: what one uses stands before it (a test holds this).
_ALARMS = ("ask", "alarm_actions", "alarm_line")
_OF_PAGE = {
    "alarms": (*_ALARMS, "alarms"),
    "audit": ("audit",),
    "case": (*_ALARMS, "machine_case", "case"),
    "chart_marks": ("chart_marks",),
    "device": ("device_form", "device"),
    "devices": ("devices",),
    "documents": ("ask", "files", "documents"),
    "fleet": ("fleet",),
    "fleet_import": ("audit", "fleet_import"),
    "form": ("ask", "form_choice", "form_fields", "form_former", "form"),
    "history": ("audit",),
    "limits": ("limits_sensor", "limits_chart", "limits_history", "limits"),
    "log": ("log",),
    "machine": ("machine",),
    "machine_case": (*_ALARMS, "machine_case"),
    "machine_devices": ("ask", "machine_devices"),
    "map": ("map",),
    "operation": ("operation",),
    "pictures": ("ask", "files", "pictures"),
    "placing": ("ask", "placing"),
    "report": ("report",),
    "retired": ("retired",),
    "rollout": ("ask", "rollouts", "rollout"),
    "rollout_new": ("rollout_new",),
    "rollouts": ("rollouts",),
    "system": ("system",),
    "telling": ("ask", "telling_forms", "telling"),
}
SUITES, ASSETS = "/_dash-component-suites/", "/assets/"
# The full bundle of Plotly is four times as large as the part that draws lines, bars and points.
PLOTLY_BASIC = "vendor/plotly-basic.min.js"
# What browsers ask for at the root.
AT_THE_ROOT = {f"/{name}": name for name in ("favicon.ico", "manifest.webmanifest")}
_MIMETYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".ico": "image/x-icon",
              ".webmanifest": "application/manifest+json"}
PACKED_TYPES = frozenset({".js", ".json", ".css", ".svg", ".webmanifest", ".txt"})
WORTH_PACKING_BYTES = 1024
_QUICK, _SMALLEST = 9, 11
_FOREVER, _ASK_AGAIN = "public, max-age=31536000, immutable", "public, no-cache"


@dataclass(frozen=True, slots=True)
class Item:
    """One file as it is on disk now; ``digest`` stands for its content."""

    path: Path
    mtime_ns: int
    digest: str
    mimetype: str

    @property
    def worth_packing(self) -> bool:
        """Tell whether compression saves anything."""
        return self.path.suffix in PACKED_TYPES and self.path.stat().st_size >= WORTH_PACKING_BYTES


class Store:
    """The compressed forms of files, in a folder that may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def packed(self, item: Item, coding: str) -> bytes:
        """Return the file compressed with ``br`` or ``gzip``: the smallest form, else a quick one."""
        for name in (f"{item.digest}.small.{coding}", f"{item.digest}.{coding}"):
            if (self._folder / name).exists():
                return (self._folder / name).read_bytes()
        return self._keep(f"{item.digest}.{coding}", _compressed(item, coding, _QUICK))

    def pack_small(self, item: Item) -> None:
        """Make the smallest forms, unless they are there."""
        for coding in ("br", "gzip"):
            if not (self._folder / f"{item.digest}.small.{coding}").exists():
                self._keep(f"{item.digest}.small.{coding}", _compressed(item, coding, _SMALLEST))

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Tell whether no other process is packing; nobody else will be until the end of the block."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "packing").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _keep(self, name: str, data: bytes) -> bytes:
        """Write under another name first: nobody sees half a file. A full disk only costs time."""
        partial = self._folder / f"{name}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(data)
            partial.replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                partial.unlink()
        return data


class Shelf:
    """All files that may be sent: those of assets/, and the scripts Dash has named."""

    def __init__(self, assets: Path, store: Store) -> None:
        self._assets, self.store = assets, store
        self._items: dict[Path, Item] = {}
        self.libraries: Mapping[str, set[str]] = {}   # Dash's registered_paths, once there is a Dash

    def answer(self) -> Response | None:
        """Return the file this request asks for; None if it asks for something else."""
        if request.method not in ("GET", "HEAD"):
            return None
        if request.path in AT_THE_ROOT:
            path, forever = self._asset(AT_THE_ROOT[request.path]), False
        elif request.path.startswith(ASSETS):
            path, forever = self._asset(request.path.removeprefix(ASSETS)), "m" in request.args
        elif request.path.startswith(SUITES):
            path, forever = self._script(request.path.removeprefix(SUITES))
        else:
            return None
        if path is None or not path.is_file():
            flask.abort(404)
        return self._sent(self.item(path), forever=forever)

    def item(self, path: Path) -> Item:
        """Return what is known about a file; it is read again only when it has changed."""
        mtime_ns = path.stat().st_mtime_ns
        known = self._items.get(path)
        if known is None or known.mtime_ns != mtime_ns:
            known = Item(path, mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()[:24],
                         _MIMETYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
                         or "application/octet-stream")
            self._items[path] = known
        return known

    def pack_all(self) -> int:
        """Compress everything as small as it gets; return how many files that were."""
        items = [self.item(path) for path in set(self._paths()) if path.is_file()]
        items = [item for item in items if item.worth_packing]
        for item in items:
            self.store.pack_small(item)
        return len(items)

    def _paths(self) -> Iterator[Path]:
        yield from self._assets.rglob("*")
        for library, scripts in self.libraries.items():
            for script in scripts:
                path, _forever = self._script(f"{library}/{script}")
                if path is not None:
                    yield path

    def _asset(self, name: str) -> Path | None:
        found = safe_join(str(self._assets), name)
        return Path(found) if found and "/." not in f"/{name}" else None

    def _script(self, name: str) -> tuple[Path | None, bool]:
        library, _slash, fingerprinted = name.partition("/")
        inside, is_fingerprinted = check_fingerprint(fingerprinted)  # type: ignore[no-untyped-call]
        if inside not in self.libraries.get(library, ()):
            return None, False
        if library == "plotly":
            return self._assets / PLOTLY_BASIC, False
        return Path(sys.modules[library].__path__[0]) / inside, is_fingerprinted

    def _sent(self, item: Item, *, forever: bool) -> Response:
        coding = _coding() if item.worth_packing else None
        body = self.store.packed(item, coding) if coding else item.path.read_bytes()
        answer = Response(body, mimetype=item.mimetype)
        if coding:
            answer.headers["Content-Encoding"] = coding
        answer.headers["Vary"] = "Accept-Encoding"
        answer.headers["Cache-Control"] = _FOREVER if forever else _ASK_AGAIN
        answer.set_etag(f"{item.digest}-{coding or 'plain'}")
        answer.make_conditional(request)
        return answer


def install(server: Flask, *, assets: Path, cache: Path) -> Shelf:
    """Serve files before any other hook; tell the shelf its ``libraries`` once there is a Dash."""
    shelf = Shelf(assets, Store(cache))
    server.extensions["static"] = shelf
    server.before_request(shelf.answer)
    server.after_request(_pack)
    return shelf


def pack_in_background(server: Flask) -> None:
    """Compress everything as small as it gets, at the lowest priority; one worker does it, once for each content."""
    Thread(target=_pack_once, args=(server.extensions["static"],), name="static", daemon=True).start()


def asset_url(name: str) -> str:
    """Return the address of a file in assets/, changing whenever the file does."""
    shelf: Shelf = flask.current_app.extensions["static"]
    return f"{ASSETS}{name}?m={shelf.item(shelf._assets / name).digest[:12]}"


def page_scripts() -> dict[str, list[str]]:
    """Return the addresses of the scripts in assets/pages/ by the page that needs them, in their order.

    They are loaded when the page is first shown (assets/live.js), so that the first page does not wait for all.
    """
    return {page: [asset_url(f"pages/{name}.js") for name in names] for page, names in _OF_PAGE.items()}


def _pack_once(shelf: Shelf) -> None:
    os.setpriority(os.PRIO_PROCESS, get_native_id(), 19)   # Linux: of this thread alone
    with shelf.store.alone() as is_alone:
        if is_alone:
            shelf.pack_all()


def _pack(answer: Response) -> Response:
    """Compress what was made for this request: pages and JSON, but never the form that holds a secret."""
    packable = answer.mimetype in ("application/json", "text/html") and request.path != "/login"
    if not packable or answer.is_streamed or "Content-Encoding" in answer.headers:
        return answer
    coding, data = _coding(), answer.get_data()
    if coding is None or len(data) < WORTH_PACKING_BYTES:
        return answer
    answer.set_data(brotli.compress(data, quality=1) if coding == "br" else gzip.compress(data, 1))
    answer.headers["Content-Encoding"] = coding
    answer.vary.add("Accept-Encoding")
    return answer


def _coding() -> str | None:
    accepted = request.headers.get("Accept-Encoding", "")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else None


def _compressed(item: Item, coding: str, quality: int) -> bytes:
    raw = item.path.read_bytes()
    return brotli.compress(raw, quality=quality) if coding == "br" else gzip.compress(raw, 9)
