"""What is asked to be checked in a computation: never a refusal, never a status."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from hygie.domain.budget_formulas import Share
from hygie.domain.dated.reading import Node, read_mapping
from hygie.web.formats import NBSP, grouped, one_line

PATH = Path(__file__).parent / "plausibility.yaml"
BOUNDS = ("share_low_percent", "share_high_percent", "yearly_change_percent")


@dataclass(frozen=True, slots=True)
class Bound:
    """A value in percent, and why this one."""

    value: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """What to check, and why Hygie asks."""

    sentence: str
    reason: str


@cache
def bounds() -> dict[str, Bound]:
    """The bounds of `plausibility.yaml`. Raises RuleFileError for a key unknown or missing."""
    top = Node(PATH, "", read_mapping(PATH))
    top.only(required=BOUNDS)
    found = {}
    for name in BOUNDS:
        one = top.child(name)
        one.only(required=("value", "reason"))
        found[name] = Bound(Decimal(str(one.content["value"])), one_line(one.text("reason")))
    return found


def warnings(share: Share | None, before: Share | None) -> list[Warned]:
    """What to check in a share; `before` is that of the fiscal year before, if known."""
    if share is None:
        return []
    low, high, change = (bounds()[name] for name in BOUNDS)
    found = []
    if not share.reaches(low.value):
        found.append(
            Warned(f"La part est sous {grouped(low.value)}{NBSP}%{NBSP}: à vérifier.", low.reason)
        )
    if share.percent > high.value:
        found.append(
            Warned(
                f"La part est au-dessus de {grouped(high.value)}{NBSP}%{NBSP}: à vérifier.",
                high.reason,
            )
        )
    if before is not None and before.numerator:
        moved = abs(share.percent - before.percent) * 100 / before.percent
        if moved > change.value:
            found.append(
                Warned(
                    f"La part a bougé de plus de {grouped(change.value)}{NBSP}% en un an.",
                    change.reason,
                )
            )
    return found
