"""Comparing names as people type them."""

import unicodedata


def search_key(text: str) -> str:
    """Lower case, no accent nor punctuation, œ as oe: « Hôpital d'Œuvre », « hopital d oeuvre »."""
    flat = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    decomposed = unicodedata.normalize("NFKD", flat)
    kept = "".join(
        character if character.isalnum() else " "
        for character in decomposed
        if not unicodedata.combining(character)
    )
    return " ".join(kept.lower().split())
