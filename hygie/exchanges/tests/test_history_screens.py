"""The screens: template, upload, dry run, progress, undo, and the forms on paper."""

import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges import services
from hygie.exchanges.enums import State
from hygie.exchanges.history import at_work, running
from hygie.exchanges.history.paper_only import PAPERS
from hygie.exchanges.models import SILENCE, HistoryImport
from hygie.exchanges.tests.files import FULL, ROWS_OF_FULL, confirm, read, who, workbook
from hygie.exercises.models import Exercise
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


@pytest.fixture
def at_once(monkeypatch, django_capture_on_commit_callbacks):
    """The writing is done by the request itself, not by a thread."""
    monkeypatch.setattr(at_work, "start_behind", lambda history_id, work: work(history_id))
    return lambda: django_capture_on_commit_callbacks(execute=True)


def url(unit, end=""):
    return f"/etablissements/{unit.finess}/reprise/{end}"


def upload(client, unit, content, new_id=None):
    file = SimpleUploadedFile("ma reprise.xlsx", content)
    return client.post(url(unit), {"file": file, "new_id": new_id or uuid4()})


def text(response):
    soup = BeautifulSoup(response.content, "html5lib")
    return " ".join(soup.main.get_text(" ").split())


def test_a_person_sends_a_file_reads_what_it_would_write_and_writes_it(unit, dsi, at_once):
    client = client_of(dsi)
    response = upload(client, unit, workbook(FULL))
    assert response.status_code == 303
    page = client.get(response["Location"])
    assert f"{ROWS_OF_FULL} lignes à écrire" in text(page)
    assert "Rien n’est encore écrit" in text(page)
    with at_once():
        done = client.post(response["Location"] + "confirmer/")
    assert done.status_code == 303
    assert "Reprise : écrit" in text(client.get(done["Location"])).replace("\u00a0", " ")
    assert Exercise.objects.count() == 2


def test_the_faults_are_listed_by_sheet_and_cell(unit, dsi):
    client = client_of(dsi)
    rows = [{"held_on": "hier soir", "title": "<script>alert(1)</script>"}]
    response = upload(client, unit, workbook({"exercises": rows}))
    page = client.get(response["Location"])
    assert "Exercices A2 « hier soir »" in text(page).replace("\u00a0", " ")
    assert "Fichier à corriger" in text(page)
    assert b"<script>alert" not in page.content


def test_a_file_refused_says_why_and_keeps_the_page(unit, dsi):
    response = upload(client_of(dsi), unit, b"pas un classeur")
    assert response.status_code == 422
    assert "abîmé" in text(response)
    assert not HistoryImport.objects.exists()


def test_no_file_is_told_at_the_field(unit, dsi):
    response = client_of(dsi).post(url(unit), {"new_id": uuid4()})
    assert response.status_code == 422
    assert "Choisissez le classeur" in text(response)


def test_while_it_writes_the_page_shows_the_progress(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    at_work.take(history, State.RUNNING, steps_total=ROWS_OF_FULL)
    HistoryImport.objects.update(steps_done=5, process=1, host="ailleurs")
    page = client_of(dsi).get(url(unit, f"{history.pk}/"))
    assert f"5 sur {history.steps_total}" in text(page)
    part = client_of(dsi).get(url(unit, f"{history.pk}/"), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"hx-trigger" in part.content


def test_a_writing_whose_process_died_is_said_and_taken_up_again(unit, dsi, at_once):
    history = read(dsi, unit, workbook(FULL))
    at_work.take(history, State.RUNNING, steps_total=ROWS_OF_FULL)
    HistoryImport.objects.update(claim="of another, same number")
    page = client_of(dsi).get(url(unit, f"{history.pk}/"))
    assert "reprenez-la" in text(page)
    assert "Reprendre l’écriture" in text(page) or b"Reprendre" in page.content
    history.refresh_from_db()
    assert history.state == State.RUNNING, "looking writes nothing"
    with at_once():
        client_of(dsi).post(url(unit, f"{history.pk}/confirmer/"))
    history.refresh_from_db()
    assert history.state == State.DONE
    assert Exercise.objects.count() == 2


def test_until_its_thread_begins_a_writing_is_not_started_a_second_time(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    taken = services.history_confirm(**who(dsi, unit), history_id=history.pk)
    assert "l’écriture continue" in text(client_of(dsi).get(url(unit, f"{history.pk}/")))
    with pytest.raises(ServiceRefusal, match="history_not_ready"):
        services.history_confirm(**who(dsi, unit), history_id=history.pk)
    history.refresh_from_db()
    assert history.claim == taken.claim
    HistoryImport.objects.update(alive_at=timezone.now() - SILENCE - timedelta(seconds=1))
    again = services.history_confirm(**who(dsi, unit), history_id=history.pk)
    assert again.claim != taken.claim


def test_a_fault_of_ours_leaves_an_import_that_can_go_on(unit, dsi, monkeypatch):
    history = read(dsi, unit, workbook(FULL))
    services.history_confirm(**who(dsi, unit), history_id=history.pk)
    real = running._register_write

    def broken(one, register):
        if register.key == "bias":
            raise RuntimeError
        real(one, register)

    monkeypatch.setattr(running, "_register_write", broken)
    with pytest.raises(RuntimeError):
        running.history_write(history.pk)
    history.refresh_from_db()
    assert history.state == State.INTERRUPTED
    assert Exercise.objects.count() == 2
    monkeypatch.setattr(running, "_register_write", real)
    confirm(dsi, unit, history)
    history.refresh_from_db()
    assert (history.state, Exercise.objects.count()) == (State.DONE, 2)


def test_a_person_undoes_from_the_screen(unit, dsi, at_once):
    client, history = client_of(dsi), confirm(dsi, unit, read(dsi, unit, workbook(FULL)))
    place = url(unit, f"{history.pk}/annuler/")
    assert client.get(place).status_code == 200
    assert client.post(place, {"reason": ""}).status_code == 422
    assert Exercise.objects.count() == 2
    with at_once():
        assert client.post(place, {"reason": "Essai"}).status_code == 303
    assert Exercise.objects.count() == 0
    assert "Reprise : annulé" in text(client.get(url(unit, f"{history.pk}/"))).replace(
        "\u00a0", " "
    )


def test_an_undo_under_way_shows_its_progress_and_stopped_is_taken_up_again(unit, dsi, at_once):
    client, history = client_of(dsi), confirm(dsi, unit, read(dsi, unit, workbook(FULL)))
    place = url(unit, f"{history.pk}/")
    services.history_undo(**who(dsi, unit), history_id=history.pk, reason="Essai")
    HistoryImport.objects.update(steps_done=5, process=1, host="ailleurs")
    page = client.get(place)
    assert f"5 sur {ROWS_OF_FULL}" in text(page)
    assert "l’annulation continue" in text(page)
    HistoryImport.objects.update(alive_at=timezone.now() - SILENCE - timedelta(seconds=1))
    page = client.get(place)
    assert "L’annulation s’est arrêtée" in text(page)
    again = page.content.decode()
    assert "Reprendre l’annulation" in again
    assert 'value="Essai"' in again
    with at_once():
        assert client.post(place + "annuler/", {"reason": "Essai"}).status_code == 303
    history.refresh_from_db()
    assert (history.state, Exercise.objects.count()) == (State.UNDONE, 0)


def test_a_process_gone_from_this_machine_is_known_at_once(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    at_work.take(history, State.RUNNING, steps_total=ROWS_OF_FULL)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    HistoryImport.objects.update(process=ended.pid)
    page = client_of(dsi).get(url(unit, f"{history.pk}/"))
    assert "Reprendre l’écriture" in page.content.decode()
    HistoryImport.objects.update(process=os.getppid())
    assert "l’écriture continue" in text(client_of(dsi).get(url(unit, f"{history.pk}/")))


def test_a_colleague_sees_only_the_sheets_that_they_may_read(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    page = client_of(member(unit, Role.DAF)).get(url(unit, f"{history.pk}/"))
    assert "Exercice budgétaire 2024" in text(page)
    assert "CHR-PROD" not in text(page)
    assert "Rançongiciel" not in text(page)
    assert b"confirmer" not in page.content


def test_a_file_is_given_up_from_the_screen(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    client_of(dsi).post(url(unit, f"{history.pk}/abandonner/"))
    assert client_of(dsi).get(url(unit, f"{history.pk}/")).status_code == 404


def test_the_template_is_downloaded_and_taken_back(unit, dsi):
    content = client_of(dsi).get(url(unit, "modele.xlsx")).content
    assert content.startswith(b"PK")
    assert upload(client_of(dsi), unit, content).status_code == 422


def test_each_register_has_its_form_on_paper_and_all_come_together(unit):
    client = client_of(member(unit, Role.DIRECTION))
    for register in PAPERS:
        pdf = PdfReader(BytesIO(client.get(url(unit, f"fiches/{register.key}.pdf")).content))
        words = " ".join(page.extract_text() for page in pdf.pages)
        assert register.sheet in words
        assert all(one.heading.split()[0] in words for one in register.columns)
    whole = PdfReader(BytesIO(client.get(url(unit, "fiches.pdf")).content))
    assert len(whole.pages) >= len(PAPERS)
    assert client.get(url(unit, "fiches/inconnu.pdf")).status_code == 404
