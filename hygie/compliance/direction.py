"""The direction page: one sheet for a committee, on screen and on paper."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import F

from hygie.compliance.frise import unit_strips, window
from hygie.compliance.selectors import Line, unit_lines
from hygie.documents.pdf import render_pdf
from hygie.domain.quality_plan import FindingOrigin
from hygie.domain.verdict import Status
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.models import PlanAction
from hygie.web.charts import frise_sheet
from hygie.web.formats import day_long, day_short
from hygie.web.statuses import LOOKS, look_of

TEMPLATE = Path(__file__).resolve().parent / "typst" / "direction.typ"
ACTION_OF_ORIGIN = {
    FindingOrigin.EXERCISE: 1,
    FindingOrigin.SELF_ASSESSMENT: 2,
    FindingOrigin.ADS: 3,
    FindingOrigin.SILENE: 3,
    FindingOrigin.CONTINUITY: 4,
    FindingOrigin.IDENTIFICATION: 6,
}
# The plan says which action of the instruction each of its actions comes from, not which obligation
# it answers: what is shown beside a late point is all that is open for the same action.
OPEN_ACTIONS = "Actions ouvertes au plan pour la même action"
PLAN_UNREAD = "plan non lu avec votre rôle"
SHOWN_STATUSES = ("late", "unknown", "due", "open", "met", "not_applicable")


@dataclass(frozen=True)
class LatePoint:
    """What is late: why, and what the plan has open for the same action of the instruction.

    `nothing`: what is said when there is no such action.
    """

    line: Line
    reason: str
    actions: list[PlanAction]
    nothing: str

    @property
    def is_planned(self) -> bool:
        """Whether an action has both its pilote and its day."""
        return any(action.pilote_name and action.current_due_on for action in self.actions)


@dataclass(frozen=True)
class DirectionPage:
    """Position, what is late with its plan, what comes, what to decide."""

    unit: Organisation
    day: date
    counts: list[tuple[str, str, int]]
    late: list[LatePoint]
    coming: list[Line]
    decisions: list[str]
    lines: list[Line]
    may_read_plan: bool
    open_actions: str = OPEN_ACTIONS


def direction_page(scope: Scope, unit: Organisation, day: date) -> DirectionPage:
    """The page of `unit` on a day; the number of queries does not depend on what is late."""
    lines = unit_lines(scope, unit, day)
    tally = Counter(line.status for line in lines)
    late_lines = [line for line in lines if line.status == Status.LATE]
    may_read_plan = scope.may(unit, Room.QUALITY_PLAN, Right.READ)
    plan = plan_by_action(unit) if may_read_plan else {}
    late = [
        LatePoint(
            line,
            line.reasons[0] if line.reasons else "",
            plan.get(line.action, [])[:2],
            nothing_words(line.action) if may_read_plan else PLAN_UNREAD,
        )
        for line in late_lines
    ]
    coming = sorted(
        (line for line in lines if line.status == Status.DUE and line.due_on),
        key=lambda line: (line.due_on or day, line.code),
    )
    return DirectionPage(
        unit=unit,
        day=day,
        counts=[
            (code, LOOKS[code].word_for(tally[Status(code)]), tally[Status(code)])
            for code in SHOWN_STATUSES
        ],
        late=late,
        coming=coming[:6],
        decisions=decisions(late if may_read_plan else [], lines),
        lines=lines,
        may_read_plan=may_read_plan,
    )


def nothing_words(action: int) -> str:
    """What is said of an action of the instruction for which the plan has nothing open."""
    if action not in ACTION_OF_ORIGIN.values():
        return "à décider"
    return f"aucune action ouverte pour l’action\u00a0{action}"


def lower_first(text: str) -> str:
    """The text without capital at its head; an acronym keeps its own."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def plan_by_action(unit: Organisation) -> dict[int, list[PlanAction]]:
    """Open actions of the plan by action of the instruction, nearest day first: one query."""
    found: dict[int, list[PlanAction]] = defaultdict(list)
    rows = PlanAction.objects.open().borne_for(unit)
    for action in rows.order_by(F("current_due_on").asc(nulls_last=True), "code"):
        origins = (ACTION_OF_ORIGIN.get(FindingOrigin(one)) for one in action.all_origins)
        for number in {one for one in origins if one is not None}:
            found[number].append(action)
    return found


def decisions(late: list[LatePoint], lines: list[Line]) -> list[str]:
    """What the committee is asked: a pilote and a day where there is none, a name to give."""
    asked = [
        f"{point.line.code}\u00a0: désigner un pilote et fixer une date "
        f"({lower_first(point.line.short_label)})."
        for point in late
        if not point.is_planned
    ]
    asked += [
        f"{line.code}\u00a0: dire qui peut répondre ({lower_first(line.short_label)})."
        for line in lines
        if line.status == Status.UNKNOWN and line.judged.question is not None
    ]
    return asked


def pdf(page: DirectionPage, made_on: date) -> bytes:
    """One A4 sheet, « document de travail – diffusion restreinte »."""
    shown = window(page.day)
    data: dict[str, Any] = {
        "title": "Cybersécurité\u00a0: où nous en sommes",
        "unit": f"{page.unit.name} – FINESS {page.unit.finess}",
        "demonstration": page.unit.is_demo,
        "on": day_long(page.day),
        "counts": [
            {"status": code, "symbol": look_of(code).symbol, "word": word, "number": number}
            for code, word, number in page.counts
        ],
        "open_actions": OPEN_ACTIONS,
        "may_read_plan": page.may_read_plan,
        "late": [
            {
                "code": point.line.code,
                "label": point.line.short_label,
                "since": day_short(point.line.since),
                "reason": point.reason,
                "plan": [plan_words(action) for action in point.actions],
                "nothing": point.nothing,
            }
            for point in page.late
        ],
        "coming": [
            {"code": line.code, "label": line.short_label, "due_on": day_short(line.due_on)}
            for line in page.coming
        ],
        "decisions": page.decisions,
        "frise": str(frise_sheet(unit_strips(page.unit, shown), shown, title="Frise")),
    }
    return render_pdf(TEMPLATE, data, made_on=made_on)


def plan_words(action: PlanAction) -> str:
    """« Titre – pilote, pour le 31/12/2026 »."""
    pilote = action.pilote_name or "sans pilote"
    due = f"pour le {day_short(action.current_due_on)}" if action.current_due_on else "sans date"
    return f"{action.title} – {pilote}, {due}"
