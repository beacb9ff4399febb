"""The page of one obligation: the rule, our choices, what would change it, who can."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from hygie.compliance.selectors import Line
from hygie.compliance.words import missing_sentence
from hygie.domain.applicability import FIRST_YEAR, FORPROFIT, NEW_YEARS, PROGRAMME_END
from hygie.domain.audit_levels import RECOMMENDED_BY, RECOMMENDED_LEVEL
from hygie.domain.continuity import LETTER_UNCLEAR
from hygie.domain.dated import Parameter, RuleBook
from hygie.domain.dated.book import DayRules
from hygie.domain.verdict import Status
from hygie.organisations.enums import Sector
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, roles_with
from hygie.organisations.scope import who_can
from hygie.web.formats import day_long


def may_be_forprofit(unit: Organisation, _: DayRules) -> bool:
    """A sector that is not known may be any."""
    return unit.sector in ("", None, Sector.PRIVATE_FORPROFIT)


def may_be_private(unit: Organisation, _: DayRules) -> bool:
    return unit.sector != Sector.PUBLIC


def is_new(unit: Organisation, rules: DayRules) -> bool:
    """Opened since the first year that counts."""
    return unit.opened_on is not None and unit.opened_on.year >= rules.number(FIRST_YEAR)


# Choices that bear on some establishments only; the others bear on all.
BEARS_ON: Mapping[str, Callable[[Organisation, DayRules], bool]] = {
    FORPROFIT: may_be_forprofit,
    PROGRAMME_END: may_be_forprofit,
    LETTER_UNCLEAR: may_be_private,
    NEW_YEARS: is_new,
}


@dataclass(frozen=True)
class Explained:
    """What « Pourquoi ? » says of one obligation.

    `choices`: those that bear on the unit; `other_choices`: those that bear on others only.
    `recommended`: what the text recommends besides, as a sentence; `recommended_missed`: what
    stands beside the status when it is not reached; both "" without recommendation.
    """

    rule: str
    reference: str
    reference_url: str
    checked_on: date
    choices: list[Parameter]
    other_choices: list[Parameter]
    changes: list[str]
    recommended: str
    recommended_missed: str


def explained(line: Line, book: RuleBook, unit: Organisation, day: date) -> Explained:
    """The rule of the text behind a line, our choices, and the facts that would change it."""
    obligation, rules = line.judged.obligation, book.at(day)
    choices = book.choices_for(obligation.id)
    bearing = [one for one in choices if bears_on(one, unit, rules)]
    missed = line.recommended in (Status.OPEN, Status.DUE)
    return Explained(
        rule=f"{obligation.label}. {obligation.when}.",
        reference=f"{obligation.source.title}, {obligation.source.where}",
        reference_url=obligation.source.href,
        checked_on=obligation.checked_on,
        choices=bearing,
        other_choices=[one for one in choices if one not in bearing],
        changes=[missing_sentence(code) for code in line.judged.verdict.missing],
        recommended=recommendation(line.recommended, rules),
        recommended_missed=f"niveau {rules.number(RECOMMENDED_LEVEL)}" if missed else "",
    )


def bears_on(choice: Parameter, unit: Organisation, rules: DayRules) -> bool:
    """Whether a choice has an effect on the unit."""
    asks = BEARS_ON.get(choice.path)
    return asks is None or asks(unit, rules)


def recommendation(status: Status | None, rules: DayRules) -> str:
    """The level that the text recommends and where it stands; "" where it recommends none."""
    if status is None:
        return ""
    level, by = rules.number(RECOMMENDED_LEVEL), day_long(rules.day(RECOMMENDED_BY))
    said = {
        Status.MET: f"Le niveau {level}, que le texte recommande, est atteint.",
        Status.DUE: f"Le texte recommande le niveau {level} au plus tard le {by}.",
        Status.OPEN: f"Le texte recommande le niveau {level} depuis le {by}\u00a0: il n’est pas "
        "atteint, ce n’est pas un retard.",
    }
    unknown = f"Le texte recommande le niveau {level}\u00a0: on ne sait pas s’il est atteint."
    return said.get(status, unknown)


@dataclass(frozen=True)
class Helpers:
    """Who notes what is missing: the room, the roles that write it, the people who hold one."""

    room: str
    roles: list[str]
    people: list[str]


def helpers(line: Line, unit: Organisation, on: date) -> Helpers | None:
    """Who can do what the person may not for this line; None when there is nothing to ask."""
    if line.writable_in is None:
        return None
    members = who_can(unit, line.writable_in, Right.WRITE, on)
    return Helpers(
        room=line.writable_in.label,
        roles=[role.label for role in roles_with(line.writable_in, Right.WRITE)],
        people=[f"{one.user.full_name} ({one.get_role_display()})" for one in members],
    )
