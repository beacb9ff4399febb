"""A person reads an address with her telephone."""

import re

from hygie.web.qr import qr


def test_the_same_text_is_always_drawn_the_same_and_never_written() -> None:
    drawn = qr("https://hygie.exemple.fr/lien/<secret>/")
    assert drawn == qr("https://hygie.exemple.fr/lien/<secret>/")
    assert "secret" not in drawn
    side = int(re.search(r'viewBox="0 0 (\d+) ', drawn)[1])  # type: ignore[index]
    assert side >= 21 + 4
    # The three finder patterns: seven dark modules in the corners, inside the border.
    for x, y in ((2, 2), (side - 9, 2), (2, side - 9)):
        assert all(f"M{x + n} {y}h1v1h-1z" in drawn for n in range(7))
