"""The yearly statement: frozen at preparation, confirmed by a second person, chained, re-read."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pypdf import PdfReader

from hygie.accounts.models import User
from hygie.audits.models import Registration
from hygie.compliance import statements
from hygie.compliance.chain import GENESIS
from hygie.compliance.cli import verify_command
from hygie.compliance.models import Statement
from hygie.compliance.services import statement as services
from hygie.compliance.verifying import verify
from hygie.documents.storage import path_of
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.obligations.recording import fact_record
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


@pytest.fixture
def director(unit: Organisation) -> User:
    return member(unit, Role.DIRECTION)


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def prepare(user: User, unit: Organisation, **values: Any) -> Statement:
    given = {"new_id": uuid4(), "year": 2026, "on": TODAY, **values}
    return services.statement_prepare(**who(user, unit), **given)


def confirm(user: User, unit: Organisation, statement: Statement, **values: Any) -> Statement:
    return services.statement_confirm(**who(user, unit), statement_id=statement.pk, **values)


def url(unit: Organisation, statement: Statement | None = None, end: str = "") -> str:
    one = f"{statement.pk}/" if statement else ""
    return f"/etablissements/{unit.finess}/etats/{one}{end}"


def acts(statement: Statement) -> list[str]:
    return [one.verb for one in reversed(Entry.objects.about("statement", statement.pk))]


def test_the_preview_writes_nothing_then_prepared_twice_it_is_once(
    unit: Organisation, rssi: User, director: User
) -> None:
    client = client_of(rssi)
    assert client.get(url(unit, end="preparer/")).status_code == 200
    assert not Statement.objects.exists()
    values = {"new_id": uuid4(), "year": "2026", "on": "21/11/2026", "corrects": ""}
    for _ in range(2):
        assert client.post(url(unit, end="preparer/"), values).status_code == 303
    statement = Statement.objects.get()
    assert statement.number is None
    assert acts(statement) == ["statement.prepared"]
    page = client.get(url(unit, statement)).content.decode()
    assert "en attente de signature" in page
    assert director.full_name in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("on", "22/11/2026"), ("on", "01/01/9999"), ("on", "31/12/2025"), ("year", "1900")],
)
def test_a_wrong_preparation_writes_nothing(
    unit: Organisation, rssi: User, field: str, value: str
) -> None:
    values = {"new_id": uuid4(), "year": "2026", "on": "21/11/2026"} | {field: value}
    assert client_of(rssi).post(url(unit, end="preparer/"), values).status_code == 422
    assert not Statement.objects.exists()


def test_a_second_person_confirms_it_and_it_never_changes(
    unit: Organisation, rssi: User, director: User
) -> None:
    statement = prepare(rssi, unit)
    client = client_of(director)
    for _ in range(2):
        assert client.post(url(unit, statement, "confirmer/")).status_code == 303
    statement.refresh_from_db()
    assert (statement.number, statement.confirmation) == (1, "second_account")
    assert statement.previous_digest == GENESIS
    assert acts(statement) == ["statement.prepared", "statement.confirmed"]
    content = statement.content
    fact_record(
        **who(rssi, unit),
        fact=Registration(service="club_ssi", registered_on=date(2026, 3, 1)),
        obligation_ids=("3.a",),
    )
    statement.refresh_from_db()
    assert statement.content == content
    with pytest.raises(TypeError):
        Statement.objects.filter(pk=statement.pk).update(content="{}")
    with pytest.raises(TypeError):
        statement.delete()
    assert [one.wrong for one in verify(unit)] == [[]]


def test_who_prepared_or_may_not_sign_does_not_confirm(
    unit: Organisation, rssi: User, director: User
) -> None:
    statement = prepare(director, unit)
    member(unit, Role.DIRECTION)
    client_of(director).post(url(unit, statement, "confirmer/"), {"alone": "1"})
    assert client_of(rssi).post(url(unit, statement, "confirmer/")).status_code == 403
    stranger = client_of(member(make_unit(), Role.DIRECTION))
    assert stranger.post(url(unit, statement, "confirmer/")).status_code == 404
    with pytest.raises(ServiceRefusal) as refused:
        confirm(rssi, unit, statement)
    assert refused.value.code == "not_allowed"
    statement.refresh_from_db()
    assert statement.number is None
    assert acts(statement) == ["statement.prepared"]


def test_a_lone_director_signs_alone_only_by_saying_so(unit: Organisation, director: User) -> None:
    statement = prepare(director, unit)
    with pytest.raises(ServiceRefusal) as refused:
        confirm(director, unit, statement)
    assert refused.value.code == "needs_second_person"
    client = client_of(director)
    assert "Signer seul" in client.get(url(unit, statement)).content.decode()
    client.post(url(unit, statement, "confirmer/"), {"alone": "1"})
    statement.refresh_from_db()
    assert statement.confirmation == "lone_director"
    assert "direction seule" in client.get(url(unit, statement)).content.decode()


def test_the_signed_pdf_confirms_it_and_is_kept(unit: Organisation, rssi: User) -> None:
    statement, client = prepare(rssi, unit), client_of(rssi)
    for wrong in (b"", b"pas un pdf", b"MZ\x90\x00"):
        upload = SimpleUploadedFile("etat.pdf", wrong)
        answer = client.post(url(unit, statement, "signe/"), {"upload": upload})
        assert answer.status_code == 422
    statement.refresh_from_db()
    assert statement.number is None
    for _ in range(2):
        upload = SimpleUploadedFile("../../etat.pdf", PDF)
        answer = client.post(url(unit, statement, "signe/"), {"upload": upload})
        assert answer.status_code == 303
    statement.refresh_from_db()
    assert (statement.number, statement.confirmation) == (1, "signed_pdf")
    assert path_of(statement.signed_pdf_sha256).read_bytes() == PDF
    served = client.get(url(unit, statement, "signe/pdf/"))
    assert b"".join(served) == PDF  # type: ignore[call-overload]


def test_set_aside_it_is_gone_and_confirmed_it_is_not_set_aside(
    unit: Organisation, rssi: User, director: User
) -> None:
    statement, client = prepare(rssi, unit), client_of(rssi)
    for _ in range(2):
        assert client.post(url(unit, statement, "abandonner/")).status_code == 303
    assert acts(statement) == ["statement.prepared", "statement.abandoned"]
    assert client.get(url(unit, statement)).status_code == 404
    with pytest.raises(ServiceRefusal) as refused:
        confirm(director, unit, statement)
    assert refused.value.code == "statement_abandoned"
    late = client_of(director).post(url(unit, statement, "confirmer/"), follow=True)
    assert "abandonnée entre-temps" in late.content.decode()
    upload = SimpleUploadedFile("etat.pdf", PDF)
    signed = client.post(url(unit, statement, "signe/"), {"upload": upload})
    assert signed.status_code == 422
    assert "abandonnée entre-temps" in signed.content.decode()
    statement.refresh_from_db()
    assert statement.number is None
    kept = confirm(director, unit, prepare(rssi, unit))
    client.post(url(unit, kept, "abandonner/"))
    kept.refresh_from_db()
    assert kept.abandoned_at is None


def test_a_correction_names_the_old_one_which_stays(
    unit: Organisation, rssi: User, director: User
) -> None:
    first = confirm(director, unit, prepare(rssi, unit))
    with pytest.raises(ServiceRefusal) as refused:
        prepare(rssi, unit)
    assert refused.value.code == "statement_exists"
    with pytest.raises(ServiceRefusal) as refused:
        prepare(rssi, unit, year=2025, on=date(2025, 12, 31), corrects=first)
    assert refused.value.code == "corrects_other"
    second = confirm(director, unit, prepare(rssi, unit, corrects=first))
    assert (second.number, second.previous_digest) == (2, first.digest)
    page = client_of(rssi).get(url(unit, second)).content.decode()
    assert "Corrige l’état n°" in page
    assert Statement.objects.confirmed().count() == 2


def test_of_two_that_wait_the_second_is_not_frozen_without_naming_the_first(
    unit: Organisation, rssi: User, director: User
) -> None:
    first, second = prepare(rssi, unit), prepare(rssi, unit)
    other_year = prepare(rssi, unit, year=2025, on=date(2025, 12, 31))
    confirm(director, unit, first)
    with pytest.raises(ServiceRefusal) as refused:
        confirm(director, unit, second)
    assert refused.value.code == "statement_exists"
    upload = SimpleUploadedFile("etat.pdf", PDF)
    signed = client_of(rssi).post(url(unit, second, "signe/"), {"upload": upload})
    assert signed.status_code == 422
    told = client_of(director).post(url(unit, second, "confirmer/"), follow=True)
    assert "Un état 2026 est déjà confirmé" in told.content.decode()
    second.refresh_from_db()
    assert (second.number, second.digest) == (None, "")
    assert acts(second) == ["statement.prepared"]
    assert confirm(director, unit, other_year).number == 2


def test_of_two_corrections_the_second_names_the_first(
    unit: Organisation, rssi: User, director: User
) -> None:
    first = confirm(director, unit, prepare(rssi, unit))
    second, third = prepare(rssi, unit, corrects=first), prepare(rssi, unit, corrects=first)
    confirm(director, unit, second)
    for late in (
        lambda: confirm(director, unit, third),
        lambda: prepare(rssi, unit, corrects=first),
    ):
        with pytest.raises(ServiceRefusal) as refused:
            late()
        assert refused.value.code == "corrects_former"
    third.refresh_from_db()
    assert third.number is None
    assert confirm(director, unit, prepare(rssi, unit, corrects=second)).number == 3


def test_reasons_are_shown_to_who_reads_their_room_only(
    unit: Organisation, rssi: User, director: User
) -> None:
    statement = prepare(rssi, unit)
    seen = client_of(rssi).get(url(unit, statement)).content.decode()
    quality = client_of(member(unit, Role.QUALITY)).get(url(unit, statement)).content.decode()
    assert "n’est pas calculée" in seen
    assert "n’est pas calculée" not in quality
    answer = client_of(director).get(url(unit, statement, "pdf/"))
    assert answer.content.startswith(b"%PDF-")


def tamper(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_any_row_changed_behind_hygie_is_found(
    unit: Organisation, rssi: User, director: User
) -> None:
    first = confirm(director, unit, prepare(rssi, unit))
    second = confirm(director, unit, prepare(rssi, unit, corrects=first))
    assert CliRunner().invoke(verify_command, []).exit_code == 0
    table = Statement._meta.db_table
    tamper(f"UPDATE {table} SET confirmed_by_name = 'Autre' WHERE number = 1")  # noqa: S608
    found = CliRunner().invoke(verify_command, [])
    assert found.exit_code == 1
    assert "1 a été modifié" in found.output
    page = client_of(rssi).get(url(unit)).content.decode()
    assert "La chaîne est rompue" in page
    tamper(
        f"UPDATE {table} SET confirmed_by_name = %s WHERE number = 1",  # noqa: S608
        director.full_name,
    )
    assert CliRunner().invoke(verify_command, []).exit_code == 0
    tamper(f"UPDATE {table} SET content = content || ' ' WHERE number = 2")  # noqa: S608
    assert CliRunner().invoke(verify_command, [unit.finess]).exit_code == 1
    tamper(f"DELETE FROM {table} WHERE number = 2")  # noqa: S608
    gone = CliRunner().invoke(verify_command, [])
    assert gone.exit_code == 1
    assert "manque" in gone.output
    assert second.number == 2


def test_a_fault_in_the_middle_of_a_confirmation_leaves_nothing(
    unit: Organisation, rssi: User, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = prepare(rssi, unit)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("disk")

    monkeypatch.setattr(services.journal, "record", fails)
    with pytest.raises(OSError, match="disk"):
        confirm(director, unit, statement)
    monkeypatch.undo()
    statement.refresh_from_db()
    assert (statement.number, statement.digest) == (None, "")
    assert confirm(director, unit, statement).number == 1


def test_the_paper_bears_the_days_of_france(unit: Organisation, rssi: User, director: User) -> None:
    statement = confirm(director, unit, prepare(rssi, unit))
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # 22 November at 00:30 in Paris
    statement.prepared_at = statement.confirmed_at = late
    pages = PdfReader(io.BytesIO(statements.pdf(statement, range(1, 8)))).pages
    paper = " ".join(" ".join(one.extract_text() for one in pages).split())
    assert paper.count("22 novembre 2026") >= 3  # prepared, confirmed, at the foot
