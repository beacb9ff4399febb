"""What a scenario says against itself, read in its document so that every fault has its place.

The document may also be wrong in its form: what is not of the expected kind is passed over here,
the schema tells it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hygie.domain.scenario.document import as_document, seconds
from hygie.domain.scenario.faults import Fault, Place, ScenarioError, said_path
from hygie.domain.scenario.shape import Scenario, StimulusKind

ENOUGH_STIMULI = 2  # an objective that one stimulus meets has no score when it is not played
ACTION_OF_EXERCISES = 1
VARIABLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# Under these keys the texts are the author's own words for the values, never templates.
LITERAL = "variables"

Plain = Mapping[str, Any]
Placed = tuple[Place, Plain]


def reference_faults(said: Plain) -> Iterator[Fault]:
    """Every contradiction of a document (version 2)."""
    yield from _codes_given_twice(said)
    yield from _times(said)
    yield from _recipients(said)
    yield from _objectives(said)
    yield from _cited_criteria(said)
    yield from _conditions(said)
    yield from _unknown_variables(said)
    yield from _short_cut(said)
    yield from _claim(said)


def warnings(scenario: Scenario) -> tuple[ScenarioError, ...]:
    """What an animateur will have to answer for, though the scenario can be played."""
    said = as_document(scenario)
    found = [*_thin_objectives(said), *_absent_functions(said)]
    return tuple(ScenarioError(None, said_path(one.place), one.message) for one in found)


def _items(said: Any, key: str) -> Iterator[Placed]:
    """The mappings of a list, with their place."""
    listed = said.get(key) if isinstance(said, Mapping) else None
    for rank, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, Mapping):
            yield (key, rank), item


def _texts(said: Plain, key: str) -> Iterator[tuple[Place, str]]:
    """The texts of a list, with their place."""
    listed = said.get(key)
    for rank, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, str):
            yield (key, rank), item


def _inner(said: Plain, key: str, inner: str) -> Iterator[Placed]:
    """The mappings of a list inside those of a list."""
    for place, item in _items(said, key):
        for below, found in _items(item, inner):
            yield (*place, *below), found


def _words(said: Plain, key: str, inner: str) -> Iterator[tuple[Place, str]]:
    """The texts of a list inside the mappings of a list."""
    for place, item in _items(said, key):
        for below, text in _texts(item, inner):
            yield (*place, *below), text


def _criteria(said: Plain) -> Iterator[Placed]:
    yield from _items(said, "criteres")
    yield from _inner(said, "stimuli", "criteres")


def _codes(said: Plain, key: str, name: str = "code") -> set[Any]:
    return {_one(item, name) for _, item in _items(said, key)}


def _one(item: Plain, key: str) -> str | None:
    value = item.get(key)
    return value if isinstance(value, str) else None


def _codes_given_twice(said: Plain) -> Iterator[Fault]:
    families: tuple[tuple[Iterator[Placed], str], ...] = (
        (_items(said, "objectifs"), "code"),
        (_criteria(said), "code"),
        (_items(said, "publics"), "fonction"),
        (_items(said, "stimuli"), "id"),
    )
    for family, name in families:
        seen: set[str] = set()
        for place, item in family:
            code = _one(item, name)
            if code in seen:
                yield Fault((*place, name), f"«\u00a0{code}\u00a0» est donné deux fois.")
            if code is not None:
                seen.add(code)
    for key in ("destinataires", "objectifs", "criteres_cites"):
        for place, item in _items(said, "stimuli"):
            counts = Counter(text for _, text in _texts(item, key))
            for text in [text for text, count in counts.items() if count > 1]:
                yield Fault((*place, key), f"«\u00a0{text}\u00a0» est cité deux fois.")


def _times(said: Plain) -> Iterator[Fault]:
    """Times outside the length of the exercise, or of its short cut."""
    for key, name, whole in (
        ("t", "duree_minutes", "de l’exercice"),
        ("t_court", "duree_courte_minutes", "de la version courte"),
    ):
        length = seconds(said.get(name))
        for place, item in _items(said, "stimuli"):
            at = seconds(item.get(key))
            if at is None:
                continue
            if length is not None and at >= length:
                message = (
                    f"{_shown(at)} après DEBEX\u00a0: hors de la durée {whole} ({_shown(length)})."
                )
                yield Fault((*place, key), message)


def _recipients(said: Plain) -> Iterator[Fault]:
    playing = _codes(said, "publics", "fonction")
    for place, code in _words(said, "stimuli", "destinataires"):
        if code not in playing:
            yield Fault(place, f"{code} reçoit ce stimulus mais n’est pas dans les publics.")


def _objectives(said: Plain) -> Iterator[Fault]:
    """Objectives that are cited and unknown, or known and met by no stimulus."""
    known = _codes(said, "objectifs")
    met = set()
    for place, code in _words(said, "stimuli", "objectifs"):
        met.add(code)
        if code not in known:
            yield Fault(place, f"Objectif inconnu\u00a0: «\u00a0{code}\u00a0».")
    for place, item in _items(said, "objectifs"):
        if _one(item, "code") not in met:
            message = f"Aucun stimulus ne sert l’objectif {item.get('code')}."
            yield Fault((*place, "code"), message, is_gap=True)


def _cited_criteria(said: Plain) -> Iterator[Fault]:
    known = _codes(said, "criteres")
    cited = set()
    for place, code in _words(said, "stimuli", "criteres_cites"):
        cited.add(code)
        if code not in known:
            message = f"«\u00a0{code}\u00a0» n’est pas un critère de l’ensemble du scénario."
            yield Fault(place, message)
    for place, item in _items(said, "criteres"):
        if _one(item, "code") not in cited:
            said_code = item.get("code")
            message = f"Aucun stimulus ne cite le critère {said_code}\u00a0: qui l’observera\u00a0?"
            yield Fault((*place, "code"), message)


def _conditions(said: Plain) -> Iterator[Fault]:
    """A condition looks at what was observed before, in the whole exercise and in its short cut."""
    known = {_one(item, "code") for _, item in _criteria(said)}
    times = {key: _first_times(said, key) for key in ("t", "t_court")}
    for place, item in _items(said, "stimuli"):
        condition = item.get("condition")
        code = _one(condition, "critere") if isinstance(condition, Mapping) else None
        if code is None:
            continue
        at_place = (*place, "condition", "critere")
        if code not in known:
            yield Fault(at_place, f"Critère inconnu\u00a0: «\u00a0{code}\u00a0».")
            continue
        for key, whole in (("t", ""), ("t_court", " de la version courte")):
            at, seen = seconds(item.get(key)), times[key].get(code)
            if at is None:
                continue
            if seen is None and key == "t_court":
                yield Fault(at_place, f"Aucun stimulus{whole} ne fait observer le critère {code}.")
            elif seen is not None and seen >= at:
                message = f"Le critère {code} n’est pas encore observé à ce moment{whole}."
                yield Fault(at_place, message)


def _first_times(said: Plain, key: str) -> dict[str, int]:
    """When each criterion is first looked at, in seconds."""
    first: dict[str, int] = {}
    for _, item in _items(said, "stimuli"):
        at = seconds(item.get(key))
        if at is None:
            continue
        codes = [_one(one, "code") for _, one in _items(item, "criteres")]
        for code in [*codes, *(text for _, text in _texts(item, "criteres_cites"))]:
            if code is not None:
                first[code] = min(at, first.get(code, at))
    return first


def _unknown_variables(said: Plain) -> Iterator[Fault]:
    given = said.get(LITERAL)
    known = set(given) if isinstance(given, Mapping) else set()
    parts = {key: value for key, value in said.items() if key != LITERAL}
    for place, text in _every_text(parts, ()):
        for name in dict.fromkeys(VARIABLE.findall(text)):
            if name.strip() not in known:
                yield Fault(place, f"Variable inconnue\u00a0: «\u00a0{{{{{name[:60]}}}}}\u00a0».")


def _every_text(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        if "{{" in value:
            yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _every_text(item, (*place, str(key)))
    elif isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _every_text(item, (*place, rank))


def _short_cut(said: Plain) -> Iterator[Fault]:
    """The marks of the short cut and its length go together, and it serves every objective."""
    kept = [(place, item) for place, item in _items(said, "stimuli") if "t_court" in item]
    if "duree_courte_minutes" not in said:
        for place, _ in kept:
            message = "«\u00a0t_court\u00a0» sans «\u00a0duree_courte_minutes\u00a0» en tête."
            yield Fault((*place, "t_court"), message)
        return
    at = ("duree_courte_minutes",)
    whole, short = seconds(said.get("duree_minutes")), seconds(said["duree_courte_minutes"])
    if whole is not None and short is not None and short >= whole:
        yield Fault(at, "La version courte n’est pas plus courte.")
    if not any(item.get("type") == StimulusKind.MAIN.value for _, item in kept):
        yield Fault(at, "La version courte n’a aucun stimulus principal.", is_gap=True)
        return
    met = {text for _, item in kept for _, text in _texts(item, "objectifs")}
    for _, item in _items(said, "objectifs"):
        code = _one(item, "code")
        if code is not None and code not in met:
            message = f"La version courte ne sert plus l’objectif {code}."
            yield Fault(at, message, is_gap=True)


def _claim(said: Plain) -> Iterator[Fault]:
    """Obligation 1.a counts an exercise that tries the continuity of care or of the missions."""
    actions, tested = said.get("actions_instruction"), said.get("eprouve")
    if not isinstance(actions, list) or ACTION_OF_EXERCISES not in actions:
        return
    given = tested if isinstance(tested, Mapping) else {}
    if given.get("soins") is not True and given.get("missions") is not True:
        yield Fault(
            ("actions_instruction",),
            "Annoncé comme preuve de l’action 1, ce scénario doit mettre en mode dégradé les soins "
            "ou les missions\u00a0: dites-le dans «\u00a0eprouve\u00a0», ou retirez l’action 1.",
        )


def _thin_objectives(said: Plain) -> Iterator[Fault]:
    """Objectives met by one stimulus only, in the exercise or in its short cut."""
    stimuli = [item for _, item in _items(said, "stimuli")]
    cuts = [("", stimuli)]
    if "duree_courte_minutes" in said:
        cuts.append((" de la version courte", [one for one in stimuli if "t_court" in one]))
    for whole, kept in cuts:
        counts = Counter(code for item in kept for _, code in _texts(item, "objectifs"))
        for place, item in _items(said, "objectifs"):
            if counts[item["code"]] < ENOUGH_STIMULI:
                message = f"L’objectif {item['code']} est servi par moins de deux stimuli{whole}."
                yield Fault((*place, "code"), message)


def _absent_functions(said: Plain) -> Iterator[Fault]:
    """Criteria that wait for a function which nobody plays."""
    playing = _codes(said, "publics", "fonction")
    for place, item in _criteria(said):
        code = _one(item, "fonction")
        if code is not None and code not in playing:
            yield Fault(
                (*place, "fonction"), f"{code} est attendu mais n’est pas dans les publics."
            )


def _shown(total_s: int) -> str:
    hours, minutes, left = total_s // 3600, total_s // 60 % 60, total_s % 60
    return f"{hours}:{minutes:02}:{left:02}"
