"""Taking names out of what people wrote: what is known by name is replaced, what only looks like
a name or a place is shown to a person, who decides."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hygie.domain.scenario.functions import FUNCTIONS

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"https?://\S+|\bwww\.\S+")
GAP = r"[ .\-/\u00a0\u202f]?"
PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00)\d{{1,3}}{GAP}(?:\(0\){GAP})?|0)\d(?:{GAP}\d{{2}}){{4}}(?!\d)"
)
# « poste 4512 », « DECT 71 23 ».
POST = re.compile(
    rf"\b(postes?|dect|bip|tél(?:éphone)?\.?|tel\.?)([ \u00a0]*(?:n°|:)?[ \u00a0]*)"
    rf"\d(?:{GAP}\d){{2,5}}(?![\d\w])",
    re.IGNORECASE,
)
# « Mme Roy », « Dr Escoffier », « G. Roy », « Jean-Paul Martin ».
TITLED = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Dr|Pr|Docteur|Professeur|Madame|Monsieur)[ \u00a0]+"
    r"(?:[A-ZÀ-Ý][\w’'-]*\.?[ \u00a0]?)+"
)
# « mme roy », as it is typed in a hurry.
TITLED_LOW = re.compile(
    r"\b(?:mme|mlle|mr|dr|pr|Mme|Mlle|Mr|Dr|Pr)\.?[ \u00a0]+(?!l[ea]s?\b|l[’'])[a-zà-ÿ][\w’'-]+"
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
DOUBTS = (BESIDE, TITLED, TITLED_LOW, INITIAL, PLACE, TWO_CAPITALS)
# Before a name that is known, on folded text: « Mme », « le dr », « G. ».
TITLE = r"(?:(?:(?:mm?|mmes?|mlle|mr|dr|pr|docteur|professeur|madame|monsieur)\.?|[a-z]\.) ?)?"
SAME_TWICE = re.compile(r"(\[[^\]\n]+\])(?:[ \u00a0]\1)+")
NOT_A_WORD = re.compile(r"[\W_]+")
SHORTEST, DISTINCTIVE = 3, 5
# What stands beside a name and is none.
NO_NAMES = frozenset(
    {
        "mme", "mlle", "madame", "monsieur", "docteur", "professeur", "directeur", "directrice",
        "direction", "responsable", "cadre", "chef", "cheffe", "rssi", "dsi", "animateur",
        "animatrice", "observateur", "observatrice", "joueur", "joueuse", "secours", "garde",
        "astreinte", "adjoint", "adjointe", "cellule", "crise", "sante", "soins", "hygie",
    }
)  # fmt: skip
# Names that are also words of every day: taken for names only with a capital, or after a title.
WORDS = frozenset(
    {
        "ange", "avril", "baron", "beau", "berger", "blanc", "blanche", "bois", "bon", "bonnet",
        "boucher", "boulanger", "brun", "centre", "champ", "champs", "charpentier", "claire",
        "clement", "constant", "court", "dimanche", "doux", "est", "fontaine", "fort", "franc",
        "france", "franche", "gay", "grand", "grande", "gris", "hiver", "iris", "janvier", "jardin",
        "jeune", "jour", "juste", "leger", "long", "lundi", "maire", "major", "marchand", "mars",
        "martial", "may", "mont", "moulin", "noir", "nord", "nuit", "olive", "ouest", "page",
        "pain", "parfait", "petit", "petite", "pierre", "place", "pont", "port", "prudence",
        "prudent", "reine", "riche", "riviere", "roche", "roi", "rose", "rouge", "roux", "royal",
        "rue", "sage", "samedi", "simple", "site", "sud", "temps", "val", "vallee", "vendredi",
        "vert", "victoire", "vieux", "violette", "vital",
    }
)  # fmt: skip
# What many establishments have in their name.
OF_ALL = frozenset(
    {
        "centre", "hospitalier", "hospitaliere", "hospitaliers", "hospitalieres", "hopital",
        "hopitaux", "clinique", "polyclinique", "universitaire", "regional", "intercommunal",
        "departemental", "groupement", "groupe", "groupes", "territoire", "sante", "public",
        "prive", "privee", "ehpad", "fondation", "institut", "maison", "residence", "medical",
        "medicale",
        "medico", "social", "chirurgical", "specialise", "psychiatrique", "local", "saint",
        "sainte", "notre", "dame", "hotel", "dieu", "service", "services", "soins", "suite",
        "readaptation", "reeducation", "hospitalisation", "domicile", "etablissement", "union",
        "association", "salle", "reunion", "crise", "cellule", "conseil", "direction", "bureau",
    }
)  # fmt: skip
NO_NAMES |= {code.lower() for code in FUNCTIONS}
# Letters that stand for a kind of establishment, in names written in capitals.
SHORT_FORMS = frozenset(
    {
        "ch", "chr", "chu", "chru", "chi", "chic", "chs", "cms", "epsm", "eps", "ght", "gcs",
        "gcsms", "gie", "gip", "had", "hia", "hl", "mas", "mco", "sa", "sarl", "sas", "ssiad",
        "ssr", "usld", "st", "ste", "sur", "sous",
    }
)  # fmt: skip
SAYING_NOTHING = (
    OF_ALL
    | NO_NAMES
    | frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les"])
)
REMOVED_MAIL, REMOVED_PHONE, REMOVED_LINK = "[adresse]", "[téléphone]", "[lien]"


class _Folds(dict[int, str]):
    """A character as it is compared: lower case, no accent; always one for one."""

    def __missing__(self, code: int) -> str:
        letters = [o for o in unicodedata.normalize("NFKD", chr(code)) if not _is_accent(o)]
        low = "".join(letters).lower()
        self[code] = low if len(low) == 1 else chr(code)
        return self[code]


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


_FOLDS = _Folds({ord("’"): "'", ord("Œ"): "œ", ord("Æ"): "æ"})


def _folded(text: str) -> str:
    """As long as `text` (which is in NFC), letter for letter."""
    return text.translate(_FOLDS)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known by name. `words`: name as it is compared → what is said instead."""

    words: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None


def known(
    people: Iterable[tuple[str, str]],
    places: Iterable[tuple[str, str]],
    houses: Iterable[tuple[str, str]] = (),
) -> Known:
    """`people`, `places`, `houses`: (name, what is said instead), in any capitals and accents.

    A person is also known by each word of her name that begins with a capital and has three
    letters; a house (an establishment) by the words that no other has in its name.
    """
    people, houses = list(people), list(houses)
    words: dict[str, str] = {}
    for name, said in (*people, *places, *houses):
        key = _key(name)
        if len(key) >= SHORTEST and not set(key.split()) <= SAYING_NOTHING:
            words.setdefault(key, said)
    for name, said in people:
        for part in re.split(r"[\s,]+", name):
            key = _key(part)
            if part[:1].isupper() and key not in NO_NAMES and len(key) >= SHORTEST:
                words.setdefault(key, said)
    for name, said in houses:
        for key in _distinctive(name):
            words.setdefault(key, said)
    if not words:
        return Known()
    choices = "|".join(map(_pattern, sorted(words, key=len, reverse=True)))
    return Known(words, re.compile(rf"(?<![^\W_])({TITLE})({choices})(?![^\W_])"))


def _key(name: str) -> str:
    """A name as it is compared: words between single spaces."""
    folded = _folded(unicodedata.normalize("NFC", name))
    return NOT_A_WORD.sub(" ", folded.replace("œ", "oe").replace("æ", "ae")).strip()


def _pattern(key: str) -> str:
    """What it looks like in a text: whatever stands between its words."""
    between = r"[\W_]{1,3}".join(map(re.escape, key.split()))
    return between.replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)")


def _distinctive(name: str) -> list[str]:
    """« CH de Rochebrune » or « CH DE ROCHEBRUNE » → « rochebrune »; « Clinique Saint-Jean » →
    « saint jean ». Capitals are letters of an acronym, unless the whole name, or a long word, is
    written so."""
    parts = [one for one in NOT_A_WORD.split(unicodedata.normalize("NFC", name)) if one]
    is_shouted = name.isupper()
    own = [
        (rank, _key(one))
        for rank, one in enumerate(parts)
        if one[:1].isupper()
        and _key(one) not in OF_ALL
        and (not one.isupper() or _is_own(one, is_shouted))
    ]
    if not own:
        return []
    first = own[0][0]
    while first and _key(parts[first - 1]) in ("saint", "sainte", "notre", "dame"):
        first -= 1
    found = [_key(" ".join(parts[first:]))]
    found += [one for _, one in own if len(one) >= DISTINCTIVE and one not in WORDS]
    return [one for one in found if len(one) > SHORTEST and one not in WORDS]


def _is_own(word: str, is_shouted: bool) -> bool:
    """Whether a word in capitals is one of a name, not an article nor letters."""
    key = _key(word)
    return key not in SAYING_NOTHING | SHORT_FORMS and (is_shouted or len(key) >= DISTINCTIVE)


def without_names(text: str, names: Known) -> str:
    """The text without mail, telephone, link, nor any name that is known."""
    text = unicodedata.normalize("NFC", text)
    text = MAIL.sub(REMOVED_MAIL, LINK.sub(REMOVED_LINK, text))
    text = POST.sub(rf"\1\2{REMOVED_PHONE}", PHONE.sub(REMOVED_PHONE, text))
    said, at = [], 0
    for start, end, key in _found(text, names):
        said += [text[at:start], names.words[key]]
        at = end
    if not said:
        return text
    return SAME_TWICE.sub(r"\1", "".join((*said, text[at:])))


def names_in(text: str, names: Known) -> list[str]:
    """The names that are known and stand in the text, as they are written."""
    text = unicodedata.normalize("NFC", text)
    return [text[start:end] for start, end, _ in _found(text, names)]


def _found(text: str, names: Known) -> Iterable[tuple[int, int, str]]:
    """Where names stand, with their title, and which (a key of `words`)."""
    if names.pattern is None:
        return
    for match in names.pattern.finditer(_folded(text)):
        start, end = match.span(2)
        key = _key(match[2])
        if key in WORDS and not match[1] and not text[start].isupper():
            continue
        yield match.start(), end, key


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
