"""The entry sheets: read with the right of each room, closed once by a receipt, values frozen."""

import io
import zipfile
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.accounts.models import User
from hygie.compliance.entry_sheets.mapping import (
    MappingError,
    default_mapping,
    read_mapping,
)
from hygie.compliance.models import EntryMapping, EntrySheet
from hygie.compliance.services.entry import default_text, entry_close
from hygie.digital_budget.services import computation_record
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_record
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


@pytest.fixture
def exercise(unit: Organisation, rssi: User) -> Exercise:
    return exercise_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        held_on=date(2026, 3, 12),
        tested_care=True,
        under_cyber_event=True,
        functions=["DGA", "DSI"],
        title="=CMD|'/C calc'!A0",
    )


def url(unit: Organisation, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/fiches/{end}"


def closing(**values: Any) -> dict[str, Any]:
    """A closing that takes the values that are missing."""
    sent = {"entered_on": "20/11/2026", "receipt": "OSIS-4512", "anyway": "on"}
    return {"new_id": uuid4(), **sent, **values}


def test_closed_twice_it_is_once_and_the_fact_is_written(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    client, page = client_of(rssi), url(unit, f"1/{exercise.pk}/")
    assert "12/03/2026" in client.get(page).content.decode()
    values = closing()
    for _ in range(2):
        assert client.post(f"{page}clore/", values).status_code == 303
    sheet = EntrySheet.objects.get()
    assert sheet.receipt == "OSIS-4512"
    assert [line[0] for line in sheet.values] == [
        line.key for line in default_mapping().sheet(1).lines
    ]
    assert ExerciseEntry.objects.get().receipt == "OSIS-4512"
    assert Entry.objects.filter(verb="entry.closed").count() == 1
    assert statuses_on([unit.pk], TODAY).get(obligation="1.d").status == "met"
    seen = client.get(page).content.decode()
    assert "Valeurs recopiées sur la plateforme" in seen
    assert "Figées le 21/11/2026" in seen
    assert seen.count('<th scope="row">') == 0  # the values are written once
    again = client.post(f"{page}clore/", closing(receipt="autre"))
    assert again.status_code == 422
    assert EntrySheet.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("entered_on", "22/11/2026"), ("entered_on", "01/01/9999"), ("receipt", "  ")],
)
def test_a_wrong_closing_changes_nothing(
    unit: Organisation, rssi: User, exercise: Exercise, field: str, value: str
) -> None:
    page = url(unit, f"1/{exercise.pk}/clore/")
    assert client_of(rssi).post(page, closing() | {field: value}).status_code == 422
    assert not EntrySheet.objects.exists()
    assert not ExerciseEntry.objects.exists()
    assert not Entry.objects.filter(verb="entry.closed").exists()


def test_what_is_missing_is_listed_and_closing_needs_a_word(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    client, page = client_of(rssi), url(unit, f"1/{exercise.pk}/")
    for address in (page, f"{page}clore/"):
        seen = client.get(address).content.decode()
        assert "Valeurs encore à préciser" in seen
        assert (
            f"/etablissements/{unit.finess}/exercices/{exercise.pk}/" in seen
        )  # where to say them
        assert "<li>Nombre de participants</li>" in seen
    assert seen.count("obligatoire") == 2  # the day and the receipt, not the box to tick
    refused = client.post(f"{page}clore/", closing(anyway=""))
    assert refused.status_code == 422
    assert "Des valeurs manquent" in refused.content.decode()
    assert "Clore quand même" in refused.content.decode()
    assert "OSIS-4512" in refused.content.decode()
    assert not EntrySheet.objects.exists()
    assert not ExerciseEntry.objects.exists()
    assert client.post(f"{page}clore/", closing()).status_code == 303


def test_a_whole_sheet_closes_without_a_word(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    exercise.participants, exercise.retex_validated_on = 30, date(2026, 4, 1)
    exercise.theme = "ransomware"
    exercise.save()
    client, page = client_of(rssi), url(unit, f"1/{exercise.pk}/")
    assert "Clore quand même" not in client.get(f"{page}clore/").content.decode()
    assert client.post(f"{page}clore/", closing(anyway="")).status_code == 303


def test_an_exercise_that_does_not_count_is_not_to_enter(unit: Organisation, rssi: User) -> None:
    one = exercise_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        held_on=date(2026, 5, 4),
        tested_care=True,
        under_cyber_event=True,
        functions=["DSI"],
    )
    client, said = client_of(rssi), "il ne compte pas\u00a0: la direction générale n’y était pas"
    listed = client.get(url(unit)).content.decode()
    assert "rien n’attend" in listed
    assert said in listed
    page = url(unit, f"1/{one.pk}/")
    assert said in client.get(page).content.decode()
    assert f"{page}clore/" not in client.get(page).content.decode()
    assert client.post(f"{page}clore/", closing()).status_code == 422
    assert not ExerciseEntry.objects.exists()
    for code in ("1.b", "1.d"):
        why = client.get(f"/etablissements/{unit.finess}/obligations/{code}/").content.decode()
        assert "Un exercice a été tenu le 4\u00a0mai\u00a02026, mais il ne compte pas" in why
        assert "Aucun exercice cette année" not in why


def test_who_may_not_read_the_room_does_not_read_the_sheet(unit: Organisation) -> None:
    daf = member(unit, Role.DAF)
    budget = computation_record(scope=scope_of(daf), acting_user=daf, unit=unit, fiscal_year=2025)
    rssi, quality = client_of(member(unit, Role.RSSI)), client_of(member(unit, Role.QUALITY))
    page = url(unit, f"7/{budget.pk}/")
    assert rssi.get(page).status_code == 200
    assert "Budget" in rssi.get(url(unit)).content.decode()
    for address in (page, f"{page}pdf/", f"{page}xlsx/"):
        assert quality.get(address).status_code == 403
    listed = quality.get(url(unit)).content.decode()
    assert str(budget.pk) not in listed
    assert f"/fiches/7/{budget.pk}" in rssi.get(url(unit)).content.decode()


def test_the_service_refuses_who_may_not_write_and_what_is_not_there(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    def close(user: User, **values: Any) -> EntrySheet:
        given = {
            "new_id": uuid4(),
            "action": 1,
            "subject_id": exercise.pk,
            "entered_on": TODAY,
            "receipt": "R",
            "mapping": default_mapping(),
            **values,
        }
        return entry_close(scope=scope_of(user), acting_user=user, unit=unit, **given)

    for user, code, values in (
        (member(unit, Role.QUALITY), "not_allowed", {}),
        (rssi, "entry_nothing", {"subject_id": uuid4()}),
        (rssi, "entry_nothing", {"action": 3}),
    ):
        with pytest.raises(ServiceRefusal) as refused:
            close(user, **values)
        assert refused.value.code == code
    assert not EntrySheet.objects.exists()


def test_a_sheet_of_another_unit_or_action_is_not_found(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    other = make_unit()
    stranger = client_of(member(other, Role.RSSI))
    assert stranger.get(url(unit, f"1/{exercise.pk}/")).status_code == 404
    assert stranger.get(url(other, f"1/{exercise.pk}/")).status_code == 404
    client = client_of(rssi)
    for page in (f"2/{exercise.pk}/", f"9/{exercise.pk}/", f"1/{uuid4()}/"):
        assert client.get(url(unit, page)).status_code == 404


def test_the_workbook_holds_text_and_no_formula(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    answer = client_of(rssi).get(url(unit, f"1/{exercise.pk}/xlsx/"))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "Numéro FINESS juridique" in texts


def test_the_paper_sheet_is_a_pdf(unit: Organisation, rssi: User, exercise: Exercise) -> None:
    answer = client_of(rssi).get(url(unit, f"1/{exercise.pk}/pdf/"))
    assert answer.content.startswith(b"%PDF-")


def test_another_file_of_labels_replaces_them_once(
    unit: Organisation, rssi: User, exercise: Exercise
) -> None:
    client = client_of(rssi)
    text = default_text().replace("Numéro FINESS juridique", "FINESS <b>EJ</b>")
    for _ in range(2):
        upload = SimpleUploadedFile("libelles.yaml", text.encode())
        assert client.post(url(unit, "libelles/"), {"file": upload}).status_code == 303
    assert EntryMapping.objects.count() == 1
    assert Entry.objects.filter(verb="entry_mapping.set").count() == 1
    page = client.get(url(unit, f"1/{exercise.pk}/")).content.decode()
    assert "FINESS &lt;b&gt;EJ" in page
    assert client.get(url(unit, "libelles/fichier/")).content.decode() == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (": : :", "YAML"),
        ("version: 2026-13-45", "YAML"),
        ("- 1", "clés"),
        ("version: v\nprovenance: p\nsheets: []\nautre: 1", "autre"),
        ("version: v\nprovenance: p\nsheets: []", "1, 2 et 7"),
        ("version: v\nsheets: []", "provenance"),
        (
            "version: v\nprovenance: p\nsheets:\n- {action: 1, title: t, when: w,"
            " lines: [{key: [a], label: l}]}",
            "inconnue",
        ),
        (
            "version: v\nprovenance: p\nsheets:\n- {action: true, title: t, when: w, lines: []}",
            "1, 2 ou 7",
        ),
    ],
)
def test_a_wrong_file_of_labels_is_refused_with_its_place(
    unit: Organisation, rssi: User, text: str, said: str
) -> None:
    with pytest.raises(MappingError, match=said):
        read_mapping(text)
    upload = SimpleUploadedFile("libelles.yaml", text.encode())
    answer = client_of(rssi).post(url(unit, "libelles/"), {"file": upload})
    assert answer.status_code == 422
    assert not EntryMapping.objects.exists()


def test_what_is_not_text_is_refused(unit: Organisation, rssi: User) -> None:
    for content in (b"\xff\xfe\x00", b"a" * 2_000_000):
        upload = SimpleUploadedFile("../../libelles.yaml", content)
        assert client_of(rssi).post(url(unit, "libelles/"), {"file": upload}).status_code == 422
    assert not EntryMapping.objects.exists()
