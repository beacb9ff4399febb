"""The page and the paper of an anonymised RETEX."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from hygie.documents.pdf import render_pdf
from hygie.exercises.models import SharedRetex
from hygie.exercises.sharing.shape import COMMENTS, FACTS, LISTS
from hygie.organisations.models import Organisation

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "shared.typ"
# Where the comment of a section goes.
AFTER = {name: f"commentaire_{name}" for name in LISTS if f"commentaire_{name}" in COMMENTS}
NARROW = (
    "Critère", "Cause", "Résultat", "Critères observés", "Au bout de", "Au-delà du délai", "Prévu",
    "Joué", "Écart", "Tout à fait", "Plutôt oui", "Plutôt non", "Pas du tout",
)  # fmt: skip


def shared_of(unit: Organisation) -> list[SharedRetex]:
    """Those that the establishment took, the last first."""
    return list(SharedRetex.objects.filter(bearer=unit).defer("content"))


def shared_read(unit: Organisation, shared_id: Any) -> SharedRetex | None:
    """One of them."""
    return SharedRetex.objects.filter(bearer=unit, pk=shared_id).first()


def page_of(texts: Mapping[str, str], lists: Mapping[str, Sequence[Mapping[str, str]]]) -> Any:
    """What its page shows: facts, then parts, each with its words and its lines."""
    parts: list[dict[str, Any]] = [
        {"heading": "Synthèse", "text": texts.get("synthese", ""), "columns": [], "rows": []}
    ]
    for name, (heading, columns) in LISTS.items():
        rows = [[row.get(column, "") for column in columns] for row in lists.get(name, ())]
        text = texts.get(AFTER.get(name, ""), "")
        parts.append(
            {"heading": heading, "text": text, "columns": list(columns.values()), "rows": rows}
        )
    left = [name for name in COMMENTS if name not in AFTER.values()]
    parts += [
        {"heading": COMMENTS[name], "text": texts.get(name, ""), "columns": [], "rows": []}
        for name in left
    ]
    return {
        "facts": [(label, texts[name]) for name, label in FACTS.items() if texts.get(name)],
        "parts": [one for one in parts if one["text"] or one["rows"]],
    }


def shared_pdf(
    texts: Mapping[str, str],
    lists: Mapping[str, Sequence[Mapping[str, str]]],
    *,
    on: date,
    is_demo: bool,
    origin: str = "",
) -> bytes:
    """The same on paper. `origin`: where it came from, as its receiver noted."""
    data = {
        "title": f"RETEX\u00a0: {texts.get('scenario') or 'exercice de crise'}",
        "unit": "",
        "origin": origin,
        "demonstration": is_demo,
        "narrow": list(NARROW),
        **page_of(texts, lists),
    }
    return render_pdf(TEMPLATE, data, made_on=on)
