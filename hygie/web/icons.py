"""Icons drawn in the page itself (16 × 16, current colour): no file to fetch, crisp on paper."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Path data only, written here by hand: no caller can add any.
PATHS = {
    "met": "M3 8.5l3.2 3.2L13 4.8",
    "due": "M8 3a5 5 0 1 1 0 10a5 5 0 1 1 0-10z",
    "late": "M8 2.5v7M8 12.3v1.2",
    "open": "M8 3a5 5 0 1 1 0 10a5 5 0 1 1 0-10z",
    "not_applicable": "M4 8h8",
    "unknown": "M5.3 5.6a2.7 2.7 0 1 1 4 2.4c-.9.5-1.3 1-1.3 2M8 12.3v1.2",
    "recommended_missed": "M8 3.2l5.4 9.4H2.6z",
    "plus": "M8 3v10M3 8h10",
    "search": "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9zM10.4 10.4L14 14",
    "menu": "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
    "down": "M4 6l4 4 4-4",
    "right": "M6 4l4 4-4 4",
    "left": "M10 4L6 8l4 4",
    "up": "M4 10l4-4 4 4",
    "close": "M4 4l8 8M12 4l-8 8",
    "calendar": "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2v3M10.5 2v3",
    "person": (
        "M8 2.5a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 1 1 0-5.4z"
        "M2.8 13.5c.4-3 2.5-4.2 5.2-4.2s4.8 1.2 5.2 4.2"
    ),
    "file": "M4 1.8h5.5L12.5 5v9.2H4zM9 2v3.5h3.5",
    "link": (
        "M6.5 9.5l3-3M7.5 4.8l1.2-1.2a2.6 2.6 0 0 1 3.7 3.7l-1.2 1.2"
        "M8.5 11.2l-1.2 1.2a2.6 2.6 0 0 1-3.7-3.7l1.2-1.2"
    ),
    "held": "M2.5 5.5h11v8h-11zM5 5.5V3h6v2.5M6.5 8.5h3",
    "print": "M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z",
    "download": "M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.2h10",
    "info": "M8 7v5.5M8 3.5v1.2",
    "lock": "M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
    "share": "M4 8h8M9 4.5L12.5 8 9 11.5M2.5 3v10",
}
DASHED = {"open"}


@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: a word always stands beside it.

    Raises: KeyError when no icon has that name.
    """
    dash = mark_safe(' stroke-dasharray="2 2.2"') if name in DASHED else ""
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 16 16" width="16" height="16" fill="none"'
        ' stroke="currentColor" stroke-width="2" aria-hidden="true" focusable="false">'
        '<path d="{}"{}/></svg>',
        name,
        PATHS[name],
        dash,
    )
