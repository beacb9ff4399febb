"""Taking names out of what people wrote: what is known by name is replaced, what only looks like
a name or a place is shown to a person, who decides."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+])(?:\+\d{1,3}[ .]?|0)\d(?:[ .\-\u00a0]?\d{2}){4}(?!\d)")
LINK = re.compile(r"https?://\S+|\bwww\.\S+")
# « Mme Roy », « Dr Escoffier », « G. Roy », « Jean-Paul Martin ».
TITLED = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Dr|Pr|Docteur|Professeur|Madame|Monsieur)[ \u00a0]+"
    r"(?:[A-ZÀ-Ý][\w’'-]*\.?[ \u00a0]?)+"
)
INITIAL = re.compile(r"\b[A-ZÀ-Ý]\.[ \u00a0]?[A-ZÀ-Ý][\w’'-]+")
NO_FIRST = (
    "Le|La|Les|Un|Une|Des|Du|De|Au|Aux|Ce|Cet|Cette|Ces|En|Et|À|Sur|Par|Pour|Dans|Notre|Nos|Votre|"
    "Vos|Leur|Leurs|Son|Sa|Ses"
)
TWO_CAPITALS = re.compile(rf"\b(?!(?:{NO_FIRST})\b)[A-ZÀ-Ý][a-zà-ÿ’'-]+[ \u00a0][A-ZÀ-Ý][\w’'-]+")
PLACE = re.compile(
    r"\b(?:CHU|CHRU|CH|CHI|GHT|EHPAD|clinique|Clinique|hôpital|Hôpital|polyclinique|Polyclinique|"
    r"site|Site|bâtiment|Bâtiment|pavillon|Pavillon|rue|Rue|avenue|Avenue)[ \u00a0]+"
    r"(?:(?:de|du|des|la|le|les|d’|l’)[ \u00a0]?)*[A-ZÀ-Ý0-9][\w’'-]*"
)
# What follows a name that was taken out: « [DSI] Dubois ».
BESIDE = re.compile(r"(?<=\])[ \u00a0][A-ZÀ-Ý][\w’'-]+")
DOUBTS = (BESIDE, TITLED, INITIAL, PLACE, TWO_CAPITALS)
TITLE = r"(?:(?:M\.|MM\.|Mme|Mlle|Dr|Pr|Docteur|Professeur|Madame|Monsieur)[ \u00a0]+)?"
SHORTEST = 3
# What stands beside a name and is none.
NO_NAMES = frozenset(
    {
        "mme", "mlle", "madame", "monsieur", "docteur", "professeur", "directeur", "directrice",
        "direction", "responsable", "cadre", "chef", "cheffe", "rssi", "dsi", "animateur",
        "animatrice", "observateur", "observatrice", "joueur", "joueuse",
    }
)  # fmt: skip
REMOVED_MAIL, REMOVED_PHONE, REMOVED_LINK = "[adresse]", "[téléphone]", "[lien]"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known by name. `words`: name → what is said instead, the longest first."""

    words: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None


def known(people: Iterable[tuple[str, str]], places: Iterable[tuple[str, str]]) -> Known:
    """`people`, `places`: (name, what is said instead). A person is also known by each word of
    her name that begins with a capital and has three letters."""
    words: dict[str, str] = {}
    for name, said in (*people, *places):
        if len(name.strip()) >= SHORTEST:
            words.setdefault(name.strip(), said)
    for name, said in people:
        for part in re.split(r"[\s,]+", name):
            is_name = part[:1].isupper() and part.casefold() not in NO_NAMES
            if is_name and len(part.strip(".")) >= SHORTEST:
                words.setdefault(part, said)
    if not words:
        return Known()
    ordered = sorted(words, key=len, reverse=True)
    choices = "|".join(_flexible(one) for one in ordered)
    return Known(
        {one.casefold(): words[one] for one in ordered},
        re.compile(rf"(?<!\w)(?:{TITLE})({choices})(?!\w)"),
    )


def _flexible(name: str) -> str:
    """The name as it is, or all in capitals; any space between its words."""
    forms = {name, name.upper()}
    return "|".join(r"[\s\u00a0]+".join(map(re.escape, one.split())) for one in sorted(forms))


def without_names(text: str, names: Known) -> str:
    """The text without mail, telephone, link, nor any name that is known."""
    text = MAIL.sub(REMOVED_MAIL, LINK.sub(REMOVED_LINK, text))
    text = PHONE.sub(REMOVED_PHONE, text)
    if names.pattern is None:
        return text
    return names.pattern.sub(lambda m: _instead(m.group(1), names.words), text)


def _instead(found: str, words: Mapping[str, str]) -> str:
    key = " ".join(found.split()).casefold()
    return words.get(key, "[nom]")


def doubts(text: str, kept: Sequence[str] = ()) -> list[str]:
    """What still looks like a name or a place, once each, in the order of the text.

    `kept`: words of the trade that are not names (« Plan Blanc »).
    """
    found: dict[int, str] = {}
    for pattern in DOUBTS:
        for match in pattern.finditer(text):
            inside = any(at <= match.start() < at + len(o) for at, o in found.items())
            if not inside and match.group().strip() not in kept:
                found[match.start()] = match.group().strip()
    return list(dict.fromkeys(found[at] for at in sorted(found)))
