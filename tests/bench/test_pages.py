"""Server time of the two pages opened most, alone and beside 3,000 establishments × 4 years."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.template.base import FilterExpression, Template
from django.test import utils
from django.urls import reverse

from hygie.obligations.rebuilding import rebuild
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role, Room
from tests import strict_templates
from tests.bench.crowd import crowd
from tests.bench.pace import page_ms
from tests.cast import client_of, delegate, make_ght, make_group, make_unit, member, today
from tests.tenancy import rows
from tests.tenancy.rows import Stage

__all__ = ["today"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("today")]

UNIT_LIMIT_MS, MATRIX_LIMIT_MS = 50, 100
UNITS_OF_GHT, CROWD, SPREAD = 20, 3000, 0.20
YEARS = (2023, 2024, 2025, 2026)


@pytest.fixture
def stage(today: Any) -> Stage:
    """An establishment with four years of registers, in a GHT of twenty."""
    unit = make_unit()
    stage = Stage(unit, make_ght(unit), make_group(unit), member(unit, Role.DSI))
    member(stage.ght, Role.GHT_RSSI, user=stage.user)
    delegate(unit, stage.ght, Room.STATUS)
    four_years(stage)
    rows.fellows(stage, range(UNITS_OF_GHT - 1))
    rebuild()  # as the server does when it starts: pages read the facts kept
    return stage


def four_years(stage: Stage) -> None:
    """Two exercises a year, an assessment, a budget, an ADS result a quarter, ten findings."""
    rows.assessments(stage, range(len(YEARS)))
    rows.computations(stage, range(-1, len(YEARS) - 1))
    days = [date(year, month, 15) for year in YEARS for month in (2, 5, 8, 11)]
    past = [day for day in days if day < date(2026, 11, 1)]
    rows.note(stage.unit, (rows.Exercise(held_on=day) for day in past[::2]))
    (directory,) = rows.note(stage.unit, [rows.Directory(name="AD", entered_on=days[0])])
    rows.note(
        stage.unit, (rows.AdsResult(directory=directory, done_on=day, level=2) for day in past)
    )
    rows.findings(stage, range(10))


def test_pages_stay_quick_beside_3000_establishments(stage: Stage) -> None:
    client = client_of(stage.user)
    pages = {
        "page d’un établissement": (
            reverse("compliance:status", args=[stage.unit.finess]), UNIT_LIMIT_MS,
        ),
        "matrice de 20 établissements": (
            reverse("oversight:ght", args=[stage.ght.code]), MATRIX_LIMIT_MS,
        ),
    }  # fmt: skip
    with as_served():
        alone = {label: page_ms(client, url) for label, (url, _) in pages.items()}
        crowd(stage.unit, CROWD)
        assert Coverage.objects.count() > CROWD * len(YEARS) * 5
        beside = {label: page_ms(client, url) for label, (url, _) in pages.items()}
    changes = {label: beside[label] / alone[label] - 1 for label in pages}
    wide = f"avec {CROWD} établissements × 4 ans en base ({connection.vendor})"
    for label, (_, limit) in pages.items():
        print(f"| {label} | {alone[label]:.1f} ms | ≤ {limit} ms |")
        print(f"| la même, {wide} | {beside[label]:.1f} ms | ≤ {limit} ms |")
        print(f"| écart | {changes[label]:+.0%} | ± {SPREAD:.0%} |")
    for label, (_, limit) in pages.items():
        assert alone[label] <= limit, label
        assert beside[label] <= limit, label
        assert abs(changes[label]) <= SPREAD, label


@contextmanager
def as_served() -> Iterator[None]:
    """Without what the tests add to templates: copies of every context, strict variables."""
    plain = utils._TestState.saved_data.template_render
    with (
        patch.object(Template, "_render", plain),
        patch.object(FilterExpression, "resolve", strict_templates._plain_resolve),
    ):
        yield
