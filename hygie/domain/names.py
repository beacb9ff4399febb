"""Comparing names as people type them."""

import re
import unicodedata

NOT_A_WORD = re.compile(r"[\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def search_key(text: str) -> str:
    """Lower case, no accent nor punctuation, œ as oe: « Hôpital d'Œuvre », « hopital d oeuvre »."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(LIGATURES))
        text = "".join(one for one in decomposed if not unicodedata.combining(one))
    return NOT_A_WORD.sub(" ", text.lower()).strip()
