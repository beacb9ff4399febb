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
    """Reaches a box and ticks it."""
    reach(page, wanted)
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked")


def follow(page: Any, wanted: str) -> None:
    """Reaches a link or a button and presses Enter; waits for the page that it opens."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    nothing_wrong(page)


def nothing_wrong(page: Any) -> None:
    """The page shows no summary of errors."""
    assert page.locator(".error-summary").all_inner_texts() == []


def send(page: Any) -> None:
    """Enter in a field: the form is sent."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
    nothing_wrong(page)


def choose(page: Any, name: str, value: str) -> None:
    """Reaches a group of choices, then the arrows until this one, and chooses it."""
    reach(page, f'input[name="{name}"]')
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.value") == value:
            page.keyboard.press("Space")
            assert page.evaluate("document.activeElement.checked")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no choice {value} in {name} on {page.url}")
