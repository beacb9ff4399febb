"""The header of a chronogramme: which column says what, by the words people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from hygie.domain.names import search_key
from hygie.domain.scenario.shape import Channel, StimulusKind

HIGHEST_HEADER = 40  # rows from the top: titles and legends come first


class Column(StrEnum):
    """What a column holds."""

    STORY = "heure fictive"
    AT = "heure"
    EXPECTED = "réaction attendue"
    OBJECTIVES = "objectif"
    RECIPIENTS = "destinataires"
    SENDER = "émetteur"
    CHANNEL = "canal"
    TITLE = "titre"
    BODY = "contenu"
    HELP = "aide à l’animateur"
    KIND = "type"


# Words of a header as `search_key` writes them. The first family that knows a header wins; inside
# a family, the column of its first word does.
WORDS: Mapping[Column, tuple[str, ...]] = {
    Column.STORY: ("heure fictive", "heure simulee", "heure du scenario", "heure scenario",
                   "temps fictif", "heure jouee"),
    Column.EXPECTED: ("reaction", "reactions", "attendu", "attendus", "attendue", "attendues",
                      "effet"),
    Column.OBJECTIVES: ("objectif", "objectifs"),
    Column.RECIPIENTS: ("destinataire", "destinataires", "recepteur", "a", "vers", "cible",
                        "cibles", "joueur", "joueurs"),
    Column.SENDER: ("emetteur", "emetteurs", "expediteur", "joue par", "de", "source", "origine"),
    Column.CHANNEL: ("canal", "moyen", "moyens", "vecteur", "support", "media", "mode"),
    Column.AT: ("t", "t0", "debex", "minute", "minutes", "temps", "timing", "heure", "heures",
                "horaire", "h"),
    Column.TITLE: ("titre", "intitule", "objet", "sujet", "evenement"),
    Column.BODY: ("contenu", "texte", "message", "messages", "description", "inject", "injects",
                  "stimulus", "stimuli"),
    Column.HELP: ("aide", "consigne", "commentaire", "commentaires", "remarque", "remarques"),
    Column.KIND: ("type", "nature"),
}  # fmt: skip
NUMBER_WORDS = {"n", "no", "numero", "num", "id", "ref", "reference", "code"}
OTHER_WORDS = NUMBER_WORDS | {"fin", "duree"}

CHANNELS: Mapping[str, Channel] = {
    "telephone": Channel.TELEPHONE, "tel": Channel.TELEPHONE, "appel": Channel.TELEPHONE,
    "phonie": Channel.TELEPHONE, "courriel": Channel.EMAIL, "mail": Channel.EMAIL,
    "email": Channel.EMAIL, "e mail": Channel.EMAIL, "messagerie": Channel.EMAIL,
    "sms": Channel.SMS, "texto": Channel.SMS, "papier": Channel.PAPER, "fiche": Channel.PAPER,
    "courrier": Channel.PAPER, "document": Channel.PAPER, "fax": Channel.PAPER,
    "oral": Channel.ORAL, "direct": Channel.ORAL, "verbal": Channel.ORAL,
    "de vive voix": Channel.ORAL, "presentiel": Channel.ORAL, "animateur": Channel.ORAL,
    "ecran": Channel.SCREEN, "projection": Channel.SCREEN, "media": Channel.MEDIA,
    "presse": Channel.MEDIA, "tv": Channel.MEDIA, "radio": Channel.MEDIA,
    "reseau social": Channel.SOCIAL, "reseaux sociaux": Channel.SOCIAL,
    "visio": Channel.VIDEO, "visioconference": Channel.VIDEO,
}  # fmt: skip
KINDS: Mapping[str, StimulusKind] = {search_key(one.value): one for one in StimulusKind} | {
    "media": StimulusKind.PRESSURE,
    "optionnelle": StimulusKind.OPTIONAL,
    "saut": StimulusKind.TIME_JUMP,
}


def find_header(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[Column, int]] | None:
    """Rank of the header row and of its columns: an hour, and a title or a content at least."""
    for rank, row in enumerate(rows[:HIGHEST_HEADER]):
        columns = _columns(row)
        if Column.AT in columns and (Column.TITLE in columns or Column.BODY in columns):
            return rank, columns
    return None


def _columns(row: Sequence[Any]) -> dict[Column, int]:
    """The best column of each family.

    With two columns of hours, « T+ » rules the exercise and the other is of the story; alone, an
    hour of the story rules.
    """
    found: dict[Column, list[tuple[int, int]]] = {}
    for rank, cell in enumerate(row):
        said = family_of(cell) if isinstance(cell, str) else None
        if said is not None:
            found.setdefault(said[0], []).append((said[1], rank))
    columns = {family: min(listed)[1] for family, listed in found.items()}
    hours = sorted(found.get(Column.AT, []))
    if len(hours) > 1:
        columns.setdefault(Column.STORY, hours[1][1])
    if not hours and Column.STORY in columns:
        columns[Column.AT] = columns[Column.STORY]
    return columns


def family_of(header: str) -> tuple[Column, int] | None:
    """What a header announces and the rank of its word; None: nothing that we read."""
    key = search_key(header)
    if not key or len(key) > 60 or OTHER_WORDS & {*key.split()}:
        return None
    for family, words in WORDS.items():
        for rank, word in enumerate(words):
            if key == word or (len(word) > 2 and _has(key, word)) or _begins(key, word):
                return family, rank
    return None


def _begins(key: str, word: str) -> bool:
    """« T (min) », « De la part de »: these short words only at the head."""
    return word in ("t", "de") and key.startswith(f"{word} ")


def _has(key: str, word: str) -> bool:
    return f" {word} " in f" {key} "


def channel_of(said: str) -> Channel | None:
    """A channel by the words of a cell; None: unknown."""
    key = search_key(said)
    exact = CHANNELS.get(key)
    if exact is not None:
        return exact
    return next((channel for word, channel in CHANNELS.items() if _has(key, word)), None)
