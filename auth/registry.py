"""Pages, callbacks and routes: registered here and nowhere else, each with the role that may use it."""

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import dash
from flask import Blueprint, Flask

import language
from auth import sharing
from auth.guard import PUBLIC, PUBLIC_FOLDERS, doorkeeper, require, signed_in
from auth.sessions import visit
from domain.access import Role
from domain.errors import NotFoundError

P = ParamSpec("P")
R = TypeVar("R")

_LARGEST_ID = 2**31 - 1


def _always(**_variables: str) -> bool:
    return True


def cb(*args: Any, role: Role | str, **options: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a Dash callback for people with this role: ``@cb(Output(...), Input(...), role="viewer")``.

    The undecorated function stays what it was: tests call it as it is.
    """
    needed = Role(role)

    def register(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def guarded(*inputs: P.args, **named: P.kwargs) -> R:
            require(needed)
            return function(*inputs, **named)

        guarded.__role__ = needed  # type: ignore[attr-defined]
        dash.callback(*args, **options)(guarded)
        return function

    return register


def page(module: str, *, role: Role | str, layout: Callable[..., Any], exists: Callable[..., bool] = _always,
         **options: Any) -> None:
    """Register a Dash page for this role: ``page(__name__, path="/", role="viewer", layout=layout)``.

    ``layout`` gets the variables of ``path_template`` and, of the query, only what it names itself; a query
    never takes the place of a path variable. NotFoundError in it shows the page for what is missing.
    ``exists`` gets the same variables and tells, as cheaply as it can, whether ``layout`` would find its thing:
    what carries the page is sent with status 404 if it says no or raises NotFoundError.
    """
    needed, template = Role(role), options.get("path_template")
    names = _named_parameters(layout)

    @functools.wraps(layout)
    def guarded(**given: Any) -> Any:
        user = signed_in()
        if user is None or not user.role.allows(needed):
            return _notice(403)
        variables = _variables(template, _shown_path()) if template else {}
        if variables is None:
            return _notice(404)
        asked = {name: value for name, value in given.items() if name in names}
        try:
            return layout(**{**asked, **variables})
        except NotFoundError:
            return _notice(404)

    guarded.__role__ = needed  # type: ignore[attr-defined]
    dash.register_page(module, layout=guarded, role=needed, exists=exists,
                       **options)  # type: ignore[no-untyped-call]


def route(place: Flask | Blueprint, rule: str, *, role: Role | str, methods: tuple[str, ...] = ("GET",),
          shared_ms: int = 0, largest_bytes: int = 0) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a Flask route for this role: ``@route(blueprint, "/live/ward", role="viewer")``.

    ``shared_ms``: below /live/, the answer is the same for everybody with the same role and language, and is
    handed out that long without being made again. ``largest_bytes``: a request may be larger than others.
    """
    needed = Role(role)

    def register(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def guarded(*args: P.args, **named: P.kwargs) -> R:
            user = require(needed)
            if shared_ms:
                holds = functools.partial(doorkeeper().sessions.holds, visit(user))
                sharing.offer(who=(user.role, language.current()), holds=holds, shared_ms=shared_ms)
            return function(*args, **named)

        guarded.__role__ = needed  # type: ignore[attr-defined]
        guarded.__largest_bytes__ = largest_bytes  # type: ignore[attr-defined]
        place.route(rule, methods=list(methods))(guarded)  # type: ignore[type-var]
        return function

    return register


def path_id(text: str) -> int:
    """Return the number in a path like ``/machines/7``. Raises NotFoundError for any other text."""
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text) or int(text) > _LARGEST_ID:
        raise NotFoundError
    return int(text)


def page_status(path: str) -> int:
    """Return the HTTP status of a page: 200, 403 if the role of who asks is too low, 404 if there is none.

    It is 404 too if what the path names does not exist; people without the role are not told.
    """
    user = signed_in()
    for entry in dash.page_registry.values():
        variables = _variables(entry.get("path_template") or entry["path"], path)
        if variables is not None and not entry["module"].endswith("not_found_404"):
            if user is None or not user.role.allows(entry["role"]):
                return 403
            return 200 if _exists(entry["exists"], variables) else 404
    return 404


def audit(app: dash.Dash) -> None:
    """Refuse to start if a page, a callback or a route could be reached without a role.

    Raises: RuntimeError that names them.
    """
    found = [*_callbacks_without_role(app), *_pages_without_role(), *_routes_without_role(app)]
    if found:
        raise RuntimeError(f"registered without a role: {', '.join(found)}")


def prepare(app: dash.Dash) -> None:
    """Let Dash do now what it would do within the first request: collect callbacks, register its router."""
    with app.server.test_request_context("/"):
        for hook in app.server.before_request_funcs[None]:
            if hook.__module__.startswith("dash."):
                hook()


def _exists(exists: Callable[..., bool], variables: dict[str, str]) -> bool:
    try:
        return exists(**variables)
    except NotFoundError:
        return False


def _notice(status: int) -> Any:
    return doorkeeper().notices[status]()


def _named_parameters(function: Callable[..., Any]) -> frozenset[str]:
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return frozenset(name for name, parameter in inspect.signature(function).parameters.items()
                     if parameter.kind in kinds)


def _shown_path() -> str:
    return str(dash.ctx.inputs.get("_pages_location.pathname") or "")


def _variables(template: str, path: str) -> dict[str, str] | None:
    """Return the variables in a path; None if it is no path of this template."""
    names = re.findall(r"<(\w+)>", template)
    pattern = "([^/]+)".join(re.escape(piece) for piece in re.split(r"<\w+>", template))
    match = re.fullmatch(pattern, path)
    return dict(zip(names, match.groups(), strict=True)) if match else None


def _callbacks_without_role(app: dash.Dash) -> Iterator[str]:
    for key, entry in app.callback_map.items():
        is_router = key.startswith(".._pages_content.children")
        if "callback" in entry and not is_router and not hasattr(entry["callback"], "__role__"):
            yield f"callback {key}"


def _pages_without_role() -> Iterator[str]:
    for module, entry in dash.page_registry.items():
        if not entry.get("role") or not hasattr(entry.get("layout"), "__role__"):
            yield f"page {module}"


def _routes_without_role(app: dash.Dash) -> Iterator[str]:
    for rule in app.server.url_map.iter_rules():
        view = app.server.view_functions[rule.endpoint]
        of_dash = rule.rule in app.routes or rule.rule.startswith(PUBLIC_FOLDERS)
        if not (of_dash or rule.rule in PUBLIC or hasattr(view, "__role__")):
            yield f"route {rule.rule}"
