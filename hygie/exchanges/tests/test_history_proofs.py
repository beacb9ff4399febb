"""A ZIP of proofs joins the rows that name its files; a dangerous one is refused whole."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.documents.models import Evidence
from hygie.documents.storage import open_stored
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges import services
from hygie.exchanges.enums import State
from hygie.exchanges.history import proofs as proofs_module
from hygie.exchanges.history import running
from hygie.exchanges.history.proofs import proofs_path
from hygie.exchanges.models import HistoryImport
from hygie.exchanges.tests.files import FULL, archive, confirm, faults, read, who, workbook
from hygie.exercises.models import Exercise
from hygie.organisations.rights import Role
from tests.cast import make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
TEXT = b"Compte rendu"
CONTENT = workbook({"exercises": FULL["exercises"]})


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


def test_a_file_joins_the_row_that_names_it_whatever_folder_and_case(
    unit, dsi, django_capture_on_commit_callbacks
):
    sent = archive({"Preuves/CR-2024.TXT": TEXT, "autre.txt": b"x", "__MACOSX/._x": b"y"})
    history = read(dsi, unit, CONTENT, sent)
    assert {one["name"]: bool(one["why"]) for one in history.proofs} == {
        "CR-2024.TXT": False,
        "autre.txt": True,
    }
    assert Evidence.objects.count() == 0
    services.history_confirm(**who(dsi, unit), history_id=history.pk)
    with django_capture_on_commit_callbacks(execute=True):
        running.history_write(history.pk)
    evidence = Evidence.objects.get()
    assert evidence.title == "CR-2024"
    assert Exercise.objects.get(pk=evidence.subject_id).title == "Rançongiciel aux urgences"
    with open_stored(evidence.sha256) as kept:
        assert kept.read() == TEXT
    assert not kept_archives()


def kept_archives():
    return sorted(proofs_path("").glob("*.zip"))


def sent_with(user, unit, new_id, proofs):
    """The same form, whatever unit it is sent to."""
    return services.history_read(
        **who(user, unit),
        new_id=new_id,
        file=SimpleUploadedFile("reprise.xlsx", CONTENT),
        proofs=SimpleUploadedFile("pieces.zip", proofs),
    )


def test_the_id_of_an_import_elsewhere_leaves_its_archive_as_it_is(unit, dsi):
    sent = archive({"cr-2024.txt": TEXT})
    history = sent_with(dsi, unit, uuid4(), sent)
    other = make_unit()
    with pytest.raises(ValidationError):
        sent_with(member(other, Role.DSI), other, history.pk, archive({"cr-2024.txt": b"Autre"}))
    assert [one.read_bytes() for one in kept_archives()] == [sent]
    confirm(dsi, unit, history)
    assert Evidence.objects.count() == 1


def test_of_two_equal_forms_read_at_once_the_archive_of_the_first_stays(unit, dsi, monkeypatch):
    sent, new_id, real = archive({"cr-2024.txt": TEXT}), uuid4(), services.check

    def meanwhile(*given):
        monkeypatch.setattr(services, "check", real)
        sent_with(dsi, unit, new_id, sent)
        return real(*given)

    monkeypatch.setattr(services, "check", meanwhile)
    assert sent_with(dsi, unit, new_id, sent) == HistoryImport.objects.get()
    (left,) = kept_archives()
    assert left == proofs_path(HistoryImport.objects.get().stored_proofs)


@pytest.mark.parametrize("harm", ["gone", "damaged"])
def test_an_archive_lost_before_the_writing_is_said_once_on_its_rows(unit, dsi, harm, monkeypatch):
    history = read(dsi, unit, CONTENT, archive({"cr-2024.txt": TEXT}))
    (kept,) = kept_archives()
    if harm == "gone":
        kept.unlink()
    else:
        kept.write_bytes(b"PK")
    with monkeypatch.context() as broken:
        broken.setattr(running, "_end", lambda history: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            confirm(dsi, unit, history)
    done = confirm(dsi, unit, history)
    assert (done.state, done.steps_done) == (State.DONE, done.steps_total)
    said = dict(done.rows.values_list("proofs__0", "message"))
    assert said["cr-2024.txt"].count("n’est plus là") == 1
    assert said[None] == ""
    confirm(dsi, unit, read(dsi, unit, CONTENT, archive({"cr-2024.txt": TEXT})))
    assert Evidence.objects.count() == 1


def test_proofs_sent_after_the_rows_join_them_once(unit, dsi):
    confirm(dsi, unit, read(dsi, unit, CONTENT))
    sent = archive({"cr-2024.txt": TEXT})
    for _ in range(2):
        confirm(dsi, unit, read(dsi, unit, CONTENT, sent))
    assert Evidence.objects.count() == 1


def test_a_missing_or_refused_piece_is_told_and_its_row_written(unit, dsi):
    history = read(dsi, unit, CONTENT)
    assert "Aucun ZIP" in faults(history, warning=True)[0][2]
    history = read(dsi, unit, CONTENT, archive({"pv.txt": TEXT}))
    assert "ne contient pas" in faults(history, warning=True)[0][2]
    history = read(dsi, unit, CONTENT, archive({"cr-2024.txt": b"<script>alert(1)</script>"}))
    assert "refusée" in faults(history, warning=True)[0][2]
    confirm(dsi, unit, history)
    assert Exercise.objects.count() == 2
    assert Evidence.objects.count() == 0


def test_a_piece_of_a_sheet_at_fault_is_told_apart(unit, dsi):
    rows = [{**FULL["exercises"][0], "theme": "Ovni"}]
    content = workbook({"exercises": rows, "directories": FULL["directories"]})
    history = read(dsi, unit, content, archive({"cr-2024.txt": TEXT}))
    assert "à corriger" in history.proofs[0]["why"]


def test_two_files_of_one_name_are_both_left_out(unit, dsi):
    history = read(dsi, unit, CONTENT, archive({"a/cr-2024.txt": TEXT, "b/cr-2024.txt": b"Autre"}))
    assert "ce nom" in history.proofs[0]["why"]
    confirm(dsi, unit, history)
    assert Evidence.objects.count() == 0


def linked() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        link = zipfile.ZipInfo("cr-2024.txt")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return buffer.getvalue()


def locked() -> bytes:
    """The same archive, said to be encrypted."""
    content = bytearray(archive({"cr-2024.txt": TEXT}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: archive({"../../x.txt": TEXT}), "history_proofs_path"),
        (lambda: archive({"/etc/cron.d/x": TEXT}), "history_proofs_path"),
        (lambda: archive({"C:\\x.txt": TEXT}), "history_proofs_path"),
        (lambda: archive({"a\\..\\..\\x.txt": TEXT}), "history_proofs_path"),
        (linked, "history_proofs_path"),
        (locked, "history_proofs_zip"),
        (lambda: b"not a zip", "history_proofs_zip"),
        (lambda: archive({"cr-2024.txt": TEXT})[:-30], "history_proofs_zip"),
        (lambda: archive({"cr-2024.txt": b"0" * 30_000_000}), "history_proofs_unpacks"),
        (lambda: archive({f"{n}.txt": TEXT for n in range(501)}), "history_proofs_unpacks"),
    ],
)
def test_a_dangerous_archive_is_refused_whole(unit, dsi, make, code):
    with pytest.raises(ServiceRefusal, match=code):
        read(dsi, unit, CONTENT, make())
    assert not HistoryImport.objects.exists()
    assert not kept_archives()


def test_an_archive_too_large_is_refused(unit, dsi, monkeypatch):
    monkeypatch.setattr(proofs_module, "MAX_ZIP_BYTES", 10)
    with pytest.raises(ServiceRefusal, match="history_proofs_too_large"):
        read(dsi, unit, CONTENT, archive({"cr-2024.txt": TEXT}))
    assert not HistoryImport.objects.exists()
