"""What the tests of all forms do with a page."""

from playwright.sync_api import Page


def ready_form(page: Page) -> Page:
    """Return the page once its form is drawn."""
    page.locator("article.form[data-ready]").wait_for()
    return page


def fits(page: Page, width: int) -> None:
    """Fail if something sticks out of the screen."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
