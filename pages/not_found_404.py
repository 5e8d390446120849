"""Every address that is no page."""

from auth import page
from components import shell
from domain.access import Role
from language import lazy

page(__name__, path="/not-found", role=Role.VIEWER, layout=shell.missing, title=lazy("Not found · Stethos"))
