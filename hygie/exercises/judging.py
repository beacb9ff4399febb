"""What one exercise brings to each of the four obligations of action 1, in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hygie.domain import exercises as domain
from hygie.domain.applicability import first_counted_year
from hygie.domain.dated import load_book
from hygie.domain.dated.book import DayRules
from hygie.domain.quality_plan import Carriage, carriage
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status
from hygie.obligations.steps import Step
from hygie.quality_plan.sources import plan_gesture
from hygie.web.formats import day_long, plural

LACKS = {
    "continuity": "il n’a éprouvé ni les soins ni les missions",
    "cyber_event": "il ne partait pas d’un événement cyber",
    "general_direction": "ni la DG ni la DGA n’étaient présentes",
    "other_function": "ni la PCME, ni la DSI, ni la DIRCOM n’étaient présentes",
}
UNCLEAR = {
    "continuity": "s’il a éprouvé les soins ou les missions",
    "cyber_event": "s’il partait d’un événement cyber",
    "functions": "qui était présent",
}
HELP_PATH = "action_1/help_what_does_not_count"


def rules_on(day: date) -> DayRules:
    """The rules that judge on `day`; the first ones for a day before them."""
    book = load_book()
    first = book.parameter(domain.WHAT_COUNTS).values[0].since
    return book.at(max(day, first))


def what_does_not_count() -> Any:
    """The help of an ARS, with its source: shown as a help, never as the law."""
    return load_book().helps[HELP_PATH]


def steps_of(fact: domain.Exercise, profile: UnitProfile, as_of: date) -> tuple[Step, ...]:
    """The four obligations for this exercise on `as_of`."""
    if fact.held_on > as_of:
        return _not_held_yet(fact)
    rules = rules_on(as_of)
    found = carriage(fact.findings, profile, rules, as_of, on_time=True)
    improved = _improved(found)
    first = first_counted_year(profile, rules)
    if fact.held_on.year < first:
        return _before_the_first_year(fact, first, improved)
    lacks, unclear = domain.what_lacks(fact, rules)
    if lacks:
        improved = _learnt(found)
    return (
        _held(fact, lacks, unclear),
        _follow(
            ("1.b", "RETEX validé", "retex", "Valider le RETEX"),
            fact.held_on,
            fact.retex_validated_on,
            rules.day_of_year(domain.RETEX_DUE, fact.held_on.year),
            as_of,
            bool(lacks),
        ),
        improved,
        _follow(
            ("1.d", "Saisi sur la plateforme", "entry", "Noter la saisie"),
            fact.held_on,
            fact.entered_on,
            rules.day_of_year(domain.ENTRY_DUE, fact.held_on.year),
            as_of,
            bool(lacks),
        ),
    )


def _not_held_yet(fact: domain.Exercise) -> tuple[Step, ...]:
    """The day looked at is before the exercise: it brings nothing yet."""
    text = f"Il a été tenu le {day_long(fact.held_on)}, après le jour regardé."
    tag = "après le jour regardé"
    return (
        Step("1.a", "Exercice annuel", "", text, tag),
        Step("1.b", "RETEX validé", "", text, tag),
        Step("1.c", "Améliorations au PAQ", "", text, tag),
        Step("1.d", "Saisi sur la plateforme", "", text, tag),
    )


def _before_the_first_year(fact: domain.Exercise, first: int, improved: Step) -> tuple[Step, ...]:
    """A year that the rules do not count: nothing of it is late."""
    text = f"{fact.held_on.year} n’est pas comptée\u00a0: la première année l’est en {first}."
    held = Step("1.a", "Exercice annuel", "", text, "année non comptée")
    retex, entry = (
        Step(
            code,
            label,
            Status.MET if done_on else Status.NOT_APPLICABLE,
            f"Le {day_long(done_on)}." if done_on else "Rien n’était demandé cette année-là.",
        )
        for code, label, done_on in (
            ("1.b", "RETEX validé", fact.retex_validated_on),
            ("1.d", "Saisi sur la plateforme", fact.entered_on),
        )
    )
    return held, retex, improved, entry


def _held(fact: domain.Exercise, lacks: Sequence[str], unclear: Sequence[str]) -> Step:
    label = "Exercice annuel"
    if lacks:
        why = ", ".join(LACKS[code] for code in lacks)
        text = f"Il ne compte pas pour {fact.held_on.year}\u00a0: {why}."
        return Step("1.a", label, "", text, "ne compte pas", "edit", "Corriger")
    if unclear:
        what = ", ni ".join(UNCLEAR[code] for code in unclear)
        text = f"On ne sait pas encore {what}."
        return Step("1.a", label, Status.UNKNOWN, text, "", "edit", "Répondre")
    return Step("1.a", label, Status.MET, f"Il compte pour {fact.held_on.year}.")


def _follow(
    names: tuple[str, str, str, str],
    held_on: date,
    done_on: date | None,
    due_on: date,
    as_of: date,
    is_refused: bool,
) -> Step:
    code, label, gesture, gesture_label = names
    if done_on is not None and done_on <= as_of:
        return Step(code, label, Status.MET, f"Le {day_long(done_on)}.")
    if is_refused:
        text = "Sans objet\u00a0: cet exercice ne compte pas."
        return Step(code, label, Status.NOT_APPLICABLE, text)
    if due_on < as_of:
        text = f"C’était à faire au plus tard le {day_long(due_on)}."
        return Step(code, label, Status.LATE, text, "", gesture, gesture_label)
    text = f"À faire au plus tard le {day_long(due_on)}."
    return Step(code, label, Status.DUE, text, "", gesture, gesture_label)


def _learnt(found: Carriage) -> Step:
    """What an exercise that does not count taught: findings to follow, no status of 1.c."""
    label, gesture, word = "Ce qu’il a appris", "improvement", "Noter un constat"
    if found.total == 0:
        text = (
            "L’exercice ne compte pas pour l’année. Ce qu’il a montré peut quand même se noter, "
            "comme tout constat, et se porter au PAQ."
        )
        return Step("1.c", label, "", text, "facultatif", gesture, word)
    count = f"{found.carried} sur {found.total} porté{plural(found.carried)} au PAQ"
    text = f"L’exercice ne compte pas pour l’année. Ses constats restent à suivre\u00a0: {count}."
    tag = "constats à porter" if found.lacking else "constats portés"
    return Step("1.c", label, "", text, tag, gesture, word)


def _improved(found: Carriage) -> Step:
    label, gesture, word = "Améliorations au PAQ", "improvement", "Noter une amélioration"
    if found.total == 0:
        text = "Aucune amélioration n’est notée\u00a0: on ne sait pas ce que l’exercice a appris."
        return Step("1.c", label, Status.UNKNOWN, text, "", gesture, word)
    count = f"{found.carried} sur {found.total} portée{plural(found.carried)} au PAQ"
    settling = plan_gesture(found)
    if settling is not None:
        text = f"{count}\u00a0: il manque une action, ou son numéro, son pilote, son échéance."
        if found.overdue:
            late = len(found.overdue)
            text = f"{count}, {late} action{plural(late)} en retard sans report motivé."
        return Step(
            "1.c", label, Status.OPEN, text, "", settling.url_name, settling.label,
            settling.args, settling.query,
        )  # fmt: skip
    return Step("1.c", label, Status.MET, f"{count}.", "", gesture, word)
