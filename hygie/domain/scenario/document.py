"""A scenario and the document (French keys, plain values) that says it, one made from the other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from hygie.domain.scenario.shape import (
    Attendance,
    CellKind,
    Channel,
    Condition,
    Criterion,
    Debrief,
    Form,
    Level,
    Objective,
    Perimeter,
    Proof,
    Public,
    Scenario,
    Stimulus,
    StimulusKind,
    Tested,
    Threat,
    Variable,
)

SCHEMA = "scenario-exercice/2"
CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9]):([0-5][0-9])")
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What no page and no YAML shows: controls but line and tab, byte order marks, halves, orders of
# direction (they make a text read otherwise than it is).
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)

Plain = dict[str, Any]


def cleaned(text: str) -> str:
    """One way of writing a text: no blank at its ends nor at those of its lines."""
    lines = BREAKS.sub("\n", unicodedata.normalize("NFC", UNSEEN.sub("", text))).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same document with every text of it changed (keys apart)."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {key: mapped(item, change) for key, item in value.items()}
    return value


VARIABLE = re.compile(r"(\{\{[^{}]*\}\})")
# Keys whose values are codes, never words of a person.
CODES = frozenset(
    {
        "schema", "id", "menace", "niveau", "format", "perimetre", "code", "fonction", "presence",
        "cellule", "type", "canal", "destinataires", "criteres_cites", "critere", "preuve",
    }
)  # fmt: skip


def reworded(scenario: Scenario, change: Callable[[str], str]) -> Scenario:
    """The same scenario with every text that a person wrote in it changed; codes stay."""
    return build(_reworded(as_document(scenario), change))


def _reworded(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {
            name: item if name in CODES else _reworded(item, change, name)
            for name, item in value.items()
        }
    if isinstance(value, list):
        # Objectives and criteria are said by their codes, or whole.
        coded = key in ("objectifs", "criteres")
        return [
            one if coded and isinstance(one, str) else _reworded(one, change, key) for one in value
        ]
    if not isinstance(value, str) or CLOCK.fullmatch(value):
        return value
    parts = VARIABLE.split(value)
    return "".join(one if rank % 2 else change(one) for rank, one in enumerate(parts))


def seconds(value: Any) -> int | None:
    """Seconds of a number of minutes or of a « H:MM:SS »; None: neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value * 60
    clock = CLOCK.fullmatch(value) if isinstance(value, str) else None
    return None if clock is None else int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])


def clock(total_s: int) -> int | str:
    """Minutes when they are whole, or « H:MM:SS »."""
    minutes, left = divmod(total_s, 60)
    return minutes if not left else f"{minutes // 60}:{minutes % 60:02}:{left:02}"


def build(said: Mapping[str, Any]) -> Scenario:
    """The scenario of a document that the schema takes, stimuli sorted by time (stable)."""
    setting, tested = said["decor"], said.get("eprouve") or {}
    debrief, short = said["retex"], said.get("duree_courte_minutes")
    stimuli = [_stimulus(one) for one in said["stimuli"]]
    return Scenario(
        slug=said["id"],
        title=said["titre"],
        version=said["version"],
        threat=Threat(said["menace"]),
        level=Level(said["niveau"]),
        form=Form(said["format"]),
        perimeter=Perimeter(said["perimetre"]),
        length_s=_time(said["duree_minutes"]),
        short_s=None if short is None else _time(short),
        summary=said["resume"],
        when=setting["quand"],
        context=setting["contexte"],
        conventions=tuple(setting.get("conventions", ())),
        warning=said.get("avertissement", ""),
        tested=Tested(
            care=tested.get("soins", False),
            missions=tested.get("missions", False),
            text=tested.get("commentaire", ""),
        ),
        pcra_services=tuple(said.get("test_pcra", ())),
        actions=tuple(said.get("actions_instruction", ())),
        variables=tuple(_variable(*pair) for pair in said.get("variables", {}).items()),
        objectives=tuple(
            Objective(one["code"], one["libelle"], one["poids"]) for one in said["objectifs"]
        ),
        criteria=tuple(_criterion(one) for one in said.get("criteres", ())),
        publics=tuple(_public(one) for one in said["publics"]),
        simulated_roles=tuple(said.get("roles_simules", ())),
        stimuli=tuple(sorted(stimuli, key=lambda one: one.at_s)),
        debrief=Debrief(
            tuple(debrief["a_chaud"]),
            tuple(debrief["a_froid"]),
            tuple(debrief.get("actions_types", ())),
        ),
    )


def _time(value: Any) -> int:
    found = seconds(value)
    if found is None:  # the schema took it
        raise ValueError(value)
    return found


def _variable(name: str, said: Any) -> Variable:
    if isinstance(said, str):
        return Variable(name, name, said)
    return Variable(name, said["libelle"], said["valeur"])


def _public(said: Mapping[str, Any]) -> Public:
    cell = said.get("cellule")
    return Public(
        said["fonction"],
        Attendance(said["presence"]),
        None if cell is None else CellKind(cell),
        said.get("suppleant_possible", False),
    )


def _criterion(said: Mapping[str, Any]) -> Criterion:
    delay = said.get("delai_min")
    return Criterion(
        code=said["code"],
        label=said["libelle"],
        weight=said["poids"],
        within_s=None if delay is None else _time(delay),
        function=said.get("fonction"),
        proof=Proof(said.get("preuve", Proof.OBSERVATION)),
    )


def _stimulus(said: Mapping[str, Any]) -> Stimulus:
    condition, short = said.get("condition"), said.get("t_court")
    return Stimulus(
        code=said["id"],
        at_s=_time(said["t"]),
        story_time=said["heure_fictive"],
        kind=StimulusKind(said["type"]),
        sender=said["emetteur"],
        recipients=tuple(said["destinataires"]),
        channel=Channel(said["canal"]),
        title=said["titre"],
        body=said["contenu"],
        objectives=tuple(said["objectifs"]),
        expected=tuple(said.get("reactions_attendues", ())),
        criteria=tuple(_criterion(one) for one in said.get("criteres", ())),
        cited=tuple(said.get("criteres_cites", ())),
        condition=None
        if condition is None
        else Condition(condition["critere"], condition["atteint"]),
        help=said.get("aide_animateur", ""),
        short_at_s=None if short is None else _time(short),
    )


def as_document(scenario: Scenario) -> Plain:
    """The document of a scenario, in the order of the files; what is empty is left out."""
    tested = scenario.tested
    said: Plain = {
        "schema": SCHEMA,
        "id": scenario.slug,
        "titre": scenario.title,
        "version": scenario.version,
        "menace": scenario.threat.value,
        "niveau": scenario.level.value,
        "format": scenario.form.value,
        "perimetre": scenario.perimeter.value,
        "duree_minutes": clock(scenario.length_s),
    }
    if scenario.short_s is not None:
        said["duree_courte_minutes"] = clock(scenario.short_s)
    said |= _filled({"avertissement": scenario.warning})
    said["eprouve"] = {"soins": tested.care, "missions": tested.missions} | _filled(
        {"commentaire": tested.text}
    )
    said |= _filled(
        {"test_pcra": [*scenario.pcra_services], "actions_instruction": [*scenario.actions]}
    )
    said["resume"] = scenario.summary
    said["decor"] = {"quand": scenario.when, "contexte": scenario.context} | _filled(
        {"conventions": [*scenario.conventions]}
    )
    variables = {
        one.name: {"libelle": one.label, "valeur": one.value} for one in scenario.variables
    }
    said |= _filled({"variables": variables})
    said["objectifs"] = [
        {"code": one.code, "libelle": one.label, "poids": one.weight} for one in scenario.objectives
    ]
    said |= _filled({"criteres": [_said_criterion(one) for one in scenario.criteria]})
    said["publics"] = [_said_public(one) for one in scenario.publics]
    said |= _filled({"roles_simules": [*scenario.simulated_roles]})
    said["stimuli"] = [_said_stimulus(one) for one in scenario.stimuli]
    debrief = scenario.debrief
    said["retex"] = {"a_chaud": [*debrief.hot], "a_froid": [*debrief.cold]} | _filled(
        {"actions_types": [*debrief.actions]}
    )
    return said


def _filled(said: Plain) -> Plain:
    """Without what is empty or false."""
    return {key: value for key, value in said.items() if value}


def _said_public(one: Public) -> Plain:
    said: Plain = {"fonction": one.function, "presence": one.attendance.value}
    if one.cell is not None:
        said["cellule"] = one.cell.value
    return said | _filled({"suppleant_possible": one.deputy_possible})


def _said_criterion(one: Criterion) -> Plain:
    said: Plain = {"code": one.code, "libelle": one.label, "poids": one.weight}
    if one.within_s is not None:
        said["delai_min"] = clock(one.within_s)
    if one.function is not None:
        said["fonction"] = one.function
    return said | {"preuve": one.proof.value}


def _said_stimulus(one: Stimulus) -> Plain:
    said: Plain = {"id": one.code, "t": clock(one.at_s)}
    if one.short_at_s is not None:
        said["t_court"] = clock(one.short_at_s)
    said |= {
        "heure_fictive": one.story_time,
        "type": one.kind.value,
        "emetteur": one.sender,
        "destinataires": [*one.recipients],
        "canal": one.channel.value,
        "titre": one.title,
        "contenu": one.body,
        "objectifs": [*one.objectives],
    }
    if one.condition is not None:
        said["condition"] = {"critere": one.condition.criterion, "atteint": one.condition.met}
    return said | _filled(
        {
            "reactions_attendues": [*one.expected],
            "criteres": [_said_criterion(each) for each in one.criteria],
            "criteres_cites": [*one.cited],
            "aide_animateur": one.help,
        }
    )
