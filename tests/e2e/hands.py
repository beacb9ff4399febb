"""What hands do on a keyboard: Tab until there, type, Enter. No mouse."""

from typing import Any

MOST_TABS = 300
IS_THERE = "wanted => document.activeElement !== null && document.activeElement.matches(wanted)"


def reach(page: Any, wanted: str) -> None:
    """Presses Tab until the element that has the focus matches this CSS selector."""
    for _ in range(MOST_TABS):
        if page.evaluate(IS_THERE, wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {wanted} on {page.url}")


def fill(page: Any, wanted: str, text: str) -> None:
    """Reaches a field and types over what it holds."""
    reach(page, wanted)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Any, wanted: str) -> None:
    """Reaches a box or the first choice of a group, and chooses it."""
    reach(page, wanted)
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")


def follow(page: Any, wanted: str) -> None:
    """Reaches a link or a button and presses Enter; waits for the page that it opens."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def send(page: Any) -> None:
    """Enter in a field: the form is sent."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
