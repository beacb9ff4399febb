"""The published schema, and everything in a document that it does not take, all at once.

Validators stop at the first fault, and a hospital that corrects a file fault after fault gives up.
This reads the few words of JSON Schema that our schema uses; a test compares it with a validator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from hygie.domain.scenario.faults import Fault, Place

SCHEMA_FILE = Path(__file__).with_name("scenario.schema.json")
TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
SAID = {
    "string": "un texte (entre guillemets au besoin)",
    "integer": "un nombre entier",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "des rubriques",
}


def schema_text() -> str:
    """The published schema, as it is in its file."""
    return SCHEMA_FILE.read_text(encoding="utf-8")


@cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema_text())
    return found


def form_faults(document: Any) -> Iterator[Fault]:
    """What the schema does not take, in the order of the document."""
    yield from _faults(document, _schema(), ())


def completed(document: Any) -> Any:
    """The same document, with an empty text or list where one lacks or is left blank."""
    return _completed(document, _schema())


def _completed(value: Any, rule: Mapping[str, Any]) -> Any:
    rule = _followed(rule)
    if value is None and _may_be_blank(rule):
        return _blank(rule)
    if isinstance(value, list):
        return [_completed(item, rule.get("items", {})) for item in value]
    if not isinstance(value, dict):
        return value
    known: Mapping[str, Any] = rule.get("properties", {})
    others = rule.get("additionalProperties")
    other = others if isinstance(others, dict) else {}
    missing = {key: None for key in rule.get("required", ()) if key not in value}
    return {
        key: _completed(item, known.get(key, other)) for key, item in {**value, **missing}.items()
    }


def _followed(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in rule:
        return rule
    found: Mapping[str, Any] = _schema()["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    return found


def _may_be_blank(rule: Mapping[str, Any]) -> bool:
    """A free text, a list, or rubrics that may all be: a draft is written without them."""
    rule = _followed(rule)
    if rule.get("type") == "object":
        known = rule.get("properties", {})
        return all(_may_be_blank(known[key]) for key in rule.get("required", ()))
    is_free = not {"const", "enum", "pattern"} & rule.keys()
    return rule.get("type") == "array" or (rule.get("type") == "string" and is_free)


def _blank(rule: Mapping[str, Any]) -> Any:
    if rule["type"] == "object":
        return _completed({}, rule)
    return [] if rule["type"] == "array" else ""


def _faults(value: Any, rule: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    rule = _followed(rule)
    if value is None and _may_be_blank(rule):
        yield Fault(place, "Cette rubrique est vide.", is_gap=True)
    elif "const" in rule and value != rule["const"]:
        yield Fault(place, f"On attend «\u00a0{rule['const']}\u00a0».")
    elif "enum" in rule and (not isinstance(value, str) or value not in rule["enum"]):
        allowed = ", ".join(rule["enum"])
        yield Fault(
            place,
            f"«\u00a0{_shown(value)}\u00a0» n’est pas dans la liste. Valeurs admises\u00a0: "
            f"{allowed}.{_nearest(value, rule['enum'])}",
        )
    elif "type" in rule and not _is_of(value, rule["type"]):
        yield Fault(place, _expected(rule))
    elif isinstance(value, str):
        yield from _text_faults(value, rule, place)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _number_faults(value, rule, place)
    elif isinstance(value, list):
        yield from _list_faults(value, rule, place)
    elif isinstance(value, dict):
        yield from _mapping_faults(value, rule, place)


def _is_of(value: Any, types: str | Sequence[str]) -> bool:
    """YAML's true is no number, though Python says that it is 1."""
    names = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, kind) for name in names for kind in TYPES[name])


def _expected(rule: Mapping[str, Any]) -> str:
    if "description" in rule and "pattern" in rule:
        return f"On attend {rule['description']}."
    names = [rule["type"]] if isinstance(rule["type"], str) else rule["type"]
    return f"On attend {' ou '.join(SAID[name] for name in names)}."


def _text_faults(value: str, rule: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    longest = rule.get("maxLength", len(value))
    if len(value) > longest:
        yield Fault(place, f"Texte trop long\u00a0: {len(value)} caractères, {longest} au plus.")
    if len(value) < rule.get("minLength", 0):
        yield Fault(place, "Ce texte est vide.", is_gap=True)
    if "pattern" in rule and not _matches(rule["pattern"], value):
        yield Fault(place, f"«\u00a0{_shown(value)}\u00a0»\u00a0: on attend {rule['description']}.")


def _matches(pattern: str, value: str) -> bool:
    return re.search(pattern.removesuffix("$") + r"\Z", value) is not None


def _number_faults(value: int, rule: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    least, most = rule.get("minimum"), rule.get("maximum")
    if (least is not None and value < least) or (most is not None and value > most):
        yield Fault(place, f"{value} est hors limites\u00a0: de {least} à {most}.")


def _list_faults(value: list[Any], rule: Mapping[str, Any], place: Place) -> Iterator[Fault]:
    if len(value) < rule.get("minItems", 0):
        yield Fault(place, "Cette liste est vide\u00a0: il en faut au moins un.", is_gap=True)
    most = rule.get("maxItems", len(value))
    if len(value) > most:
        yield Fault(place, f"Trop d’éléments\u00a0: {len(value)}, {most} au plus.")
        return
    for rank, item in enumerate(value):
        yield from _faults(item, rule.get("items", {}), (*place, rank))


def _mapping_faults(
    value: dict[Any, Any], rule: Mapping[str, Any], place: Place
) -> Iterator[Fault]:
    known: Mapping[str, Any] = rule.get("properties", {})
    others = rule.get("additionalProperties", True)
    for key in rule.get("required", ()):
        if key not in value:
            message = f"Il manque la rubrique «\u00a0{key}\u00a0»."
            yield Fault(place, message, is_gap=_may_be_blank(known[key]))
    most = rule.get("maxProperties", len(value))
    if len(value) > most:
        yield Fault(place, f"Trop d’éléments\u00a0: {len(value)}, {most} au plus.")
        return
    for key, inner in value.items():
        at = (*place, str(key))
        if key in known:
            yield from _faults(inner, known[key], at)
        elif others is False:
            close = _nearest(key, list(known))
            yield Fault(at, f"Rubrique inconnue\u00a0: «\u00a0{_shown(key)}\u00a0».{close}")
        else:
            yield from _name_faults(key, rule.get("propertyNames"), at)
            if isinstance(others, dict):
                yield from _faults(inner, others, at)


def _name_faults(key: Any, rule: Mapping[str, Any] | None, place: Place) -> Iterator[Fault]:
    if rule and not (isinstance(key, str) and _matches(rule["pattern"], key)):
        yield Fault(place, f"«\u00a0{_shown(key)}\u00a0»\u00a0: on attend {rule['description']}.")


def _nearest(value: Any, known: Sequence[str]) -> str:
    close = get_close_matches(str(value)[:60], known, n=1, cutoff=0.75) if known else []
    return f" Vouliez-vous dire «\u00a0{close[0]}\u00a0»\u00a0?" if close else ""


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
