"""Live lists: one file each, answering JSON to the loops of a page (assets/live.js).

A file offers ``door``, a Flask blueprint whose routes are registered by ``auth.route`` with a role.
"""

import importlib
import pkgutil

from flask import Blueprint, Flask


def register(server: Flask) -> None:
    """Let every file of this folder that has a door answer on this server."""
    for file in sorted(pkgutil.iter_modules(__path__), key=lambda found: found.name):
        door = getattr(importlib.import_module(f"{__name__}.{file.name}"), "door", None)
        if isinstance(door, Blueprint):
            server.register_blueprint(door)
