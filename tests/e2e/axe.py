"""axe-core in a page: what people with a screen reader, a keyboard or weak eyes would stumble over.

The script is given to the browser by its debugger, which no content policy of a page hinders: the pages stay as
strict as they are for everybody. What a theme can change is colours, so the second theme is asked only about those.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
COLOURS = ["color-contrast", "link-in-text-block"]
_RUN = """([within, only]) => axe.run(within || document, {
    resultTypes: ["violations"], preload: false, elementRef: false,
    ...(only ? { runOnly: { type: "rule", values: only } } : { rules: { "target-size": { enabled: true } } }) })
    .then((result) => result.violations)"""
# Two frames: the new colours are painted, and charts are drawn in them.
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))"


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that an element breaks; ``how`` says what would mend it."""

    where: str
    impact: str
    rule: str
    element: str
    how: str
    help_url: str

    def __str__(self) -> str:
        return f"{self.where}: {self.impact} {self.rule} ({self.help_url})\n    {self.element}\n    {self.how}"


def faults(page: Page, where: str, *, within: str = "", colours_only: bool = False) -> list[Fault]:
    """Return what is serious or critical in a page, or in one element of it, as it looks now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    page.evaluate(_PAINTED)
    found: list[dict[str, Any]] = page.evaluate(_RUN, [within, COLOURS if colours_only else None])
    return [_fault(where, rule, node) for rule in found for node in rule["nodes"] if node["impact"] in GRAVE]


def _fault(where: str, rule: dict[str, Any], node: dict[str, Any]) -> Fault:
    how = "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
    element = f"{' '.join(map(str, node['target']))}\n    {node['html'][:200]}"
    return Fault(where, node["impact"], rule["id"], element, how, rule["helpUrl"].partition("?")[0])


@cache
def _source() -> str:
    return SCRIPT.read_text(encoding="utf-8") + "; null"
