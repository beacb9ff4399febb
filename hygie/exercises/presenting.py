"""A scenario as the pages show it: plain rows, every word already in French."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from hygie.domain.scenario.chronogramme import Chronogramme
from hygie.domain.scenario.faults import ScenarioError
from hygie.domain.scenario.shape import Attendance, Criterion, Scenario, Stimulus
from hygie.exercises.library import card_of
from hygie.exercises.scenario_words import WORDS, clock, function_word, length, word

AT_FAULT = re.compile(r"stimuli\[(\d+)\]")
ATTENDANCES = list(Attendance)
# Keys of a file → part of the screen, and its name. What is left is in the presentation.
PARTS = {
    "objectifs": ("objectifs", "Objectifs"),
    "publics": ("publics", "Qui doit être là"),
    "criteres": ("criteres", "Critères de tout le scénario"),
    "variables": ("variables", "Mots à mettre aux vôtres"),
    "retex": ("bilan", "RETEX"),
    "stimuli": ("", "Stimuli"),
}
PRESENTATION = ("presentation", "Présentation")
# The last key of a place → what the screen calls it.
FIELDS = {
    "titre": "titre",
    "resume": "résumé",
    "quand": "début de l’histoire",
    "contexte": "décor",
    "conventions": "règles du jeu",
    "avertissement": "à dire aux participants",
    "commentaire": "comment, en clair",
    "duree_minutes": "durée",
    "duree_courte_minutes": "durée de la version courte",
    "actions_instruction": "actions servies",
    "roles_simules": "rôles joués par l’animation",
    "test_pcra": "PCRA éprouvés",
    "t": "temps",
    "t_court": "temps de la version courte",
    "heure_fictive": "heure de l’histoire",
    "emetteur": "de la part de",
    "destinataires": "destinataires",
    "contenu": "ce qui est dit",
    "objectifs": "objectifs",
    "reactions_attendues": "réactions attendues",
    "criteres": "critères",
    "criteres_cites": "critères cités",
    "condition": "condition",
    "a_chaud": "à chaud",
    "a_froid": "à froid",
    "actions_types": "actions du PAQ",
    "libelle": "libellé",
    "valeur": "valeur",
}
CARD_LISTS = {
    name: {one.value: text for one, text in words.items()}
    for kind, words in WORDS.items()
    for name in (kind.__name__.lower(),)
}


@dataclass(frozen=True, slots=True)
class StimulusRow:
    """One line of the chronogramme."""

    stimulus: Stimulus
    at: str
    short_at: str
    kind: str
    channel: str
    recipients: list[str]
    objectives: list[str]
    criteria: list[dict[str, str]]
    condition: str


def card_words(card: Mapping[str, Any]) -> dict[str, Any]:
    """A card of the library with its words."""
    said = {
        name: CARD_LISTS[name].get(card[name], card[name])
        for name in ("threat", "level", "perimeter", "form")
    }
    return {
        **card,
        **said,
        "length": length(card["length_s"]),
        "short": length(card["short_s"]),
        "tests": tests_words(care=card["care"], missions=card["missions"]),
    }


def tests_words(*, care: bool, missions: bool) -> str:
    """What is put under degraded mode."""
    named = [
        text
        for tested, text in ((care, "les soins"), (missions, "les missions de l’établissement"))
        if tested
    ]
    return " et ".join(named) or "rien en mode dégradé"


def page_of(scenario: Scenario) -> dict[str, Any]:
    """Everything of the page of a scenario but its rows."""
    return {
        "scenario": scenario,
        "card": card_words(card_of(scenario)),
        "publics": publics_of(scenario),
        "actions": ", ".join(str(one) for one in sorted(scenario.actions)),
        "objectives": [
            {"objective": one, "stimuli": _met_by(scenario, one.code)}
            for one in scenario.objectives
        ],
        "criteria": [_criterion_row(one) for one in scenario.criteria],
    }


def _met_by(scenario: Scenario, code: str) -> list[str]:
    return [one.code for one in scenario.stimuli if code in one.objectives]


def publics_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Who must be there: functions by attendance, in the order of the file."""
    named = sorted(scenario.publics, key=lambda one: ATTENDANCES.index(one.attendance))
    return [
        {
            "attendance": word(attendance),
            "functions": [
                {
                    "label": function_word(one.function),
                    "cell": word(one.cell),
                    "deputy": one.deputy_possible,
                }
                for one in found
            ],
        }
        for attendance, found in groupby(named, key=lambda one: one.attendance)
    ]


def rows_of(scenario: Scenario) -> list[StimulusRow]:
    """The lines of the chronogramme, by time."""
    labels = {one.code: f"{one.code} – {one.label}" for one in scenario.objectives}
    shared = {one.code: one for one in scenario.criteria}
    return [_row(one, labels, shared) for one in scenario.stimuli]


def _row(
    stimulus: Stimulus, labels: Mapping[str, str], shared: Mapping[str, Criterion]
) -> StimulusRow:
    cited = [shared[code] for code in stimulus.cited if code in shared]
    return StimulusRow(
        stimulus=stimulus,
        at=clock(stimulus.at_s),
        short_at=clock(stimulus.short_at_s),
        kind=word(stimulus.kind),
        channel=word(stimulus.channel),
        recipients=[function_word(code) for code in stimulus.recipients],
        objectives=[labels.get(code, code) for code in stimulus.objectives],
        criteria=[_criterion_row(one) for one in (*stimulus.criteria, *cited)],
        condition=condition_words(stimulus),
    )


def condition_words(stimulus: Stimulus) -> str:
    """When it is played; "" when it always is."""
    if stimulus.condition is None:
        return ""
    met = "est atteint" if stimulus.condition.met else "n’est pas atteint"
    return f"Seulement si le critère {stimulus.condition.criterion} {met}"


def _criterion_row(one: Criterion) -> dict[str, str]:
    return {
        "code": one.code,
        "label": one.label,
        "weight": str(one.weight),
        "within": f"en {length(one.within_s)}" if one.within_s is not None else "",
        "function": function_word(one.function),
        "proof": word(one.proof),
    }


def faults_shown(scenario: Scenario, faults: Iterable[ScenarioError]) -> list[dict[str, str]]:
    """What blocks a publication: where (words), `stimulus` (code) or `part` to open, sentence."""
    return [_fault(scenario, one) for one in faults]


def _fault(scenario: Scenario, fault: ScenarioError) -> dict[str, str]:
    found = AT_FAULT.match(fault.path)
    rank = int(found[1]) - 1 if found else -1
    if 0 <= rank < len(scenario.stimuli):
        one = scenario.stimuli[rank]
        named = f"{one.code}, {one.title}" if one.title else one.code
        where = _with_field(named, fault.path.partition("].")[2])
        return {"where": where, "stimulus": one.code, "part": "", "message": fault.message}
    head = fault.path.partition("[")[0].partition(".")[0]
    part, where = PARTS.get(head, PRESENTATION)
    where = _with_field(where, fault.path if head not in PARTS else fault.path.partition(".")[2])
    return {"where": where, "stimulus": "", "part": part, "message": fault.message}


def _with_field(where: str, path: str) -> str:
    """« Présentation, résumé »: a place with the field named by the end of the path."""
    keys = [key.partition("[")[0] for key in path.split(".")]
    said = next((FIELDS[key] for key in reversed(keys) if key in FIELDS), "")
    return f"{where}, {said}" if said else where


def lines_at_fault(text: str, faults: Iterable[ScenarioError]) -> list[dict[str, Any]]:
    """What is wrong in a file: number of the line, what is written there, path, sentence."""
    lines = text.splitlines()
    return [
        {
            "line": one.line,
            "written": lines[one.line - 1].strip()[:200]
            if one.line is not None and 0 < one.line <= len(lines)
            else "",
            "path": one.path,
            "message": one.message,
        }
        for one in faults
    ]


def part_count(scenario: Scenario, name: str) -> int | None:
    """How many rows a part has; None when it is not made of rows."""
    rows = {
        "objectifs": scenario.objectives,
        "publics": scenario.publics,
        "criteres": scenario.criteria,
        "variables": scenario.variables,
    }
    return len(rows[name]) if name in rows else None


def sheet_rows(read: Chronogramme) -> list[dict[str, Any]]:
    """The lines of a spreadsheet as they would be taken, in its order."""
    return [
        {
            "line": line,
            "at": clock(line.at_s) if line.at_s is not None else "",
            "recipients": ", ".join(line.recipients),
            "channel": word(line.channel),
            "is_wrong": bool(line.errors),
        }
        for line in read.lines
    ]
