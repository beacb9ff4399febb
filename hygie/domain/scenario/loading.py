"""From the text of a file to a scenario, or to every fault of it with its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hygie.domain.dated.strict_yaml import Document, StrictYamlError, read_yaml
from hygie.domain.scenario.checks import reference_faults
from hygie.domain.scenario.document import SCHEMA, as_document, build, cleaned, mapped
from hygie.domain.scenario.faults import MOST, Fault, ScenarioError, ScenarioErrors, said_path
from hygie.domain.scenario.form import completed, form_faults
from hygie.domain.scenario.shape import Scenario

MAX_BYTES = 2 * 1024 * 1024
OLD_SCHEMA = "scenario-exercice/1"
YAML_SAID = {
    "unreadable": "Ce n’est pas du YAML lisible à cet endroit\u00a0: vérifiez le retrait, les "
    "guillemets et les deux-points.",
    "alias": "Les renvois (& et *) ne sont pas admis\u00a0: écrivez le texte en entier.",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario that may be unfinished. `errors`: what blocks its use; `only_gaps`: none of them
    is wrong, things only lack; `notes`: what its reading changed, to be told before it is kept."""

    scenario: Scenario
    errors: tuple[ScenarioError, ...]
    only_gaps: bool = True
    notes: tuple[ScenarioError, ...] = ()


def load(text: str) -> Scenario:
    """The scenario of a file. Raises `ScenarioErrors` with everything that is wrong."""
    draft = load_draft(text)
    if draft.errors:
        raise ScenarioErrors(draft.errors)
    return draft.scenario


def load_draft(text: str) -> Draft:
    """The same, taking missing or empty texts and lists and what contradicts itself: `errors`.

    Raises `ScenarioErrors` when no scenario can be built (unknown key, wrong kind of value).
    """
    read = _read(text)
    said, notes = _as_version_2(read.content)
    said = mapped(said, cleaned)
    form = list(form_faults(said))
    faults = [*form, *reference_faults(said)]
    errors = _told(faults, read)
    if any(not fault.is_gap for fault in form):
        raise ScenarioErrors(errors)
    only_gaps = all(fault.is_gap for fault in faults)
    return Draft(build(completed(said)), errors, only_gaps, _told(notes, read))


def problems(scenario: Scenario) -> tuple[ScenarioError, ...]:
    """What blocks the use of a scenario made on screen; without lines, ranks as in the scenario."""
    said = mapped(as_document(scenario), cleaned)
    faults = [*form_faults(said), *reference_faults(said)]
    return tuple(ScenarioError(None, said_path(one.place), one.message) for one in faults[:MOST])


def _read(text: str) -> Document:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise ScenarioErrors(
            [ScenarioError(None, "", "Fichier trop gros\u00a0: 2\u00a0Mo au plus.")]
        )
    try:
        read = read_yaml(text.removeprefix("\ufeff"))
    except StrictYamlError as error:
        said = YAML_SAID.get(error.problem, f"«\u00a0{error.key}\u00a0» est donné deux fois.")
        raise ScenarioErrors([ScenarioError(error.line, error.key, said)]) from error
    if not isinstance(read.content, dict) or "stimuli" not in read.content:
        said = "Ce fichier n’est pas un scénario d’exercice\u00a0: il n’a pas de stimuli."
        raise ScenarioErrors([ScenarioError(1, "", said)])
    return read


def _told(faults: Iterable[Fault], read: Document) -> tuple[ScenarioError, ...]:
    """Each with its line (what lacks in the whole file has none), in the order of the file."""
    told = [
        ScenarioError(
            read.line(*one.place) if one.place else None, said_path(one.place), one.message
        )
        for one in faults
    ]
    told.sort(key=lambda one: one.line or 0)
    if len(told) > MOST:
        more = f"… et {len(told) - MOST} autres erreurs."
        return (*told[:MOST], ScenarioError(None, "", more))
    return tuple(told)


def _as_version_2(said: dict[Any, Any]) -> tuple[dict[Any, Any], list[Fault]]:
    """A document of version 1 in the words of version 2, and what had to change."""
    stimuli = said["stimuli"]
    if isinstance(stimuli, list):
        said = {**said, "stimuli": [_with_condition(one) for one in stimuli]}
    if said.get("schema") != OLD_SCHEMA:
        return said, []
    said = {**said, "schema": SCHEMA}
    actions = said.get("actions_instruction")
    if "eprouve" in said or not isinstance(actions, list) or 1 not in actions:
        return said, []
    said["actions_instruction"] = [one for one in actions if one != 1]
    note = (
        "Ce fichier (version 1) ne dit pas ce qui est mis en mode dégradé\u00a0: le scénario n’est "
        "plus annoncé comme preuve de l’action 1. Dites ce qu’il éprouve pour l’annoncer à nouveau."
    )
    return said, [Fault(("actions_instruction",), note)]


def _with_condition(stimulus: Any) -> Any:
    """« si_non_atteint: C01a » of version 1 as a criterion that was not met."""
    condition = stimulus.get("condition") if isinstance(stimulus, dict) else None
    if not isinstance(condition, dict) or set(condition) != {"si_non_atteint"}:
        return stimulus
    new = {"critere": condition["si_non_atteint"], "atteint": False}
    return {**stimulus, "condition": new}
