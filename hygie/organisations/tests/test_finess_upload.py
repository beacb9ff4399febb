"""The administration imports FINESS from the screen: send, follow, read, take up again."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import (
    DjangoAssertNumQueries,
    DjangoCaptureOnCommitCallbacks,
    Settings,
)

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.finess import runs
from hygie.organisations.models import FinessImport, FinessState, Organisation
from hygie.organisations.rights import Role
from hygie.organisations.scope import Scope
from hygie.organisations.tests.finess_files import document, ej, et, get, number
from tests.cast import client_of, make_nation, make_unit, member

pytestmark = pytest.mark.django_db

FILE = json.dumps(document(ej(1, et(11)), ej(2, numFinessPm="<b>12</b>"))).encode()
IMPORT = "organisations:finess-import"
DETAIL = "organisations:finess-import-detail"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files kept in the test's folder; imports run at once instead of behind."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(runs, "start_behind", runs.stored_import)
    return tmp_path


@pytest.fixture
def admin() -> User:
    return member(make_nation(), Role.ADMIN)


@pytest.fixture
def browser(admin: User) -> Client:
    return client_of(admin)


def send(browser: Client, content: bytes = FILE, *, name: str = "f.json", **others: str):
    values = {"new_id": str(uuid4()), "file": SimpleUploadedFile(name, content), **others}
    return browser.post(reverse(IMPORT), values)


def test_a_file_sent_is_imported_and_its_report_shown(
    browser: Client, admin: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(browser)
    run = FinessImport.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse(DETAIL, args=[run.pk])
    assert (run.state, run.author, run.added) == (FinessState.DONE, admin, 2)
    assert get(1).is_unit
    assert Entry.objects.get(verb="finess.imported").author_name == admin.full_name
    page = browser.get(answer["Location"]).content.decode()
    assert "terminé" in page
    assert "&lt;b&gt;12" in page
    assert "<b>12" not in page


def test_the_form_and_the_reports_ask_few_questions_to_the_database(
    browser: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(browser)
    run = FinessImport.objects.get()
    for address in (reverse(IMPORT), reverse(DETAIL, args=[run.pk]) + "?suite=refused"):
        with django_assert_max_num_queries(15):
            assert browser.get(address).status_code == 200


def test_sent_twice_it_is_imported_once(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    new_id = str(uuid4())
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            send(browser, new_id=new_id)
    assert FinessImport.objects.count() == 1
    assert Entry.objects.filter(verb="finess.imported").count() == 1


def test_the_name_of_the_file_is_never_a_path(
    browser: Client,
    folder: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    upload = SimpleUploadedFile("x", FILE)
    upload.__dict__["_name"] = "../../../etc/finess.json"
    admin = member(make_nation(), Role.ADMIN)
    run = runs.upload_accept(
        scope=Scope(admin), acting_user=admin, new_id=uuid4(), upload=upload, everything=False
    )
    assert run.file_name == "finess.json"
    assert [path.name for path in (folder / "finess").iterdir()] == [run.stored_name]
    assert "finess.json" not in run.stored_name


def test_the_file_kept_goes_with_the_end_of_the_import(
    browser: Client,
    folder: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(browser)
    assert list((folder / "finess").iterdir()) == []


def test_a_file_too_large_is_refused_and_nothing_is_kept(
    browser: Client, folder: Path, settings: Settings
) -> None:
    settings.FINESS_UPLOAD_MAX_BYTES = 1000
    answer = send(browser)
    assert answer.status_code == 422
    said = " ".join(answer.content.decode().split())
    assert "dépasse la taille permise (1 000 o)" in said
    settings.FINESS_UPLOAD_MAX_BYTES = 10
    assert send(browser, b"x" * 200_000).status_code == 422
    assert not FinessImport.objects.exists()
    assert not (folder / "finess").exists()


def test_no_file_or_an_empty_one_says_what_to_do(browser: Client) -> None:
    answer = browser.post(reverse(IMPORT), {"new_id": str(uuid4())})
    assert answer.status_code == 422
    assert "Choisissez le fichier" in answer.content.decode()
    assert "Ce fichier est vide" in send(browser, b"").content.decode()
    assert not FinessImport.objects.exists()


def test_a_wrong_file_is_refused_on_its_page(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(browser, b"finess;etalab;95;2026-05-12\n", name="etalab.csv")
    page = browser.get(answer["Location"]).content.decode()
    assert "ancien FINESS" in page
    assert "Fichier refusé" in page


def test_a_form_from_elsewhere_is_refused(admin: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin)
    assert send(strict).status_code == 403
    assert not FinessImport.objects.exists()


def test_an_import_under_way_refuses_another(browser: Client) -> None:
    FinessImport.objects.create(
        state=FinessState.RUNNING, file_name="a.json", host="autre", alive_at=timezone.now()
    )
    answer = send(browser)
    assert answer.status_code == 422
    assert "déjà en cours" in answer.content.decode()
    assert FinessImport.objects.count() == 1


def test_progress_is_asked_again_until_the_end(browser: Client) -> None:
    run = FinessImport.objects.create(
        state=FinessState.RUNNING,
        file_name="a.json",
        host="autre",
        alive_at=timezone.now(),
        bytes_total=200,
        bytes_done=50,
    )
    address = reverse(DETAIL, args=[run.pk])
    whole = browser.get(address).content.decode()
    assert "<html" in whole
    assert 'hx-trigger="every 2s"' in whole
    part = browser.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'value="25"' in part.content.decode()
    FinessImport.objects.filter(pk=run.pk).update(state=FinessState.DONE)
    done = browser.get(address, headers={"HX-Request": "true"})
    assert done["HX-Refresh"] == "true"


def stopped(folder: Path, *, stored: bool = True) -> FinessImport:
    """An import whose process died two minutes ago, its file still kept or not."""
    run = FinessImport.objects.create(
        state=FinessState.RUNNING,
        file_name="a.json",
        stored_name="kept.upload",
        host="autre",
        alive_at=timezone.now() - timedelta(minutes=2),
        added=7,
    )
    if stored:
        (folder / "finess").mkdir()
        (folder / "finess" / "kept.upload").write_bytes(FILE)
    return run


def test_a_dead_import_is_shown_as_interrupted_and_taken_up_again(
    browser: Client,
    folder: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    run = stopped(folder)
    page = browser.get(reverse(DETAIL, args=[run.pk])).content.decode()
    assert "interrompu" in page
    assert "Reprendre l’import" in page
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("organisations:finess-import-resume", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, run.added) == (FinessState.DONE, 2)
    assert get(1).is_unit


def test_an_import_whose_file_is_gone_cannot_be_taken_up(browser: Client, folder: Path) -> None:
    run = stopped(folder, stored=False)
    page = browser.get(reverse(DETAIL, args=[run.pk])).content.decode()
    assert "Reprendre l’import" not in page
    address = reverse("organisations:finess-import-resume", args=[run.pk])
    answer = browser.post(address, follow=True)
    assert "n’est plus gardé" in answer.content.decode()
    run.refresh_from_db()
    assert run.state == FinessState.INTERRUPTED


def test_an_import_that_ended_is_not_taken_up(browser: Client) -> None:
    run = FinessImport.objects.create(state=FinessState.DONE, file_name="a.json")
    address = reverse("organisations:finess-import-resume", args=[run.pk])
    assert "rien à reprendre" in browser.post(address, follow=True).content.decode()


@pytest.mark.parametrize("role", [Role.RSSI, Role.DIRECTION])
def test_nobody_else_reaches_the_imports(role: Role, folder: Path) -> None:
    person = member(make_unit(), role)
    run = FinessImport.objects.create(state=FinessState.DONE, file_name="a.json")
    other = client_of(person)
    assert other.get(reverse(IMPORT)).status_code == 404
    assert send(other).status_code == 404
    assert other.get(reverse(DETAIL, args=[run.pk])).status_code == 404
    resume = reverse("organisations:finess-import-resume", args=[run.pk])
    assert other.post(resume).status_code == 404
    with pytest.raises(ServiceRefusal, match="finess_not_allowed"):
        runs.upload_accept(
            scope=Scope(person),
            acting_user=person,
            new_id=uuid4(),
            upload=SimpleUploadedFile("f.json", FILE),
            everything=False,
        )
    assert not Organisation.objects.filter(finess=number(1)).exists()


@pytest.mark.django_db(transaction=True)
def test_behind_the_page_the_thread_does_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    admin = member(make_nation(), Role.ADMIN)
    run = FinessImport.objects.create(
        state=FinessState.WAITING, file_name="a.json", stored_name="kept.upload", author=admin
    )
    runs.stored_path(run).parent.mkdir(parents=True, exist_ok=True)  # type: ignore[union-attr]
    runs.stored_path(run).write_bytes(FILE)  # type: ignore[union-attr]
    runs.start_behind(run.pk)
    for thread in list(runs._at_work.values()):
        thread.join(30)
    run.refresh_from_db()
    assert (run.state, run.added) == (FinessState.DONE, 2)


def test_a_second_file_sent_meanwhile_is_refused_and_leaves_the_first(
    admin: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    class SlowFile(SimpleUploadedFile):
        """Arrives in two pieces; another one is sent between them."""

        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield FILE[:10]
            with pytest.raises(ServiceRefusal) as refused:
                accepted(SimpleUploadedFile("g.json", FILE))
            assert refused.value.code == "finess_already_running"
            yield FILE[10:]

    def accepted(upload: SimpleUploadedFile) -> FinessImport:
        return runs.upload_accept(
            scope=Scope(admin),
            acting_user=admin,
            new_id=uuid4(),
            upload=upload,
            everything=False,
        )

    with django_capture_on_commit_callbacks(execute=True):
        accepted(SlowFile("f.json", FILE))

    run = FinessImport.objects.get()
    assert (run.state, run.added) == (FinessState.DONE, 2)


def test_a_file_that_could_not_be_kept_leaves_no_import(admin: User, folder: Path) -> None:
    class CutFile(SimpleUploadedFile):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield FILE[:10]
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        runs.upload_accept(
            scope=Scope(admin),
            acting_user=admin,
            new_id=uuid4(),
            upload=CutFile("f.json", FILE),
            everything=False,
        )

    assert not FinessImport.objects.exists()
    assert list((folder / "finess").iterdir()) == []
