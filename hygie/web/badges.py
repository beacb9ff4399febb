"""The badge of a status, drawn once for each word and detail: pages show hundreds of them."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hygie.web.statuses import look_of

TEMPLATE = "web/components/status_badge.html"


@lru_cache(maxsize=2048)
def badge(
    code: str, detail: str = "", *, compact: bool = False, several: bool = False
) -> SafeString:
    """Icon + word + colour, then the detail; compact hides the words. Raises KeyError.

    `several`: the word agrees with a count that stands before it, « 3 faits ».
    """
    look = look_of(code)
    word = look.word_for(2 if several else 1)
    values = {"look": look, "word": word, "detail": detail, "compact": compact}
    return SafeString(render_to_string(TEMPLATE, values))
