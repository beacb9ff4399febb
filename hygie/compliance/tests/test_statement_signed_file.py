"""The signed PDF of a statement holds every reason: only who reads every action receives it."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.accounts.models import User
from hygie.compliance.models import Statement
from hygie.compliance.services import statement as services
from hygie.documents.storage import path_of
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
PDF = b"%PDF-1.7\n1 0 obj<</Signed true>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


@pytest.fixture
def signed(unit: Organisation, rssi: User) -> Statement:
    who = {"scope": scope_of(rssi), "acting_user": rssi, "unit": unit}
    prepared = services.statement_prepare(new_id=uuid4(), year=2026, on=TODAY, **who)
    return services.statement_confirm_signed(
        statement_id=prepared.pk, upload=SimpleUploadedFile("etat.pdf", PDF), **who
    )


def address(unit: Organisation, signed: Statement) -> str:
    return f"/etablissements/{unit.finess}/etats/{signed.pk}/signe/pdf/"


def test_who_reads_every_action_receives_it(
    unit: Organisation, rssi: User, signed: Statement
) -> None:
    answer = client_of(rssi).get(address(unit, signed))

    assert answer.status_code == 200
    assert b"".join(answer) == PDF
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_who_reads_some_actions_only_does_not(unit: Organisation, signed: Statement) -> None:
    quality = member(unit, Role.QUALITY)

    assert client_of(quality).get(address(unit, signed)).status_code == 403


def test_a_file_lost_from_the_disk_is_told(
    unit: Organisation, rssi: User, signed: Statement
) -> None:
    path_of(signed.signed_pdf_sha256).unlink()

    assert client_of(rssi).get(address(unit, signed)).status_code == 404


@pytest.mark.parametrize("number", ["abc", "-1", "²", "999999", "1"])
def test_a_correction_of_any_number_opens_the_form(
    unit: Organisation, rssi: User, signed: Statement, number: str
) -> None:
    page = client_of(rssi).get(
        f"/etablissements/{unit.finess}/etats/preparer/", {"corrige": number}
    )

    assert page.status_code == 200
    chosen = page.context["form"].fields["corrects"].initial
    assert chosen == (signed if number == "1" else None)
