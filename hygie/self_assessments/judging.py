"""What one self-assessment brings to 2.a and 2.b, in words, and where it stands itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hygie.domain import self_assessments as domain
from hygie.domain.applicability import YEARLY_DUE, first_counted_year
from hygie.domain.dated import load_book
from hygie.domain.dated.book import DayRules
from hygie.domain.packs.questions import Computed, computed
from hygie.domain.quality_plan import Carriage, carriage
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status
from hygie.obligations.steps import Step
from hygie.quality_plan.sources import plan_gesture
from hygie.self_assessments.models import Answer, MeasurePack
from hygie.web.formats import day_long, plural

DEMONSTRATION = "démonstration\u00a0: ne compte pas"


def rules_on(day: date) -> DayRules:
    """The rules that judge on `day`; the first ones for a day before them."""
    book = load_book()
    first = book.parameter(domain.PER_YEAR).values[0].since
    return book.at(max(day, first))


GAPS, GAP_GESTURE = "Écarts au PAQ", "Noter un écart"
OUTSIDE = "hors action 2\u00a0: ne compte pas"


def steps_outside() -> tuple[Step, Step]:
    """2.a and 2.b for a text other than the mesures prioritaires: it says nothing of them."""
    text = "Ce référentiel n’est pas celui des mesures prioritaires\u00a0: il ne se déclare pas."
    gaps = "Ses écarts se notent au PAQ comme les autres\u00a0; l’obligation 2.b ne les lit pas."
    return (
        Step("2.a", "Déclarée sur la plateforme", "", text, OUTSIDE),
        Step("2.b", GAPS, "", gaps, OUTSIDE, "gap", GAP_GESTURE),
    )


def steps_of(fact: domain.Declaration, profile: UnitProfile, as_of: date) -> tuple[Step, Step]:
    """2.a and 2.b for this self-assessment on `as_of`."""
    rules = rules_on(as_of)
    first = first_counted_year(profile, rules)
    entered = _entered(fact, rules, first, as_of)
    if fact.pack_is_demonstration:
        text = "Ses écarts servent à essayer\u00a0; l’obligation 2.b ne les lit pas."
        return entered, Step("2.b", GAPS, "", text, DEMONSTRATION, "gap", GAP_GESTURE)
    return entered, _improved(carriage(fact.findings, profile, rules, as_of))


def _entered(fact: domain.Declaration, rules: DayRules, first: int, as_of: date) -> Step:
    label = "Déclarée sur la plateforme"
    if fact.pack_is_demonstration:
        text = "Un paquet de démonstration sert à essayer\u00a0: il ne se déclare pas."
        return Step("2.a", label, "", text, DEMONSTRATION)
    if (fact.entered_on.year if fact.entered_on else fact.year) < first:
        text = f"{fact.year} n’est pas comptée\u00a0: la première année l’est en {first}."
        return Step("2.a", label, "", text, "année non comptée")
    if fact.entered_on is not None and fact.entered_on <= as_of:
        if fact.has_receipt:
            year = fact.entered_on.year
            text = f"Saisie le {day_long(fact.entered_on)}\u00a0: elle compte pour {year}."
            return Step("2.a", label, Status.MET, text)
        when = day_long(fact.entered_on)
        text = f"Saisie le {when}, mais l’accusé manque\u00a0: elle ne compte pas."
        return Step("2.a", label, Status.UNKNOWN, text, "", "entry", "Noter l’accusé")
    due_on = rules.day_of_year(YEARLY_DUE, fact.year)
    if due_on < as_of:
        text = f"Elle n’a pas été saisie en {fact.year}."
        return Step("2.a", label, "", text, "pas saisie", "entry", "Noter la saisie")
    text = f"À saisir au plus tard le {day_long(due_on)}."
    return Step("2.a", label, Status.DUE, text, "", "entry", "Noter la saisie")


def _improved(found: Carriage) -> Step:
    label, gesture, word = GAPS, "gap", GAP_GESTURE
    if found.total == 0:
        text = "Aucun écart n’est noté\u00a0: on ne sait pas ce qu’il faut améliorer."
        return Step("2.b", label, Status.UNKNOWN, text, "", gesture, word)
    count = f"{found.carried} sur {found.total} porté{plural(found.carried)} au PAQ"
    settling = plan_gesture(found)
    if settling is not None:
        text = f"{count}\u00a0: il manque une action, ou son numéro, son pilote, son échéance."
        return Step(
            "2.b", label, Status.OPEN, text, "", settling.url_name, settling.label,
            settling.args, settling.query,
        )  # fmt: skip
    return Step("2.b", label, Status.MET, f"{count}.", "", gesture, word)


class Answered(NamedTuple):
    """What counting needs of an answer."""

    level: int | None
    is_not_applicable: bool
    carried_from: str
    target_level: int | None

    @property
    def is_given(self) -> bool:
        return not self.carried_from and (self.is_not_applicable or self.level is not None)


@dataclass(frozen=True, slots=True)
class ThemeState:
    """Where one theme of the grid stands. `number` names it in the address, from 1.

    `carried`: taken over from before, still to be read again.
    """

    number: int
    theme: str
    total: int
    answered: int
    below: int
    carried: int


Answers = Mapping[str, Answered]


def computed_of(
    pack: MeasurePack, measure: Mapping[str, Any], choices: Mapping[str, Any]
) -> Computed | None:
    """What the answers to the questions of a measure give on the scale of its pack."""
    return computed(measure, sorted(pack.levels), choices)


def themes_of(
    pack: MeasurePack, measures: Sequence[Mapping[str, Any]], answers: Answers
) -> list[ThemeState]:
    """Each theme with its answers and those below the level to reach."""
    by_theme: dict[str, list[Answered | None]] = {}
    for measure in measures:
        by_theme.setdefault(measure["theme"], []).append(answers.get(measure["id"]))
    return [
        ThemeState(
            number=number,
            theme=theme,
            total=len(rows),
            answered=sum(row is not None and row.is_given for row in rows),
            below=sum(is_below(pack, row) for row in rows),
            carried=sum(row is not None and bool(row.carried_from) for row in rows),
        )
        for number, (theme, rows) in enumerate(by_theme.items(), 1)
    ]


def is_below(pack: MeasurePack, answer: Answer | Answered | None) -> bool:
    """Whether an answer is under the level to reach, that of the pack or its own: a gap."""
    if answer is None or answer.level is None or answer.carried_from:
        return False
    targets = [one for one in (pack.target_level, answer.target_level) if one is not None]
    return any(answer.level < one for one in targets)


def counts_by_level(
    pack: MeasurePack, measures: Sequence[Mapping[str, Any]], answers: Answers
) -> list[Mapping[str, object]]:
    """How many measures stand at each level, then « ne s'applique pas » and « sans réponse »."""
    rows = [answers.get(measure["id"]) for measure in measures]
    given = [row for row in rows if row is not None and row.is_given]
    counts: list[Mapping[str, object]] = [
        {"label": f"{value} – {label}", "count": sum(row.level == value for row in given)}
        for value, label in pack.levels.items()
    ]
    away = sum(row.is_not_applicable for row in given)
    counts.append({"label": "Ne s’applique pas", "count": away})
    counts.append({"label": "Sans réponse", "count": len(rows) - len(given)})
    return counts
