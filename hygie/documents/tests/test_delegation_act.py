"""The direction joins the signed act to a delegation; who reads the rights may save it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hygie.documents.tests.notebook import PDF
from hygie.journal.models import Entry
from hygie.organisations.models import Delegation, Organisation
from hygie.organisations.rights import Role, Room
from hygie.organisations.services.membership import delegation_give
from tests.cast import client_of, delegate, make_ght, make_unit, member, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "pieces"


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def delegations(unit: Organisation) -> list[Delegation]:
    ght = make_ght(unit)
    return [delegate(unit, ght, room) for room in (Room.EXERCISES, Room.AUDITS)]


def joined(unit: Organisation, one: Delegation, role: Role = Role.DIRECTION, **file: Any) -> Any:
    page = reverse("documents:delegation-file-add", args=[unit.finess, one.pk])
    upload = SimpleUploadedFile(file.get("name", "convention.pdf"), file.get("content", PDF))
    return client_of(member(unit, role)).post(page, {"upload": upload})


def read(unit: Organisation, one: Delegation, role: Role) -> Any:
    page = reverse("documents:delegation-file", args=[unit.finess, one.pk])
    return client_of(member(unit, role)).get(page)


def test_the_act_is_joined_to_all_it_carries_and_may_be_saved(
    unit: Organisation, delegations: list[Delegation]
) -> None:
    assert joined(unit, delegations[0]).status_code == 303

    for one in delegations:
        one.refresh_from_db()
        assert one.file_name == "convention.pdf"
        answer = read(unit, one, Role.RSSI)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="convention.pdf"'
    (line,) = Entry.objects.filter(verb="delegation.file_joined")
    assert line.data["sha256"] == delegations[0].file_sha256
    page = reverse("organisations:people", args=[unit.finess])
    assert "convention.pdf" in client_of(member(unit, Role.RSSI)).get(page).content.decode()


def test_joined_twice_it_is_written_once(unit: Organisation, delegations: list[Delegation]) -> None:
    for _ in range(2):
        joined(unit, delegations[0])

    assert Entry.objects.filter(verb="delegation.file_joined").count() == 1


def test_a_file_that_is_none_of_those_taken_is_refused(
    unit: Organisation, delegations: list[Delegation]
) -> None:
    answer = joined(unit, delegations[0], name="acte.exe", content=b"MZ" + bytes(60))

    assert answer.status_code == 422
    assert not Delegation.objects.exclude(file_sha256="").exists()


def test_only_who_gives_rights_joins_it(unit: Organisation, delegations: list[Delegation]) -> None:
    assert joined(unit, delegations[0], Role.RSSI).status_code == 403
    assert read(unit, delegations[0], Role.RSSI).status_code == 404
    joined(unit, delegations[0])
    assert read(unit, delegations[0], Role.DAF).status_code == 403
    elsewhere = make_unit()
    assert read(elsewhere, delegations[0], Role.DIRECTION).status_code == 404


def given(unit: Organisation, one: Delegation, room: Room, reference: str) -> Delegation:
    chief = member(unit, Role.DIRECTION)
    (row,) = delegation_give(
        scope=scope_of(chief),
        acting_user=chief,
        unit=unit,
        grantee=one.grantee,
        rooms=[room],
        can_write=True,
        since=timezone.localdate(),
        until=None,
        reference=reference,
    )
    return row


def test_a_room_opened_by_another_act_does_not_show_the_former_one(
    unit: Organisation, delegations: list[Delegation]
) -> None:
    joined(unit, delegations[0])

    widened = given(unit, delegations[0], Room.EXERCISES, "Avenant de 2026")

    assert (widened.pk, widened.file_name) == (delegations[0].pk, "")
    assert read(unit, widened, Role.RSSI).status_code == 404


def test_a_room_opened_later_by_the_same_act_has_it(
    unit: Organisation, delegations: list[Delegation]
) -> None:
    joined(unit, delegations[0])

    later = given(unit, delegations[0], Room.QUALITY_PLAN, delegations[0].reference)

    assert later.file_name == "convention.pdf"
