"""An exercise over is carried in one file, and read in another Hygie, where it never counts."""

import errno
import hashlib
import io
import json
import os
import zipfile
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from hygie.documents.enums import Form
from hygie.documents.services import evidence_add
from hygie.domain.playing import archive as archive_file
from hygie.domain.playing.archive import MANIFEST
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.archives import building
from hygie.exercises.models import ArchivedRun, Exercise, Highlight
from hygie.exercises.run_enums import Presence
from hygie.exercises.services import archives, observing, playing
from hygie.exercises.services.attending import presences_note
from hygie.exercises.tests import archives as made
from hygie.exercises.tests import retexes
from hygie.exercises.tests.cast import who
from hygie.exercises.tests.runs import acts
from hygie.exercises.tests.stage import Stage
from hygie.journal.models import Entry as JournalEntry
from hygie.logbook.models import Entry
from hygie.logbook.services import Line, entry_write
from hygie.notifications.chores import chores_do
from hygie.obligations.selectors import statuses_on
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
LOG = "logs/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SAID = "Mme Escoffier appelle le 01 22 33 44 55 depuis le CH de Rochebrune"


def over() -> Stage:
    """An exercise over, with something of everything; the DG is Marie Escoffier."""
    stage = Stage()
    dg = stage.players["DG"]
    dg.name, dg.phone = "Marie Escoffier", "06 11 22 33 44"
    dg.save()
    stage.debex()
    for code in ("S01", "S02"):
        stage.press(playing.stimulus_send, code)
    stage.press(playing.stimulus_skip, "S03", reason="Mme Escoffier l’a devancé")
    observing.observation_record(
        run=stage.run, observer=stage.observer, new_id=uuid4(), criterion="C01a", result="met",
        comment=SAID,
    )  # fmt: skip
    Highlight.objects.create(
        run=stage.run, unit=stage.unit, kind="weakness", text=SAID, author_name="A. Obs"
    )
    mine = stage.run.units.get()
    assert mine.event_id is not None
    entry_write(
        **who(stage.rssi, stage.unit), event_id=mine.event_id, new_id=uuid4(), line=Line(text=SAID)
    )
    playing.run_finex(**stage.who)
    presences_note(**stage.who, presences={dg.pk: Presence.PRESENT})
    stage.run.refresh_from_db()
    return stage


def elsewhere() -> tuple[Any, Any]:
    unit = make_unit(name="CH d’ailleurs")
    return unit, member(unit, Role.RSSI)


def changed(content: bytes, name: str, data: bytes) -> bytes:
    """The archive with one file changed and its manifest made again, as a forger would."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        files = {one: source.read(one) for one in source.namelist()}
    files[name] = data
    manifest = json.loads(files[MANIFEST])
    for one in manifest["files"]:
        if one["path"] == name:
            one |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    files[MANIFEST] = json.dumps(manifest).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for path, held in files.items():
            out.writestr(path, held)
    return target.getvalue()


def added(content: bytes, name: str, data: bytes) -> bytes:
    """The archive with one file more, its manifest naming it."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        manifest = json.loads(source.read(MANIFEST))
        files = {one: source.read(one) for one in source.namelist() if one != MANIFEST}
    digest = hashlib.sha256(data).hexdigest()
    manifest["files"].append({"path": name, "sha256": digest, "bytes": len(data)})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for path, held in {**files, name: data, MANIFEST: json.dumps(manifest).encode()}.items():
            out.writestr(path, held)
    return target.getvalue()


def log_path(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        return next(one for one in source.namelist() if one.startswith("logs/"))


def log_of_numbers(*numbers: int, happened_at: str = "2026-11-21T09:00:00+00:00") -> bytes:
    """A sealed main courante with lines of these numbers, as a forger would."""
    line = {"happened_at": happened_at, "written_at": happened_at, "text": "x"}
    rows = [{**line, "number": one} for one in numbers]
    return json.dumps({"sealed": True, "entries": rows}).encode()


def test_made_by_its_button_and_read_by_another_establishment() -> None:
    stage = over()
    client = client_of(stage.rssi)
    assert "Faire l’archive" in client.get(f"{stage.place}bilan/").content.decode()
    answer = client.post(f"{stage.place}archive/", {"names": "avec"})
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert acts(stage.run)[-1] == "run.archived"

    unit, rssi = elsewhere()
    other, place = client_of(rssi), f"/etablissements/{unit.finess}/exercices/archives/"
    new_id = str(uuid4())
    for _ in range(2):  # sent twice, read once
        sent = other.post(place, {"new_id": new_id, "file": made.upload(content)})
        assert sent.status_code == 303
    page = f"{place}{new_id}/"
    shown = other.get(page).content.decode()
    assert "rien n’est encore gardé" in shown
    assert other.get(place).content.decode().count("Exercice de novembre") == 0
    for _ in range(2):
        assert other.post(f"{page}prendre/").status_code == 303
    shown = other.get(page).content.decode()
    for said in (
        "Archive importée de CH de Rochebrune", "Marie Escoffier", "DSI appelé", SAID,
        "chaîne entière", "écarté",
    ):  # fmt: skip
        assert said in shown, said
    assert "Exercice de novembre" in other.get(place).content.decode()
    assert not statuses_on([unit.pk], date(2026, 11, 21)).filter(status="met").exists()
    assert not Exercise.objects.exists()


def test_read_again_it_is_there_once() -> None:
    stage = over()
    unit, rssi = elsewhere()
    first = made.kept(rssi, unit, stage.run)
    assert made.read(rssi, unit, made.file_of(stage.run)).pk == first.pk
    one, two = (made.read(rssi, unit, made.file_of(stage.run, with_names=False)) for _ in range(2))
    kept = [archives.archive_take(**who(rssi, unit), archive_id=o.pk).pk for o in (one, two)]
    assert kept == [one.pk, one.pk]
    assert ArchivedRun.objects.taken().count() == 2


def test_without_the_names_functions_stay() -> None:
    stage = over()
    waived = {"by": stage.rssi.full_name, "reason": "Petit site", "at": ""}
    stage.run.waivers = {f"{one}:{stage.unit.finess}": waived for one in ("team", "answer")}
    content = made.file_of(stage.run, with_names=False)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        said = b"".join(source.read(one) for one in source.namelist())
    text = said.decode()
    finess, author = str(stage.unit.finess), stage.rssi.full_name
    for name in ("Escoffier", "Rochebrune", author, "06 11", "01 22", "@", finess):
        assert name not in text, name
    assert "[DG]" in text
    assert text.count("Petit site") == 2
    unit, rssi = elsewhere()
    row = made.read(rssi, unit, content)
    shown = client_of(rssi).get(f"/etablissements/{unit.finess}/exercices/archives/{row.pk}/")
    assert "[DG] appelle le [téléphone]" in shown.content.decode()
    assert "ne peuvent pas être vérifiées" in shown.content.decode()


def test_a_broken_chain_is_said_whatever_the_manifest_says() -> None:
    stage = over()
    content = made.file_of(stage.run)
    path = log_path(content)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        log = json.loads(source.read(path))
    log["entries"][1]["text"] = "Autre chose"
    unit, rssi = elsewhere()
    row = made.read(rssi, unit, changed(content, path, json.dumps(log).encode()))
    shown = client_of(rssi).get(f"/etablissements/{unit.finess}/exercices/archives/{row.pk}/")
    assert "la ligne n°\u00a02 a été modifiée" in shown.content.decode()
    assert "chaîne rompue" in shown.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("participants.json", b'[{"id": 3}]', "archive_bad_content"),
        ("participants.json", b'["x"]', "archive_bad_content"),
        ("stimuli.json", b'[{"code": "S01", "state": "autre"}]', "archive_bad_content"),
        ("observations.json", b'[{"result": "met", "at_s": "12"}]', "archive_bad_content"),
        ("exercise.json", b"[" * 100_000, "archive_bad_content"),
        ("scenario.yaml", b"titre: non", "archive_bad_content"),
        ("participants.json", b'[{"id": "\\udfff"}]', "archive_bad_content"),
        (LOG, log_of_numbers(1, 2000, 1, 2000), "archive_bad_content"),
        (LOG, log_of_numbers(1, happened_at="0001-01-01T00:00:00+14:00"), "archive_bad_content"),
    ],
)
def test_what_does_not_read_leaves_nothing(name: str, data: bytes, code: str) -> None:
    stage = over()
    unit, rssi = elsewhere()
    content = made.file_of(stage.run)
    with pytest.raises(ServiceRefusal, match=code):
        made.read(rssi, unit, changed(content, log_path(content) if name == LOG else name, data))
    assert not ArchivedRun.objects.exists()


def test_a_refusal_is_said_in_plain_words_and_no_file_stays() -> None:
    unit, rssi = elsewhere()
    place = f"/etablissements/{unit.finess}/exercices/archives/"
    new_id = str(uuid4())
    answer = client_of(rssi).post(place, {"new_id": new_id, "file": made.upload(b"rien")})
    assert answer.status_code == 422
    assert "n’est pas une archive d’exercice" in answer.content.decode()
    assert not ArchivedRun(pk=new_id).path.exists()


def test_not_before_the_end_and_not_by_a_reader() -> None:
    stage = Stage()
    stage.debex()
    with pytest.raises(ServiceRefusal, match="run_state"):
        archives.archive_make(**stage.who, with_names=True)
    unit, _ = elsewhere()
    reader = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        made.read(reader, unit, b"")


def test_taken_away_with_its_file(django_capture_on_commit_callbacks: Any) -> None:
    stage = over()
    unit, rssi = elsewhere()
    row = made.kept(rssi, unit, stage.run)
    place = f"/etablissements/{unit.finess}/exercices/archives/{row.pk}/"
    assert client_of(rssi).post(f"{place}retirer/", {"reason": ""}).status_code == 422
    assert row.path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client_of(rssi).post(f"{place}retirer/", {"reason": "Lue"})
    assert not row.path.exists()
    assert client_of(rssi).get(place).status_code == 404


def test_the_pieces_of_the_log_come_too() -> None:
    stage = over()
    entry = Entry.objects.order_by("number").last()
    assert entry is not None
    evidence_add(
        **who(stage.rssi, stage.unit), subject_kind=Entry.fact_kind, subject_id=entry.pk,
        new_id=uuid4(), kind=Form.FILE, title="Capture",
        upload=SimpleUploadedFile("vu.txt", b"vu a 14 h"),
    )  # fmt: skip
    unit, rssi = elsewhere()
    row = made.kept(rssi, unit, stage.run)
    place = f"/etablissements/{unit.finess}/exercices/archives/{row.pk}/"
    assert "Capture" in client_of(rssi).get(place).content.decode()
    answer = client_of(rssi).get(f"{place}pieces/1/")
    assert b"".join(answer.streaming_content) == b"vu a 14 h"  # type: ignore[attr-defined]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client_of(rssi).get(f"{place}pieces/2/").status_code == 404


def test_sent_twice_at_the_same_time_the_file_of_the_first_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, (unit, rssi) = over(), elsewhere()
    content, new_id = made.file_of(stage.run), uuid4()
    asked = {**who(rssi, unit), "new_id": new_id}
    others: list[Any] = []
    read_whole = archives.read_whole

    def meanwhile(source: Any) -> Any:
        if not others:
            others.append(None)
            others[0] = archives.archive_read(**asked, upload=made.upload(content)).pk
        return read_whole(source)

    monkeypatch.setattr(archives, "read_whole", meanwhile)
    row = archives.archive_read(**asked, upload=made.upload(content))
    assert [row.pk] == others == [new_id]
    assert row.path.read_bytes() == content
    assert [one.name for one in row.path.parent.iterdir() if one.suffix == archives.ASIDE] == []
    assert JournalEntry.objects.filter(verb="archived_run.read").count() == 1


def test_what_nobody_kept_is_forgotten_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, (unit, rssi) = over(), elsewhere()
    kept, left = (
        made.kept(rssi, unit, stage.run),
        made.read(rssi, unit, made.file_of(stage.run, with_names=False)),
    )
    ArchivedRun.objects.update(read_at=timezone.now() - timedelta(days=2))
    place = f"/etablissements/{unit.finess}/exercices/archives/{left.pk}/"
    assert client_of(rssi).get(place).status_code == 404  # even before its file goes
    chores_do()  # as the worker does each day
    assert (kept.path.exists(), left.path.exists()) == (True, False)
    assert ArchivedRun.objects.get().pk == kept.pk


def test_no_room_left_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    unit, rssi = elsewhere()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ServiceRefusal, match="disk_full"):
        made.read(rssi, unit, b"PK")
    assert not ArchivedRun.objects.exists()


def test_the_retex_comes_with_its_frozen_files() -> None:
    stage, retex = retexes.made()
    retexes.decided(stage, retex)
    retexes.freeze(stage)
    stage.run.refresh_from_db()
    unit, rssi = elsewhere()
    row = made.kept(rssi, unit, stage.run)
    place = f"/etablissements/{unit.finess}/exercices/archives/{row.pk}/"
    page = client_of(rssi).get(place).content.decode()
    for said in ("La cellule a tenu.", "par Mme Roy, DG", "Passage au papier", "RETEX (PDF)"):
        assert said in page, said
    answer = client_of(rssi).get(f"{place}pieces/1/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    bare = made.read(rssi, unit, made.file_of(stage.run, with_names=False))
    place = f"/etablissements/{unit.finess}/exercices/archives/{bare.pk}/"
    page = client_of(rssi).get(place).content.decode()
    assert "La cellule a tenu." in page
    assert "Mme Roy" not in page
    assert client_of(rssi).get(f"{place}pieces/1/").status_code == 404


def test_what_still_looks_like_a_name_is_shown_before_the_file_is_made() -> None:
    stage = over()
    mine = stage.run.units.get()
    line = Line(text="Vu avec Paul Durand, puis mme roussel, au poste 4512")
    assert mine.event_id is not None
    entry_write(**who(stage.rssi, stage.unit), event_id=mine.event_id, new_id=uuid4(), line=line)
    client = client_of(stage.rssi)
    shown = client.post(f"{stage.place}archive/", {"names": "sans"})
    assert shown.status_code == 422
    page = BeautifulSoup(shown.content.decode(), "html5lib")
    doubts = {str(one["value"]): one.has_attr("checked") for one in page.select("[name=hide]")}
    assert doubts.keys() >= {"Paul Durand", "mme roussel"}
    assert all(doubts.values())
    assert "run.archived" not in acts(stage.run)
    sent = {"names": "sans", "seen": "1", "hide": ["Paul Durand"]}
    answer = client.post(f"{stage.place}archive/", sent)
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        text = source.read(log_path(content)).decode()
    assert "Vu avec [masqué], puis mme roussel, au poste [téléphone]" in text


def test_no_archive_is_made_that_nobody_would_take_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = over()
    monkeypatch.setattr(archive_file, "MAX_BYTES", 500)
    with pytest.raises(ServiceRefusal, match="archive_made_too_big"):
        archives.archive_make(**stage.who, with_names=True)
    monkeypatch.setattr(building, "MOST_ROWS", 2)
    answer = client_of(stage.rssi).post(f"{stage.place}archive/", {"names": "avec"})
    assert answer.status_code == 422
    assert "aucun Hygie ne la reprendrait" in answer.content.decode()
    assert "run.archived" not in acts(stage.run)


def test_the_archive_is_written_while_nothing_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = over()
    depth: list[int] = []
    write, outside = building.archive_write, len(connection.savepoint_ids)

    def watched(*given: Any) -> str:
        depth.append(len(connection.savepoint_ids))
        return write(*given)

    monkeypatch.setattr(archives, "archive_write", watched)
    archives.archive_make(**stage.who, with_names=True).close()
    assert depth == [outside]


def test_a_reader_who_may_be_asked_to_play_reads_no_archive() -> None:
    stage, (unit, rssi) = over(), elsewhere()
    row = made.kept(rssi, unit, stage.run)
    reader = client_of(member(unit, Role.DIRECTION))
    place = f"/etablissements/{unit.finess}/exercices/archives/"
    assert "Exercice de novembre" in reader.get(place).content.decode()
    assert f"{row.pk}" not in reader.get(place).content.decode()
    assert reader.get(f"{place}{row.pk}/").status_code == 403
    assert (
        "Cet exercice a été joué ici"
        not in client_of(rssi).get(f"{place}{row.pk}/").content.decode()
    )


def test_a_piece_that_is_a_program_is_not_given() -> None:
    stage = over()
    content = made.file_of(stage.run)
    path = log_path(content)
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        log = json.loads(source.read(path))
    log["pieces"] = [{"path": "pieces/x", "name": "à\nlire.pdf", "title": "Facture"}]
    forged = changed(content, path, json.dumps(log).encode())
    forged = added(forged, "pieces/x", b"MZ\x90\x00" + bytes(range(256)))
    unit, rssi = elsewhere()
    row = made.read(rssi, unit, forged)
    place = f"/etablissements/{unit.finess}/exercices/archives/{row.pk}/"
    answer = client_of(rssi).get(f"{place}pieces/1/", follow=True)
    assert "Hygie ne donne pas cette pièce" in answer.content.decode()
