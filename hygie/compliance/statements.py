"""Reading a statement: its lines, its signers, its PDF."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.compliance.models import Statement
from hygie.compliance.selectors import count_words
from hygie.compliance.services.statement import read_content
from hygie.compliance.words import period, reason_sentence_of
from hygie.documents.pdf import render_pdf
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope, who_can
from hygie.web.formats import day_short
from hygie.web.statuses import look_of

TEMPLATE = Path(__file__).resolve().parent / "typst" / "statement.typ"


@dataclass(frozen=True)
class FrozenLine:
    """One obligation as it was frozen."""

    code: str
    label: str
    status: str
    since: date | None
    due_on: date | None
    count: str
    missed: tuple[str, ...]
    noted: bool
    reasons: tuple[str, ...]


def readable_actions(scope: Scope, unit: Organisation) -> frozenset[int]:
    """Actions whose room the person may read: those whose reasons a statement shows to them."""
    return frozenset(
        action for action, room in ROOM_OF_ACTION.items() if scope.may(unit, room, Right.READ)
    )


def lines(statement: Statement, readable: Collection[int]) -> list[FrozenLine]:
    """The 25 obligations of the frozen content, in the order of the text.

    `readable`: actions whose reasons may be shown.
    """
    verdicts: dict[str, dict[str, Any]] = read_content(statement)["verdicts"]
    return [
        FrozenLine(
            code=code,
            label=verdict["label"],
            status=verdict["status"],
            since=_day(verdict["since"]),
            due_on=_day(verdict["due_on"]),
            count=count_words(verdict["done"], verdict["total"], code),
            missed=tuple(period(label) for label in verdict["missed"]),
            noted=verdict["noted"],
            reasons=tuple(
                reason_sentence_of(reason["code"], reason["data"])
                for reason in verdict["reasons"]
                if int(code[0]) in readable
            ),
        )
        for code, verdict in sorted(verdicts.items())
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def signers(unit: Organisation, on: date) -> list[str]:
    """Names of who may sign."""
    members = who_can(unit, Room.STATEMENTS, Right.SIGN, on)
    return [f"{one.user.full_name} ({one.get_role_display()})" for one in members]


def file_name(statement: Statement) -> str:
    """etat-annuel-310781406-2026-3.pdf"""
    number = f"-{statement.number}" if statement.number else "-projet"
    return f"etat-annuel-{statement.unit.finess}-{statement.year}{number}.pdf"


def pdf(statement: Statement, readable: Collection[int]) -> bytes:
    """The frozen content on paper, with its digest and a block to sign."""
    content = read_content(statement)
    rows = [
        {
            "code": line.code,
            "label": line.label,
            "status": line.status,
            "word": look_of(line.status).word,
            "symbol": look_of(line.status).symbol,
            "due_on": day_short(line.due_on),
            "count": line.count,
            "missed": ", ".join(line.missed),
            "noted": line.noted,
            "reasons": list(line.reasons),
        }
        for line in lines(statement, readable)
    ]
    confirmed_at = statement.confirmed_at
    data = {
        "title": f"État annuel {statement.year} des sept actions",
        "unit": content["unit"]["name"],
        "finess": content["unit"]["finess"],
        "demonstration": statement.unit.is_demo,
        "on": statement.on,
        "number": statement.number,
        "corrects": statement.corrects.number if statement.corrects else None,
        "prepared_by": statement.prepared_by_name,
        "prepared_on": timezone.localdate(statement.prepared_at),
        "confirmation": statement.get_confirmation_display() if statement.confirmation else "",
        "confirmed_by": statement.confirmed_by_name,
        "confirmed_on": timezone.localdate(confirmed_at) if confirmed_at else None,
        "digest": statement.digest,
        "previous_digest": statement.previous_digest,
        "rule_book": content["rule_book"],
        "rows": rows,
    }
    return render_pdf(TEMPLATE, data, made_on=timezone.localdate(statement.prepared_at))
