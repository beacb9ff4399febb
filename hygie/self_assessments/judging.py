"""What one self-assessment brings to 2.a and 2.b, in words, and where it stands itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hygie.domain import self_assessments as domain
from hygie.domain.applicability import YEARLY_DUE, first_counted_year
from hygie.domain.dated import load_book
from hygie.domain.dated.book import DayRules
from hygie.domain.quality_plan import Carriage, carriage
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status
from hygie.self_assessments.models import Answer, MeasurePack
from hygie.web.formats import day_long, plural

DEMONSTRATION = "démonstration\u00a0: ne compte pas"


@dataclass(frozen=True, slots=True)
class Step:
    """One obligation, for one self-assessment. `status` "" with `tag`: a word that is no status."""

    code: str
    label: str
    status: str
    detail: str
    tag: str = ""
    gesture: str = ""
    gesture_label: str = ""


def rules_on(day: date) -> DayRules:
    """The rules that judge on `day`; the first ones for a day before them."""
    book = load_book()
    first = book.parameter(domain.PER_YEAR).values[0].since
    return book.at(max(day, first))


def steps_of(fact: domain.Declaration, profile: UnitProfile, as_of: date) -> tuple[Step, Step]:
    """2.a and 2.b for this self-assessment on `as_of`."""
    rules = rules_on(as_of)
    first = first_counted_year(profile, rules)
    entered = _entered(fact, rules, first, as_of)
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
        text = (
            f"Saisie le {day_long(fact.entered_on)}, mais le reçu manque\u00a0: elle ne compte pas."
        )
        return Step("2.a", label, Status.UNKNOWN, text, "", "entry", "Noter le reçu")
    due_on = rules.day_of_year(YEARLY_DUE, fact.year)
    if due_on < as_of:
        text = f"Elle n’a pas été saisie en {fact.year}."
        return Step("2.a", label, "", text, "pas saisie", "entry", "Noter la saisie")
    text = f"À saisir au plus tard le {day_long(due_on)}."
    return Step("2.a", label, Status.DUE, text, "", "entry", "Noter la saisie")


def _improved(found: Carriage) -> Step:
    label, gesture, word = "Écarts au PAQ", "gap", "Noter un écart"
    if found.total == 0:
        text = "Aucun écart n’est noté\u00a0: on ne sait pas ce qu’il faut améliorer."
        return Step("2.b", label, Status.UNKNOWN, text, "", gesture, word)
    count = f"{found.carried} sur {found.total} porté{plural(found.carried)} au PAQ"
    if found.lacking:
        text = f"{count}\u00a0: il manque une action, ou son numéro, son pilote, son échéance."
        return Step("2.b", label, Status.OPEN, text, "", gesture, word)
    return Step("2.b", label, Status.MET, f"{count}.", "", gesture, word)


@dataclass(frozen=True, slots=True)
class ThemeState:
    """Where one theme of the grid stands. `number` names it in the address, from 1."""

    number: int
    theme: str
    total: int
    answered: int
    below: int


def themes_of(pack: MeasurePack, answers: Sequence[Answer]) -> list[ThemeState]:
    """Each theme with its answers and those below the level to reach."""
    by_id = {row.measure_id: row for row in answers}
    states = []
    for number, theme in enumerate(pack.themes, 1):
        rows = [by_id.get(measure["id"]) for measure in pack.measures_of(theme)]
        given = [row for row in rows if row is not None and row.is_given]
        below = sum(is_below(pack, row) for row in given)
        states.append(ThemeState(number, theme, len(rows), len(given), below))
    return states


def is_below(pack: MeasurePack, answer: Answer | None) -> bool:
    """Whether an answer is under the level to reach: a gap."""
    if answer is None or answer.level is None or pack.target_level is None:
        return False
    return answer.level < pack.target_level


def counts_by_level(pack: MeasurePack, answers: Sequence[Answer]) -> list[Mapping[str, object]]:
    """How many measures stand at each level, then « ne s'applique pas » and « sans réponse »."""
    given = [row for row in answers if row.is_given]
    rows: list[Mapping[str, object]] = [
        {"label": f"{value} – {label}", "count": sum(row.level == value for row in given)}
        for value, label in pack.levels.items()
    ]
    away = sum(row.is_not_applicable for row in given)
    rows.append({"label": "Ne s’applique pas", "count": away})
    rows.append({"label": "Sans réponse", "count": len(pack.measures) - len(given)})
    return rows
