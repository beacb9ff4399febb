"""From what is read to what the templates show."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from hygie.compliance.gestures import NAMES
from hygie.organisations.models import Organisation
from hygie.oversight.selectors import (
    MatrixPage,
    MatrixRow,
    ObligationShare,
    borne_for_several,
    last_published,
    late_counts,
)
from hygie.web.charts import StackedBar, stacked_bars

KIND_NAMES = {
    "exercise": "Exercice de crise",
    "self_assessment": "Auto-évaluation",
    "directory": "Annuaire",
    "directory_inventory": "Inventaire des annuaires",
    "registration": "Inscription",
    "exposure_audit": "Audit SILENE",
    "smsi": "SMSI",
    "responsable": "Responsable PCA/PRA",
    "framing_letter": "Lettre de cadrage",
    "copil": "COPIL",
    "service_list": "Liste des services",
    "pcra_cadre": "PCRA cadre",
    "plan_action": "Action du PAQ",
    "finding": "Constat",
}


def matrix_rows(page: MatrixPage) -> list[dict[str, Any]]:
    """One row per unit, one cell per obligation shown."""
    return [
        {
            "unit": row.unit,
            "is_open": row.is_open,
            "late": row.late,
            "published_on": row.published_on,
            "url": reverse("compliance:status", args=[row.unit.finess]) if row.is_open else "",
            "cells": [cell(row, one.id, one.short_label) for one in page.shown],
        }
        for row in page.rows
    ]


def cell(row: MatrixRow, code: str, label: str) -> dict[str, Any]:
    """One status of the matrix, with the link to its obligation."""
    interval = row.cells.get(code)
    return {
        "code": code,
        "label": label,
        "status": interval.status if interval else "",
        "since": interval.status_since if interval else None,
        "due_on": interval.due_on if interval else None,
        "by_support": code in row.by_support,
        "url": reverse("compliance:obligation", args=[row.unit.finess, code]),
    }


def columns(page: MatrixPage) -> list[dict[str, Any]]:
    """Heads of the columns with the number of units late."""
    return [
        {
            "code": one.id,
            "label": one.short_label,
            "late": page.late_by_obligation.get(one.id, 0),
            "opens": index == 0 or page.shown[index - 1].action != one.action,
        }
        for index, one in enumerate(page.shown)
    ]


def action_tabs(current: int | None) -> list[dict[str, Any]]:
    """The seven actions as a filter."""
    tabs: list[dict[str, Any]] = [{"label": "Tout", "value": None, "current": current is None}]
    tabs += [
        {"label": f"{number}. {name}", "value": number, "current": current == number}
        for number, name in NAMES.items()
    ]
    return tabs


def shared_facts(page: MatrixPage) -> list[dict[str, Any]]:
    """Facts that count for several of the open units, with who declined."""
    facts = borne_for_several(row.unit for row in page.open_rows)
    for fact in facts:
        fact["label"] = KIND_NAMES.get(fact["kind"], "Fait")
    return facts


def share_rows(shares: Sequence[ObligationShare]) -> list[dict[str, Any]]:
    """The table under the chart."""
    return [
        {
            "code": share.obligation.id,
            "label": share.obligation.short_label,
            "late": share.late,
            "unknown": share.counts.get("unknown", 0),
            "due": share.counts.get("due", 0),
            "open": share.counts.get("open", 0),
            "met": share.counts.get("met", 0),
            "not_applicable": share.counts.get("not_applicable", 0),
            "silent": share.not_noted + share.not_published,
        }
        for share in shares
    ]


def shares_chart(place: Organisation, shares: Sequence[ObligationShare]) -> SafeString | str:
    """Stacked shares of units by obligation, of those that published."""
    items = [
        StackedBar(f"{share.obligation.id} {share.obligation.short_label}", share.counts)
        for share in shares
        if share.counts
    ]
    if not items:
        return ""
    return stacked_bars(items, title=f"Obligations publiées, {place.name}")


def unit_rows(units: Sequence[Organisation], day: date) -> list[dict[str, Any]]:
    """Units of the page: day of last publication, number late."""
    published, late = last_published(units), late_counts(units, day)
    return [
        {
            "unit": unit,
            "published_on": published.get(unit.pk),
            "late": late.get(unit.pk, 0),
            "url": reverse("oversight:published", args=[unit.finess]),
        }
        for unit in units
    ]
