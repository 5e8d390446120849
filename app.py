"""The web app: Flask with its guard, Dash with its pages. ``gunicorn app:server`` serves it."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dash
import flask
from dash import Dash
from flask import Flask
from gunicorn.errors import AppImportError
from werkzeug.middleware.proxy_fix import ProxyFix

import auth
import config
import errors
import journal
import language
import static
from auth import guard, headers, sessions, sharing, signin
from components import shell
from config import Settings
from db.connect import Pools
from domain.access import Theme
from domain.errors import ConfigError

ROOT = Path(__file__).parent
SHORTEST_SECRET = 32


class Screen(Dash):
    """Dash with an index page of ours: language, theme, no flash of the wrong colours, an honest status."""

    def index(self, *args: Any, **kwargs: Any) -> Any:
        """Return the page that carries the app, with 403 or 404 where its content will say the same."""
        return super().index(*args, **kwargs), auth.page_status(flask.request.path)  # type: ignore[no-untyped-call]

    def interpolate_index(self, **pieces: Any) -> str:  # type: ignore[override]
        """Return the page that carries the app."""
        return flask.render_template("index.html", theme=signin.theme(), **pieces)


def create_app(settings: Settings, *, pages: Path = ROOT / "pages") -> Dash:
    """Build the web app with every page of a folder.

    Raises: ConfigError if the secret is too short, RuntimeError if something is registered without a role.
    """
    check(settings)
    server = _server(settings)
    pools = Pools(settings.database_url)
    sharing.install(server)
    shelf = static.install(server, assets=ROOT / "assets", cache=ROOT / "var" / "static")
    guard.install(server, pools, notices={403: shell.forbidden, 404: shell.missing})
    headers.protect(server)
    server.register_blueprint(signin.doors)
    errors.install(server, pools)
    app = _screen(server)
    shelf.libraries = app.registered_paths
    shell.register()
    _discover_pages(pages)
    _discover_lists(server)
    headers.dress(server, app)
    if settings.trusted_proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=settings.trusted_proxies)  # type: ignore[method-assign]
    auth.prepare(app)
    auth.audit(app)
    return app


def check(settings: Settings) -> None:
    """Refuse a secret that could be guessed. Raises: ConfigError."""
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise ConfigError(f"STETHOS_SECRET_KEY must hold at least {SHORTEST_SECRET} characters, the same for "
                          "all web workers: python -c 'import secrets; print(secrets.token_urlsafe(48))'")


def _server(settings: Settings) -> Flask:
    server = Flask("stethos", root_path=str(ROOT), static_folder=None, template_folder="templates")
    server.config.update(
        SECRET_KEY=settings.secret_key, STETHOS_DEMO=settings.demo,
        STETHOS_PUBLIC_URL=settings.public_url, MAX_CONTENT_LENGTH=2 * 2**20,
        SESSION_COOKIE_NAME="stethos_session", SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=sessions.LIFETIME_HOURS * 3600)
    server.jinja_env.globals.update(_=language._, language=language.tag, asset=static.asset_url,
                                   words=language.browser_words, page_scripts=static.page_scripts)
    return server


def _screen(server: Flask) -> Dash:
    app = Screen("stethos", server=server, use_pages=True, pages_folder="",  # type: ignore[arg-type]
                 use_async=False, enable_mcp=False,
                 assets_folder=str(ROOT / "assets"), assets_ignore=r"^(theme\.js|live\.js|plain\.css)$",
                 assets_path_ignore=["vendor", "pages"], suppress_callback_exceptions=True, include_pages_meta=False,
                 on_error=errors.tell, csrf_token_name=headers.CSRF_COOKIE, title="Stethos",
                 update_title="", add_log_handler=False)
    app.layout = _frame
    return app


def _frame() -> Any:
    if not flask.has_request_context():
        return shell.frame(None, csrf_token="", theme=Theme.AUTO)
    return shell.frame(auth.signed_in(), csrf_token=headers.csrf_token(), theme=signin.theme())


def _discover_pages(folder: Path) -> None:
    """Run every file of pages/ anew: each app in this process gets its own pages and callbacks."""
    dash.page_registry.clear()
    for path in sorted(folder.glob("[a-z]*.py")):
        _run(f"pages.{path.stem}", path)


def _discover_lists(server: Flask) -> None:
    """Let live/ register its routes."""
    spec = importlib.util.find_spec("live")
    if spec and spec.origin:
        register: Callable[[Flask], None] = importlib.import_module("live").register
        register(server)


def _run(name: str, path: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec and spec.loader:
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)


def __getattr__(name: str) -> Any:
    """Build the app when gunicorn asks for ``app:server``, not when this module is imported."""
    if name != "server":
        raise AttributeError(name)
    try:
        return _serving()
    except ConfigError as error:
        raise AppImportError(str(error)) from None   # gunicorn prints the sentence and stops


def _serving() -> Flask:
    settings = config.load()
    journal.start(settings.log_level, process="web")
    app = create_app(settings)
    static.pack_in_background(app.server)
    server: Flask = app.server
    return server
