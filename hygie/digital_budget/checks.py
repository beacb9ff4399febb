"""What a computation refuses, field by field."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone

from hygie.digital_budget.pool import read_pool
from hygie.domain.budget_formulas import CENT, ZERO, shared_part, split

if TYPE_CHECKING:
    from hygie.digital_budget.models import BudgetComputation

TITLES = (1, 2, 3, 4)
CHARGES = tuple(f"charges_t{number}" for number in TITLES)
DIGITAL = tuple(f"digital_t{number}" for number in TITLES)
KEY = ("shared_gross", "own_activity", "total_activity", "activity_source", "activity_year")
MISSING_TITLE = "Il manque ce titre\u00a0: écrivez 0 s’il n’y a rien."
Errors = Iterator[tuple[str, str]]


def check(one: "BudgetComputation") -> None:
    """Refuses what cannot be in a computation. Raises `ValidationError` by field."""
    errors: dict[str, str] = {}
    for checked in (check_days, check_titles, check_parts, check_answers, check_key):
        for name, sentence in checked(one):
            errors.setdefault(name, sentence)
    if errors:
        raise ValidationError(errors)


def check_days(one: "BudgetComputation") -> Errors:
    today = timezone.localdate()
    if one.fiscal_year is None:
        return
    if one.fiscal_year >= today.year:
        yield "fiscal_year", f"L’exercice {one.fiscal_year} n’est pas clos."
        return
    for name in ("computed_on", "entered_on"):
        day: date | None = getattr(one, name)
        if day is not None and day > today:
            yield name, "Cette date est dans le futur."
        elif day is not None and day.year <= one.fiscal_year:
            yield name, f"L’exercice {one.fiscal_year} n’était pas clos ce jour-là."
    if one.receipt and one.entered_on is None:
        yield "entered_on", "L’accusé est noté\u00a0: dites aussi quel jour."


def check_titles(one: "BudgetComputation") -> Errors:
    """All titles or none: charges by title, or their total; digital charges by title."""
    for names in (CHARGES, DIGITAL):
        given = [name for name in names if getattr(one, name) is not None]
        for name in names if given else ():
            if name not in given:
                yield name, MISSING_TITLE
    if one.charges is None and one.has_digital:
        yield "charges_total", "Il manque les charges\u00a0: par titre, ou leur total."
    titles = one.sum_of(CHARGES)
    if titles is not None and one.charges_total is not None and titles != one.charges_total:
        yield "charges_total", "Ce total n’est pas la somme des quatre titres."
    if one.charges is not None and one.charges <= ZERO:
        yield "charges_total" if titles is None else "charges_t1", "Le total des charges est nul."


def check_parts(one: "BudgetComputation") -> Errors:
    """A part is never above its whole."""
    pairs: list[tuple[str, Decimal | None, Decimal | None]] = [
        (mine, getattr(one, mine), getattr(one, whole))
        for mine, whole in zip(DIGITAL, CHARGES, strict=True)
    ]
    pairs += [
        ("digital_t4", one.sum_of(DIGITAL), one.charges),
        ("paid_to_group", one.paid_to_group, one.charges),
        ("principal_charges", one.principal_charges, one.charges),
        ("depreciation", one.depreciation, one.charges),
        ("digital_depreciation", one.digital_depreciation, one.depreciation),
        ("digital_depreciation", one.digital_depreciation, one.sum_of(DIGITAL)),
        ("digital_investments", one.digital_investments, one.investments),
    ]
    for name, part, whole in pairs:
        if part is not None and whole is not None and part > whole:
            yield name, "Cette part dépasse le tout dont elle fait partie."


def check_answers(one: "BudgetComputation") -> Errors:
    """Amounts that are shared need a sharing."""
    if one.has_shared_spending is False:
        for name in (*KEY, "shared_received", "pool"):
            if getattr(one, name):
                yield name, "Vous avez répondu que rien n’est partagé."
    if one.has_non_sanitary_structures is False and one.counts_whole_expense is not None:
        yield "counts_whole_expense", "Vous avez répondu qu’il n’y a pas de telle structure."


def check_key(one: "BudgetComputation") -> Errors:
    """The key is whole or absent, and the part received is the one that it gives."""
    if not any(getattr(one, name) for name in (*KEY, "pool")):
        return
    for name in KEY:
        if getattr(one, name) in (None, ""):
            yield name, "Il manque cette valeur pour partager selon l’activité combinée."
    if one.shared_by_combined_activity is False:
        yield "shared_by_combined_activity", "Vous donnez pourtant une clé d’activité combinée."
    if one.total_activity == ZERO:
        yield "total_activity", "La somme des activités combinées est nulle."
    own, total = one.own_activity, one.total_activity
    if own is None or not total or one.shared_gross is None:
        return
    if own > total:
        yield "own_activity", "Elle dépasse la somme des activités combinées."
        return
    yield from check_pool(one, own, total)
    received = one.shared_received
    expected = one.part_by_key
    if received is not None and expected is not None and abs(received - expected) > CENT:
        yield "shared_received", f"La clé donne {expected} €, pas {received} €."


def check_pool(one: "BudgetComputation", own: Decimal, total: Decimal) -> Errors:
    """Members of the sharing, when they are given, are those of the key."""
    try:
        members = read_pool(one.pool)
    except ValidationError:
        return
    if not members:
        return
    if sum(members.values(), ZERO) != total:
        yield "pool", "La somme des lignes n’est pas la somme des activités combinées."
    finess = one.bearer_finess
    if finess is not None and members.get(finess) != own:
        yield "pool", f"La ligne de votre établissement ({finess}) manque ou diffère."


def part_of(one: "BudgetComputation") -> Decimal | None:
    """The part received that the key gives, in cents; None without a usable key."""
    own, total, gross = one.own_activity, one.total_activity, one.shared_gross
    if own is None or total is None or gross is None:
        return None
    if not ZERO <= own <= total or not total:
        return None
    try:
        members = read_pool(one.pool)
    except ValidationError:
        members = {}
    finess = one.bearer_finess
    if finess in members and sum(members.values(), ZERO) == total:
        return split(gross, members)[finess]
    return shared_part(gross, own, total)
