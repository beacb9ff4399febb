"""Shares of the digital budget: named, versioned formulas of Hygie, in exact decimals.

No text gives these formulas: they are ours, « non officielles ». Amounts are euros of one fiscal
year, with cents. Nothing is rounded before it is compared with a threshold; only parts that are
shared out are in whole cents, and then their sum is the amount shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from hygie.domain.refusal import ServiceRefusal

ZERO = Decimal(0)
CENT = Decimal("0.01")
HUNDRED = Decimal(100)
PRECISION = 50


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula by its name and version: stored with what it computed."""

    name: str
    version: int

    @property
    def code(self) -> str:
        """ "F1/1"."""
        return f"{self.name}/{self.version}"


F1 = Formula("F1", 1)
F2 = Formula("F2", 1)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What the formulas read.

    `charges`: total of titles 1 to 4; `digital`: the own digital part of them; `shared`: part
    received of the spending shared in a group; `paid_to_group`: what `charges` already holds of
    that sharing (account 653, IT part of management fees). For F2 only, None when not known:
    account 68 in `charges` and in `digital`, investments, and their digital part.
    """

    charges: Decimal
    digital: Decimal
    shared: Decimal = ZERO
    paid_to_group: Decimal = ZERO
    depreciation: Decimal | None = None
    digital_depreciation: Decimal | None = None
    investments: Decimal | None = None
    digital_investments: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A share: its two sides, in euros, and the formula that gave them."""

    formula: Formula
    numerator: Decimal
    denominator: Decimal

    @property
    def percent(self) -> Decimal:
        """The share in percent, to 50 figures: for showing, never for comparing."""
        with localcontext() as context:
            context.prec = PRECISION
            return self.numerator * HUNDRED / self.denominator

    def reaches(self, percent: Decimal) -> bool:
        """Whether the exact share is at least `percent`."""
        with localcontext() as context:
            context.prec = PRECISION
            return self.numerator * HUNDRED >= percent * self.denominator

    def lacks(self, percent: Decimal) -> Decimal:
        """Euros that the numerator lacks to reach `percent`; zero when it is reached."""
        with localcontext() as context:
            context.prec = PRECISION
            return max(ZERO, percent * self.denominator / HUNDRED - self.numerator)


def share_f1(amounts: Amounts) -> Share:
    """F1, exploitation: (own + shared) / (charges - paid to the group + shared).

    Raises `ServiceRefusal`: "amount_negative", "digital_above_charges", "charges_zero".
    """
    refuse_amounts(amounts)
    charges = amounts.charges - amounts.paid_to_group + amounts.shared
    return _share(F1, amounts.digital + amounts.shared, charges)


def share_f2(amounts: Amounts) -> Share | None:
    """F2, exploitation and investments: account 68 leaves both sides, investments enter both.

    An investment and its depreciation are never counted together. None when one of the four
    amounts is not known. Raises as `share_f1`.
    """
    out, digital_out = amounts.depreciation, amounts.digital_depreciation
    more, digital_more = amounts.investments, amounts.digital_investments
    if out is None or digital_out is None or more is None or digital_more is None:
        return None
    refuse_amounts(amounts)
    charges = amounts.charges - amounts.paid_to_group + amounts.shared - out + more
    return _share(F2, amounts.digital + amounts.shared - digital_out + digital_more, charges)


def _share(formula: Formula, numerator: Decimal, denominator: Decimal) -> Share:
    if denominator <= ZERO:
        raise ServiceRefusal("charges_zero")
    return Share(formula, numerator, denominator)


def refuse_amounts(amounts: Amounts) -> None:
    """Refuses negative amounts, and a digital part above the whole."""
    values = (getattr(amounts, name) for name in Amounts.__slots__)
    if any(value is not None and value < ZERO for value in values):
        raise ServiceRefusal("amount_negative")
    for part, whole in (
        (amounts.digital, amounts.charges),
        (amounts.digital_depreciation, amounts.depreciation),
        (amounts.digital_investments, amounts.investments),
        (amounts.digital_depreciation, amounts.digital),
        (amounts.depreciation, amounts.charges),
    ):
        if part is not None and whole is not None and part > whole:
            raise ServiceRefusal("digital_above_charges")


def shared_part(amount: Decimal, own: Decimal, total: Decimal) -> Decimal:
    """The part of `amount` that goes to `own` of `total` activité combinée, in whole cents.

    Raises `ServiceRefusal`: "activity_missing" without total, "activity_above_total".
    """
    if total <= ZERO or own < ZERO:
        raise ServiceRefusal("activity_missing")
    if own > total:
        raise ServiceRefusal("activity_above_total")
    with localcontext() as context:
        context.prec = PRECISION
        return (amount * own / total).quantize(CENT, ROUND_HALF_UP)


def split(amount: Decimal, activities: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """Shares `amount` out by activité combinée, in whole cents, to the largest remainders.

    `activities`: by FINESS number; equal remainders go in the order of the numbers. The sum of the
    parts is `amount`. Raises `ServiceRefusal` "activity_missing": one is not known, or all zero.
    """
    known = {finess: value for finess, value in activities.items() if value is not None}
    total = sum(known.values(), ZERO)
    if len(known) < len(activities) or total <= ZERO or min(known.values()) < ZERO:
        raise ServiceRefusal("activity_missing")
    with localcontext() as context:
        context.prec = PRECISION
        exact = {finess: amount * known[finess] / total for finess in sorted(known)}
        parts = {one: value.quantize(CENT, ROUND_FLOOR) for one, value in exact.items()}
        cents = int((amount - sum(parts.values(), ZERO)) / CENT)
        for one in sorted(exact, key=lambda one: (parts[one] - exact[one], one))[:cents]:
            parts[one] += CENT
    return parts
