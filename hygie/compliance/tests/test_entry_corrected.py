"""A fact corrected after its entry: the entry stays, the difference is shown, another corrects."""

import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from pypdf import PdfReader

from hygie.accounts.models import User
from hygie.compliance.models import EntrySheet
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_change, exercise_record
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


@pytest.fixture
def client(rssi: User) -> Client:
    return client_of(rssi)


@pytest.fixture
def exercise(unit: Organisation, rssi: User, client: Client) -> Exercise:
    """Entered on 20 November 2026 with 30 participants."""
    made = exercise_record(
        scope=scope_of(rssi), acting_user=rssi, unit=unit, held_on=date(2026, 3, 12),
        tested_care=True, under_cyber_event=True, functions=["DGA", "DSI"], participants=30,
    )  # fmt: skip
    assert close(client, unit, made).status_code == 303
    return made


def page(unit: Organisation, exercise: Exercise, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/fiches/1/{exercise.pk}/{end}"


def close(client: Client, unit: Organisation, exercise: Exercise, **values: Any) -> Any:
    sent = {"entered_on": "20/11/2026", "receipt": "OSIS-1", "anyway": "on", "new_id": uuid4()}
    return client.post(page(unit, exercise, "clore/"), {**sent, **values})


def correct(rssi: User, unit: Organisation, exercise: Exercise, **changes: Any) -> None:
    exercise.refresh_from_db()
    exercise_change(
        scope=scope_of(rssi), acting_user=rssi, unit=unit, exercise_id=exercise.pk,
        expected_version=exercise.version, changes=changes,
    )  # fmt: skip


def test_what_was_entered_stays_and_the_difference_is_shown(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise
) -> None:
    frozen = EntrySheet.objects.get().values
    assert "Corrigé dans Hygie" not in client.get(page(unit, exercise)).content.decode()
    closed = pdf_text(client.get(page(unit, exercise, "pdf/")).content)
    assert "figées dans Hygie le 21 novembre 2026" in closed
    assert "recopiez" not in closed
    correct(rssi, unit, exercise, participants=45)
    assert EntrySheet.objects.get().values == frozen
    seen = client.get(page(unit, exercise)).content.decode()
    assert "à corriger sur la plateforme" in seen
    assert "saisi «\u00a030\u00a0», aujourd’hui «\u00a045\u00a0»" in seen.replace(
        "&nbsp;", "\u00a0"
    )
    assert "J’ai corrigé, noter l’accusé" in seen
    listed = client.get(f"/etablissements/{unit.finess}/fiches/").content.decode()
    assert "corrigé depuis" in listed
    assert "1 à corriger sur la plateforme nationale" in listed
    assert "rien n’attend" not in listed
    paper = pdf_text(client.get(page(unit, exercise, "pdf/")).content)
    assert "la plateforme porte encore les valeurs saisies" in paper


def pdf_text(content: bytes) -> str:
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.split())


def test_a_correcting_entry_names_the_former_once_and_the_register_keeps_the_first(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise
) -> None:
    first = EntrySheet.objects.get()
    correct(rssi, unit, exercise, participants=45)
    asked = client.get(page(unit, exercise, "clore/")).content.decode()
    assert "Noter la saisie corrigée" in asked
    assert "OSIS-1" in asked
    new_id = uuid4()
    for _ in range(2):
        sent = {"receipt": "OSIS-2", "entered_on": "21/11/2026", "new_id": new_id}
        assert close(client, unit, exercise, **sent).status_code == 303
    second = EntrySheet.objects.get(pk=new_id)
    assert second.corrects == first
    assert ["participants", "Nombre de participants", "45", ""] in second.values
    first.refresh_from_db()
    assert (first.receipt, first.corrects) == ("OSIS-1", None)
    entry = ExerciseEntry.objects.get()
    assert (entry.receipt, entry.entered_on) == ("OSIS-1", date(2026, 11, 20))
    assert statuses_on([unit.pk], TODAY).get(obligation="1.d").status == "met"
    (line,) = Entry.objects.filter(verb="entry.corrected")
    assert line.data["corrects"] == str(first.pk)
    assert line.data["changed"] == [["Nombre de participants", "30", "45"]]
    seen = client.get(page(unit, exercise)).content.decode()
    assert "à corriger" not in seen
    assert "Corrige la saisie du 20/11/2026, accusé OSIS-1" in seen
    assert "saisi le 21\u00a0novembre\u00a02026" in seen


def test_a_second_correction_names_the_first_one(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise
) -> None:
    for number, participants in enumerate((45, 30), start=2):
        correct(rssi, unit, exercise, participants=participants)
        assert close(client, unit, exercise, receipt=f"OSIS-{number}").status_code == 303
    third = EntrySheet.objects.get(receipt="OSIS-3")
    assert third.corrects is not None
    assert (third.corrects.receipt, EntrySheet.objects.count()) == ("OSIS-2", 3)


@pytest.mark.parametrize(
    ("participants", "values", "said"),
    [
        (30, {}, "rien n’a changé depuis"),
        (45, {"entered_on": "19/11/2026"}, "ne peut pas précéder"),
        (45, {"receipt": " "}, "obligatoire"),
    ],
)
def test_what_is_not_a_correction_changes_nothing(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise,
    participants: int, values: dict[str, str], said: str,
) -> None:  # fmt: skip
    correct(rssi, unit, exercise, participants=participants)
    refused = close(client, unit, exercise, **{"receipt": "OSIS-2", **values})
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert EntrySheet.objects.count() == 1
    assert not Entry.objects.filter(verb="entry.corrected").exists()


def test_an_exercise_that_no_longer_counts_may_still_be_corrected_there(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise
) -> None:
    correct(rssi, unit, exercise, functions=["DSI"])
    seen = client.get(page(unit, exercise)).content.decode()
    assert "à corriger sur la plateforme" in seen
    assert close(client, unit, exercise, receipt="OSIS-2").status_code == 303
    assert EntrySheet.objects.get(receipt="OSIS-2").corrects is not None


def test_an_entry_noted_without_its_values_has_nothing_to_compare(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM compliance_entrysheet")
    correct(rssi, unit, exercise, participants=45)
    assert "Corrigé dans Hygie" not in client.get(page(unit, exercise)).content.decode()
    assert close(client, unit, exercise, receipt="OSIS-2").status_code == 422


def test_the_list_of_what_is_to_do_names_the_sheet_to_enter_again(
    unit: Organisation, rssi: User, client: Client, exercise: Exercise
) -> None:
    todo, sheet = f"/etablissements/{unit.finess}/a-faire/fiches/", page(unit, exercise)
    assert sheet not in client.get(todo).content.decode()
    correct(rssi, unit, exercise, participants=45)
    seen = client.get(todo).content.decode()
    assert sheet in seen
    assert "fait corrigé depuis la saisie" in seen
    whole = client.get(f"/etablissements/{unit.finess}/a-faire/").content.decode()
    assert f'hx-get="{todo}"' in whole


def test_an_entry_closed_is_neither_changed_nor_deleted(exercise: Exercise) -> None:
    sheet = EntrySheet.objects.get()
    sheet.receipt = "OSIS-9"
    gestures: tuple[Any, ...] = (
        sheet.save,
        sheet.delete,
        lambda: EntrySheet.objects.update(receipt="OSIS-9"),
        lambda: EntrySheet.objects.bulk_update([sheet], ["receipt"]),
        lambda: EntrySheet.objects.all().delete(),
    )
    for gesture in gestures:
        with pytest.raises(TypeError, match="never"):
            gesture()
    assert EntrySheet.objects.get().receipt == "OSIS-1"


def test_correcting_a_fact_already_entered_says_to_correct_it_there_too(
    unit: Organisation, client: Client, exercise: Exercise
) -> None:
    edit = f"/etablissements/{unit.finess}/exercices/{exercise.pk}/modifier/"
    form = client.get(edit).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "", [])}
    sent |= {"participants": "45", "held_on": "12/03/2026"}
    answer = client.post(edit, sent, follow=True)
    assert "corrigez-la aussi là-bas" in answer.content.decode()
