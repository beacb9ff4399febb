"""The questions of a node and their choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

KINDS = ("unique_choice", "multiple_choice", "text", "date", "number", "boolean")
RESULTS = ("compliant", "partially_compliant", "non_compliant", "not_applicable")
QUESTION_KNOWN = frozenset(("type", "text", "choices", "depends_on"))
CHOICE_KNOWN = frozenset(("urn", "value", "add_score", "compute_result", "description"))
CODE, LABEL = 160, 4000
# A result was first written as a truth value.
TRUTH = {True: "compliant", False: "non_compliant", "true": "compliant", "false": "non_compliant"}

Lose = Callable[..., None]


def read_questions(node: Mapping[str, Any], lose: Lose) -> list[dict[str, Any]]:
    """The questions, in order; one of an unknown type, or without text, is left and said."""
    said = node.get("questions")
    if not isinstance(said, dict):
        if said:
            lose("question_left", question="")
        return []
    found: list[dict[str, Any]] = []
    read: dict[str, dict[str, Any]] = {}
    for rank, (urn, question) in enumerate(said.items(), 1):
        text = question.get("text") if isinstance(question, dict) else None
        kind = question.get("type") if isinstance(question, dict) else None
        if not isinstance(text, str) or not text.strip() or kind not in KINDS:
            lose("question_left", question=str(urn), kind=str(kind))
            continue
        for key in sorted(set(question) - QUESTION_KNOWN):
            lose("question_field", question=rank, field=key)
        entry: dict[str, Any] = {"id": f"q{rank}", "text": text.strip(), "kind": kind}
        choices = _choices(question.get("choices"), rank, lose)
        if choices:
            entry["choices"] = choices
        elif kind in KINDS[:2]:
            lose("question_without_choice", question=rank)
            continue
        needs = question.get("depends_on")
        if needs:
            depends_on = _depends_on(needs, said, read)
            if depends_on is None:
                lose("question_field", question=rank, field="depends_on")
            else:
                entry["depends_on"] = depends_on
        read[str(urn)] = entry
        found.append(entry)
    return found


def _depends_on(
    needs: Any, said: Mapping[str, Any], read: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """On which answers to which question before it depends; None when it cannot be said."""
    urn = str(needs.get("question") or "") if isinstance(needs, dict) else ""
    above = read.get(urn)
    answers = needs.get("answers") or [] if isinstance(needs, dict) else []
    if above is None or not isinstance(answers, list):
        return None
    listed = said[urn].get("choices")
    ids = {
        str(choice.get("urn")): f"c{rank}"
        for rank, choice in enumerate(listed if isinstance(listed, list) else [], 1)
        if isinstance(choice, dict)
    }
    kept = {one["id"] for one in above.get("choices", ())}
    wanted = [ids.get(str(one), str(one)) for one in answers]
    if kept and not kept.issuperset(wanted):
        return None
    return {
        "question": above["id"],
        "choices": wanted,
        **({"all": True} if needs.get("condition") == "all" else {}),
    }


def _choices(said: Any, question: int, lose: Lose) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for rank, choice in enumerate(said if isinstance(said, list) else [], 1):
        label = str(choice.get("value") or "").strip() if isinstance(choice, dict) else ""
        if not label:
            lose("choice_left", question=question, choice=rank)
            continue
        for key in sorted(set(choice) - CHOICE_KNOWN):
            lose("choice_field", question=question, choice=label[:80], field=key)
        found.append(_choice(choice, rank, label, question, lose))
    return found


def _choice(
    choice: Mapping[str, Any], rank: int, label: str, question: int, lose: Lose
) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": f"c{rank}", "label": label[:LABEL]}
    if choice.get("description"):
        entry["description"] = str(choice["description"]).strip()
    points = choice.get("add_score")
    if isinstance(points, int | float) and not isinstance(points, bool):
        entry["points"] = points
    elif points is not None:
        lose("choice_field", question=question, choice=label[:80], field="add_score")
    result = choice.get("compute_result")
    read = TRUTH.get(result, result) if isinstance(result, bool | str) else result
    if read in RESULTS:
        entry["result"] = read
    elif read is not None:
        lose("choice_field", question=question, choice=label[:80], field="compute_result")
    return entry
