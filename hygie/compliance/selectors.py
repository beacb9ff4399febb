"""What the status pages show: the 25 verdicts of a unit on a day, ordered by urgency."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from hygie.compliance.frise import runs
from hygie.compliance.gestures import NAMES, PAGE_OF_ACTION, ROOM_OF_ACTION, gestures_for
from hygie.compliance.words import missing_sentence, period, reason_sentence
from hygie.domain.verdict import Status
from hygie.obligations import selectors as obligations
from hygie.obligations.selectors import Judged
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room, roles_with
from hygie.organisations.scope import Scope
from hygie.web.charts import Interval
from hygie.web.paths import path_of

URGENCY = (
    Status.LATE,
    Status.UNKNOWN,
    Status.DUE,
    Status.OPEN,
    Status.MET,
    Status.NOT_APPLICABLE,
)
SECTION_TITLES = {
    Status.LATE: "En retard",
    Status.UNKNOWN: "À préciser",
    Status.DUE: "À faire, avec une échéance",
    Status.OPEN: "À faire, sans échéance dans le texte",
    Status.MET: "Fait",
    Status.NOT_APPLICABLE: "Non concerné",
}


@dataclass(frozen=True)
class Line:
    """One obligation on screen. `reasons` and `missing` are empty without the right to read why.

    `writable_in`: the room where the missing fact is noted, when the person may not; else None.
    """

    code: str
    url: str
    action: int
    label: str
    short_label: str
    when: str
    status: Status
    since: date | None
    due_on: date | None
    count: str
    missed: tuple[str, ...]
    recommended: Status | None
    noted: bool
    reasons: tuple[str, ...]
    missing: str
    gesture_label: str
    gesture_url: str
    writable_in: Room | None
    judged: Judged

    @property
    def noted_by(self) -> str:
        """Who notes the missing fact, when the person may not: « Finances, DSI »."""
        if self.writable_in is None:
            return ""
        return ", ".join(role.label for role in roles_with(self.writable_in, Right.WRITE))


@dataclass(frozen=True)
class Section:
    """Lines of one status, under its title."""

    status: Status
    title: str
    lines: list[Line]


def unit_lines(scope: Scope, unit: Organisation, day: date) -> list[Line]:
    """The 25 obligations of `unit` on `day`, in the order of the text."""
    return [_line(scope, unit, judged, day) for judged in obligations.unit_verdicts(unit, day)]


def _line(scope: Scope, unit: Organisation, judged: Judged, day: date) -> Line:
    verdict, obligation = judged.verdict, judged.obligation
    room = ROOM_OF_ACTION[obligation.action]
    may_read = scope.may(unit, room, Right.READ)
    helping = gestures_for(obligation.id, verdict) if verdict.status in URGENCY[:4] else ()
    allowed = (one for one in helping if scope.may(unit, one.room, Right.WRITE))
    gesture = next(allowed, None)
    reasons = tuple(reason_sentence(reason) for reason in verdict.reasons) if may_read else ()
    return Line(
        code=obligation.id,
        url=path_of("compliance:obligation", unit.finess, obligation.id),
        action=obligation.action,
        label=obligation.label,
        short_label=obligation.short_label,
        when=obligation.when,
        status=verdict.status,
        since=judged.since,
        due_on=verdict.due_on,
        count=count_words(verdict.done, verdict.total, obligation.id),
        missed=tuple(period(label) for label in verdict.missed),
        recommended=verdict.recommended,
        noted=verdict.noted,
        reasons=reasons,
        missing=missing_sentence(verdict.missing[0]) if verdict.missing and may_read else "",
        gesture_label=gesture.label if gesture else "",
        gesture_url=gesture.url(unit) if gesture else "",
        writable_in=None if gesture or not helping else helping[-1].room,
        judged=judged,
    )


# What a count counts, and what makes one of it counted: for one, and for several.
FINDINGS = ("constat", "porté au PAQ"), ("constats", "portés au PAQ")
BIAS = ("BIA", "approuvé"), ("BIA", "approuvés")
COUNTED = {
    "1.b": (("exercice", "avec RETEX validé"), ("exercices", "avec RETEX validé")),
    "1.c": FINDINGS,
    "1.d": (("exercice", "saisi"), ("exercices", "saisis")),
    "2.b": FINDINGS,
    "3.c": (("annuaire", "audité dans le trimestre"), ("annuaires", "audités dans le trimestre")),
    "3.d": FINDINGS,
    "3.e": (("annuaire", "au niveau demandé"), ("annuaires", "au niveau demandé")),
    "4.a": (("élément", "en place"), ("éléments", "en place")),
    "4.b": BIAS,
    "4.c": BIAS,
    "5.a": (("constat ou action", "porté au PAQ"), ("constats ou actions", "portés au PAQ")),
    "6.b": (("moyen", "admis"), ("moyens", "admis")),
}


def count_words(done: int | None, total: int | None, obligation_id: str) -> str:
    """« 17 BIA sur 24 approuvés », or nothing when there is no count.

    It says of what, for all that is counted may be done and the status ask for something else.
    """
    if not total or obligation_id not in COUNTED:
        return ""
    one, several = COUNTED[obligation_id]
    noun, is_so = several if (done or 0) > 1 else one
    return f"{done or 0} {noun} sur {total} {is_so}"


def sections(lines: list[Line]) -> list[Section]:
    """Lines by status, the most urgent first; within one, the nearest or oldest day first."""
    found = []
    for status in URGENCY:
        own = [line for line in lines if line.status == status]
        if own:
            own.sort(key=lambda line: (line.due_on or date.max, line.code))
            found.append(Section(status, SECTION_TITLES[status], own))
    return found


def headline(lines: list[Line]) -> str:
    """The state in words: « 3 obligations en retard, 2 à préciser, 4 échéances à venir »."""
    counts = Counter(line.status for line in lines)
    parts = []
    late, unknown, due = counts[Status.LATE], counts[Status.UNKNOWN], counts[Status.DUE]
    if late:
        parts.append(f"{late} obligation{'s' if late > 1 else ''} en retard")
    if unknown:
        parts.append(f"{unknown} à préciser")
    if due:
        parts.append(f"{due} avec une échéance à venir")
    if not parts:
        return "Rien n’est en retard"
    return ", ".join(parts) if late else "Rien n’est en retard\u00a0: " + ", ".join(parts)


def late_then_due(lines: list[Line]) -> list[Line]:
    """Lines late, then those with a day ahead."""
    asked = [line for line in lines if line.status in (Status.LATE, Status.DUE)]
    return sorted(asked, key=lambda line: line.status != Status.LATE)


def next_three(lines: list[Line]) -> list[Line]:
    """The three things to do now: late first, then what is missing, then the nearest day."""
    useful = [line for line in lines if line.gesture_url and line.status in URGENCY[:4]]
    useful.sort(key=lambda line: (URGENCY.index(line.status), line.due_on or date.max, line.code))
    return useful[:3]


@dataclass(frozen=True)
class ActionLine:
    """One of the seven actions in the rail."""

    number: int
    label: str
    url_name: str
    late: int


def rail_counts(unit: Organisation, day: date) -> list[ActionLine]:
    """Number of late obligations of each action on `day`: one query."""
    late: Counter[int] = Counter()
    rows = obligations.statuses_on([unit.pk], day).filter(status=Status.LATE)
    for obligation_id in rows.values_list("obligation", flat=True):
        late[int(obligation_id[0])] += 1
    return [
        ActionLine(number, NAMES[number], PAGE_OF_ACTION[number], late[number])
        for number in sorted(NAMES)
    ]


def history(unit: Organisation, code: str) -> list[dict[str, object]]:
    """Past and coming intervals of one obligation, latest first, for the timeline component."""
    horizon = obligations.horizon()
    rows = obligations.unit_timelines(unit, horizon.start, horizon.end).get(code, [])
    return [
        {"on": run.since, "status": run.status, "text": "", "note": _interval_note(run)}
        for run in reversed(runs(rows))
    ]


def _interval_note(row: Interval) -> str:
    if row.until is None:
        return "sans fin connue, si rien ne change"
    return f"jusqu’au {(row.until - timedelta(days=1)):%d/%m/%Y}"
