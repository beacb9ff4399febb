"""What leaves of a RETEX validated, names taken out; what a person must still read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hygie.domain.playing.anonymous import Known, doubts, names_in, without_names
from hygie.domain.playing.shared import SharedRetex
from hygie.exercises.archives.speaking import TRADE, codes_of, names_known
from hygie.exercises.models import Constat, Retex
from hygie.exercises.retests import EARLIER
from hygie.exercises.retex_content import constats_of, content_of
from hygie.exercises.run_review import review_of
from hygie.exercises.run_scenario import played
from hygie.exercises.scenario_words import function_word
from hygie.exercises.sharing.shape import COLUMNS, COMMENTS, FACTS, LISTS, TYPED
from hygie.quality_plan.services import spread_title

FREE = "stimulus ajouté par l’animation"


@dataclass(frozen=True, slots=True)
class Piece:
    """One text to read again. `name`: its field; `doubts`: what looks like a name or a place."""

    name: str
    label: str
    text: str
    doubts: tuple[str, ...]


def known_of(retex: Retex) -> Known:
    """What is known by name in this exercise."""
    people = list(retex.run.participants.order_by("pk"))
    return names_known(retex.run, people, codes_of(people), [(retex.run.title, "[exercice]")])


def prepared(retex: Retex) -> SharedRetex:
    """The RETEX without any name that is known; no day but its year, no place, no number."""
    content, names = content_of(retex), known_of(retex)
    texts = {
        **_facts(retex, content),
        "synthese": without_names(str(content.get("synthese", "")), names),
    }
    texts |= {name: without_names(str(content.get(name, "")), names) for name in COMMENTS}
    lists = {
        name: [
            {column: without_names(str(row.get(column, "")), names) for column in COLUMNS[name]}
            for row in _rows(retex, content, name)
        ]
        for name in LISTS
    }
    return SharedRetex(texts, lists)


def _facts(retex: Retex, content: Mapping[str, Any]) -> dict[str, str]:
    run = retex.run
    found = review_of(run, retex.unit)
    facts = {name: str(content.get(name, "")) for name in FACTS}
    facts |= {
        "scenario": played(run).title,
        "annee": str(run.debex_at.year) if run.debex_at else "",
        "duree": facts["duree"].partition(",")[0],
        # In the words of the list: the names of the house may name it.
        "presents": ", ".join(dict.fromkeys(function_word(one) for one in found.present)),
        "absents": ", ".join(dict.fromkeys(function_word(one) for one in found.missing)),
    }
    return facts


def _rows(retex: Retex, content: Mapping[str, Any], name: str) -> list[dict[str, str]]:
    if name == "actions":
        return _actions(retex)
    if name == "chronogramme":
        return [_played(row) for row in content.get(name, ())]
    if name in ("fragilites", "forces"):
        return [_constat(row) for row in content.get(name, ())]
    return list(content.get(name, ()))


def _actions(retex: Retex) -> list[dict[str, str]]:
    """What was decided: the wording that may be spread, never the number, the pilote, the day."""
    kept = [
        one
        for one in constats_of(retex)
        if one.goes_to_the_plan and one.decision == Constat.Decision.ACCEPTED
    ]
    rows: dict[tuple[str, str], None] = {}
    for one in kept:
        actions = list(one.finding.actions.all()) if one.finding is not None else []
        # The title that the plan proposes says nothing to others.
        plain = spread_title(one.finding.source_label) if one.finding is not None else ""
        said = [action.title for action in actions if action.title != plain]
        if not said and one.kind == Constat.Kind.ACTION:
            said = [one.text]
        rows |= {(title, one.criterion): None for title in said}
    return [{"action": title, "critere": criterion} for title, criterion in rows]


def _constat(row: Mapping[str, str]) -> dict[str, str]:
    """With its criterion, without the day and the number of the action that it was given before."""
    return {**row, "texte": EARLIER.sub("", row["texte"]), "critere": row.get("code", "")}


def _played(row: Mapping[str, str]) -> dict[str, str]:
    """Without the reason why it was skipped; a free stimulus without its words."""
    code, _, title = row["stimulus"].partition(" ")
    is_free = code.startswith("L")
    return {
        **row,
        "stimulus": f"{code} {FREE if is_free else title}",
        "joue": row["joue"].partition("\u00a0:")[0],
    }


def pieces_of(said: SharedRetex) -> list[Piece]:
    """The texts that a person reads again, in the order of the document."""
    found = [_piece("synthese", "Synthèse", said.texts.get("synthese", ""))]
    found += [_piece(name, label, said.texts.get(name, "")) for name, label in COMMENTS.items()]
    for name, columns in TYPED.items():
        for rank, row in enumerate(said.lists.get(name, ()), 1):
            for column in columns:
                label = f"{LISTS[name][0]}, {rank}"
                found.append(_piece(f"{name}-{rank}-{column}", label, row.get(column, "")))
    return [one for one in found if one.text]


def _piece(name: str, label: str, text: str) -> Piece:
    return Piece(name, label, text, tuple(doubts(text, TRADE)))


def rewritten(said: SharedRetex, texts: Mapping[str, str]) -> SharedRetex:
    """The same with the texts as a person left them; a line whose words are emptied goes away."""
    whole = {name: texts.get(name, text).strip() for name, text in said.texts.items()}
    lists: dict[str, list[dict[str, str]]] = {}
    for name, rows in said.lists.items():
        lists[name] = []
        for rank, row in enumerate(rows, 1):
            typed = {
                column: texts.get(f"{name}-{rank}-{column}", row.get(column, "")).strip()
                for column in TYPED.get(name, ())
            }
            if not typed or typed[TYPED[name][0]]:
                lists[name].append({**row, **typed})
    return SharedRetex(whole, lists)


def names_left(said: SharedRetex, names: Known) -> list[str]:
    """Names that are known and still there."""
    texts = [
        *said.texts.values(),
        *(v for rows in said.lists.values() for o in rows for v in o.values()),
    ]
    return list(dict.fromkeys(name for text in texts for name in names_in(text, names)))
