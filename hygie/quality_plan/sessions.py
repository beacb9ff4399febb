"""What a committee looks at in one session: late, to come, to accept, done, moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from hygie.organisations.models import Organisation
from hygie.quality_plan.days import months_later
from hygie.quality_plan.enums import Instance, State
from hygie.quality_plan.models import ActionPostponement, PlanAction
from hygie.quality_plan.selectors import PlanFilter, actions_of
from hygie.web.formats import day_long, day_short, euros, plural

AHEAD_DAYS, MONTHS_BACK = 90, 3


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the dossier: its title, the headings of its table, its rows, in French."""

    title: str
    empty: str
    headings: tuple[str, ...]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Session:
    """The dossier of one session. `with_details`: it holds restricted details and reasons."""

    unit_name: str
    instance: Instance
    on: date
    since: date
    with_details: bool
    demonstration: bool
    figures: list[tuple[str, str]]
    parts: list[Part]

    @property
    def title(self) -> str:
        return f"{self.instance.label} du {day_long(self.on)}\u00a0: actions cyber du plan (PAQ)"

    @property
    def subtitle(self) -> str:
        what = "détails restreints compris" if self.with_details else "libellés diffusables"
        return f"Depuis le {day_long(self.since)}, {what}"


def session_of(
    unit: Organisation,
    instance: Instance,
    *,
    on: date,
    since: date | None = None,
    with_details: bool = False,
) -> Session:
    """The dossier of a committee `on` a day, with what moved `since` its last session (three
    months before by default): two queries. The caller has checked the right to the details."""
    first = since or months_later(on, -MONTHS_BACK)
    asked = PlanFilter(instance=instance.value)
    actions: list[Any] = list(
        actions_of(unit, asked, on).order_by(F("current_due_on").asc(nulls_last=True), "code")
    )
    moves = list(
        ActionPostponement.objects.filter(
            action__in=[one.pk for one in actions], decided_on__gte=first, decided_on__lte=on
        ).select_related("action")
    )
    return Session(
        unit_name=unit.name,
        instance=instance,
        on=on,
        since=first,
        with_details=with_details,
        demonstration=unit.is_demo,
        figures=_figures(actions, first, on),
        parts=_parts(actions, moves, first, on, with_details),
    )


def _done_since(actions: Sequence[Any], first: date, on: date) -> list[Any]:
    return [one for one in actions if one.done_on is not None and first <= one.done_on <= on]


def _figures(actions: Sequence[Any], first: date, on: date) -> list[tuple[str, str]]:
    live = [one for one in actions if one.is_open]
    cost = sum((one.cost_eur for one in live if one.cost_eur is not None), start=0)
    done = len(_done_since(actions, first, on))
    figures = [
        ("à mener", str(len(live))),
        ("en retard", str(sum(one.is_late for one in live))),
        (f"réalisée{plural(done)} depuis le {day_short(first)}", str(done)),
        ("à vérifier", str(sum(one.state == State.DONE for one in actions))),
    ]
    return [*figures, ("coût prévu", euros(cost, 0))] if cost else figures


def _parts(
    actions: Sequence[Any],
    moves: Sequence[ActionPostponement],
    first: date,
    on: date,
    with_details: bool,
) -> list[Part]:
    late = [one for one in actions if one.is_late]
    ahead = [
        one
        for one in actions
        if one.is_open
        and not one.is_late
        and one.state != State.PROPOSED
        and (one.current_due_on is None or one.current_due_on <= on + timedelta(days=AHEAD_DAYS))
    ]
    waiting = [one for one in actions if one.state == State.PROPOSED and not one.is_late]
    done = _done_since(actions, first, on)
    detail = ("Détail restreint",) if with_details else ()

    def rows(chosen: Sequence[Any], *values: Any) -> list[list[str]]:
        return [
            [*(value(one) for value in (_number, _title, _pilote, *values)),
             *([one.restricted_detail] if with_details else [])]
            for one in chosen
        ]  # fmt: skip

    known = ("N°", "Action", "Pilote")
    return [
        Part(
            "En retard", "Aucune action en retard.",
            (*known, "Échéance", "Avancement", "À alerter", *detail),
            rows(late, _due, _progress, lambda one: one.escalation_name or "–"),
        ),
        Part(
            f"Échéances des {AHEAD_DAYS} prochains jours, ou sans échéance",
            "Aucune échéance proche.",
            (*known, "Échéance", "Avancement", *detail), rows(ahead, _due, _progress),
        ),
        Part(
            "À valider", "Aucune action n’attend son pilote.",
            (*known, "Échéance", "Réponse du pilote", *detail), rows(waiting, _due, _answer),
        ),
        Part(
            "Réalisées depuis la dernière séance", "Aucune.",
            (*known, "Réalisée le", "Effet", *detail), rows(done, _done, _effect),
        ),
        _moves_part(moves, with_details),
    ]  # fmt: skip


def _moves_part(moves: Sequence[ActionPostponement], with_details: bool) -> Part:
    headings = ("Code", "Action", "Décidé le", "De", "À")
    rows = [
        [one.action.code, one.action.title, day_short(one.decided_on), day_short(one.from_on),
         day_short(one.to_on), *([one.reason] if with_details else [])]
        for one in moves
    ]  # fmt: skip
    return Part(
        "Échéances déplacées depuis la dernière séance",
        "Aucune.",
        (*headings, "Motif") if with_details else headings,
        rows,
    )


def _number(action: Any) -> str:
    return str(action.number or action.code)


def _title(action: PlanAction) -> str:
    return action.title


def _pilote(action: PlanAction) -> str:
    return action.pilote_name or "à nommer"


def _due(action: PlanAction) -> str:
    moved = action.due_on != action.current_due_on
    first = f" (convenue\u00a0: {day_short(action.due_on)})" if moved else ""
    return f"{day_short(action.current_due_on)}{first}" if action.current_due_on else "à fixer"


def _progress(action: PlanAction) -> str:
    return f"{action.progress}\u00a0%"


def _answer(action: PlanAction) -> str:
    return f"refusée le {day_short(action.refused_on)}" if action.refused_on else "attendue"


def _done(action: PlanAction) -> str:
    return day_short(action.done_on)


def _effect(action: PlanAction) -> str:
    if action.verified_on is not None:
        return f"vérifié le {day_short(action.verified_on)}"
    if action.verification_on is not None:
        return f"à vérifier le {day_short(action.verification_on)}"
    return "à vérifier"
