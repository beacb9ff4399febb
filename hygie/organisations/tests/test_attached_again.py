"""The administrator attaches a unit again to a group: history is kept, nothing is written over."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.journal.models import Entry
from hygie.organisations.enums import LinkRole
from hygie.organisations.models import Link, Organisation
from hygie.organisations.rights import Role
from tests.cast import LONG_AGO, client_of, make_ght, make_nation, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def admin() -> Client:
    return client_of(member(make_nation(), Role.ADMIN))


@pytest.fixture
def part() -> Organisation:
    part = make_unit()
    make_ght(make_unit(), part)
    return part


def attached(admin: Client, part: Organisation, role: LinkRole, since: str = "") -> Any:
    (ght,) = {link.parent_id for link in Link.objects.filter(child=part)}
    page = reverse("organisations:admin-link-add", args=[part.pk])
    return admin.post(page, {"parent": ght, "role": role, "since": since})


def links(part: Organisation) -> list[tuple[str, date | None, date | None]]:
    found = Link.objects.filter(child=part).order_by("since")
    return [(link.role, link.since, link.until) for link in found]


def test_another_role_ends_the_former_link(admin: Client, part: Organisation) -> None:
    assert attached(admin, part, LinkRole.SUPPORT, "01/06/2026").status_code == 303

    day = date(2026, 6, 1)
    assert links(part) == [("part", LONG_AGO, day), ("support", day, None)]
    (line,) = Entry.objects.filter(verb="link.set")
    assert line.data["former"] == LinkRole.PART.label


def test_the_same_role_and_day_twice_changes_nothing(admin: Client, part: Organisation) -> None:
    for _ in range(2):
        assert attached(admin, part, LinkRole.PART).status_code == 303

    assert links(part) == [("part", LONG_AGO, None)]
    assert not Entry.objects.filter(verb="link.set").exists()


def test_the_same_role_from_another_day_is_refused(admin: Client, part: Organisation) -> None:
    answer = attached(admin, part, LinkRole.PART, "01/06/2026")

    assert answer.status_code == 422
    assert "déjà rattaché avec ce rôle" in answer.content.decode()
    assert links(part) == [("part", LONG_AGO, None)]
