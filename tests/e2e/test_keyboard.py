"""Every page by Tab, and by a finger on a phone: what has the focus is marked and in sight, and nothing is hard to hit.

The pages are those of test_axe.py, with the same site behind them.
"""

import re

import pytest

from tests.e2e import keys
from tests.e2e.test_axe import ALL, SIZES, Shown, filled, known, visit

pytestmark = pytest.mark.e2e
__all__ = ["filled", "known", "visit"]      # fixtures


def _shown(visit, world, shown: Shown, size: str, *, dark: bool):
    visit.allow(shown.status)
    width, height = SIZES[size]
    page = visit(shown.address(world), role=shown.role, width=width, height=height, dark=dark)
    page.emulate_media(reduced_motion="reduce")
    if shown.prepare:
        shown.prepare(page)
    page.locator(shown.drawn).first.wait_for(state="attached")
    return page


@pytest.mark.parametrize("shown", ALL, ids=lambda one: re.sub(r"[{}]|world\.", "", one.path))
def test_what_has_the_focus_is_marked_and_in_sight_and_a_finger_hits_what_it_must(visit, filled, shown):
    found = {"desktop": keys.walk(_shown(visit, filled[1], shown, "desktop", dark=False))}
    phone = _shown(visit, filled[1], shown, "phone", dark=True)
    found |= {"phone": keys.walk(phone), "finger": keys.too_small(phone)}
    assert not any(found.values()), "\n".join(f"{way}: {text}" for way, texts in found.items() for text in texts)
