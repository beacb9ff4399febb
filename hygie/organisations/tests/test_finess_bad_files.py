"""Files that are not what they should be: one clear sentence, nothing written of the bad part."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from hygie.journal.models import Entry
from hygie.organisations.finess import codes, importer
from hygie.organisations.finess.codes import Limits
from hygie.organisations.finess.runs import file_import
from hygie.organisations.models import FinessOutcome, FinessState, Organisation
from hygie.organisations.tests.finess_files import (
    document,
    ej,
    et,
    get,
    ght,
    imported,
    number,
    reasons,
    write,
)

pytestmark = pytest.mark.django_db

HOSPITALS = [ej(rank, et(100 + rank)) for rank in range(1, 61)]
TEXT = json.dumps(document(*HOSPITALS, groups=[ght("76101", (1, "S"), (2, "M"))]))


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("finess.json", TEXT)
    return target.getvalue()


ACTIVITIES = {
    "schemaVersion": "v1.0.0",
    "generatedAt": "2026-11-20T02:00:00Z",
    "pmej": [{"pmSmsseId": "1", "numeroFiness": number(1), "activitesAutorisees": [], "ege": []}],
}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"   \n", "n’est pas du JSON"),
        (b"\x00\x01\x02 binaire", "n’est pas du JSON"),
        (b"bonjour", "n’est pas du JSON"),
        (zipped(), "ZIP"),
        (b"<?xml version='1.0'?><fluxfiness/>", "XML"),
        (b"<!doctype html><html>", "page web"),
        (b"finess;etalab;95;2026-05-12\nstructureet;010000024;010780054;CH\n", "ancien FINESS"),
        (b"nofinesset;nofinessej;rs\n", "ancien FINESS"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"[" + TEXT.encode() + b"]", "commence par une liste"),
        (b'{"schemaVersion": "v1.0.0", "resultats": []}', "ne contient pas de structures"),
        (b'{"pmej": []}', "aucune entité juridique"),
        (b'{"pmej": [1, 2, 3]}', "aucune entité juridique"),
        (json.dumps(ACTIVITIES).encode(), "activités"),
        (b'{"pmej": [{"numFinessPm": "99', "avant sa première entité"),
        (b'{"pmej": [}', "avant sa première entité"),
        (b"\x1f\x8b\x08\x00rien de lisible", "gzip est abîmé"),
        (gzip.compress(b"finess;etalab;95;2026-05-12\n"), "ancien FINESS"),
        (gzip.compress(zipped()), "ZIP"),
    ],
)
def test_another_file_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, words: str
) -> None:
    run = imported(tmp_path, content)
    assert run.state == FinessState.REFUSED
    assert words in run.message
    assert not Organisation.objects.exclude(kind="region").exists()
    assert Entry.objects.get(verb="finess.imported").data["state"] == "refused"


@pytest.mark.parametrize("name", ["coupe.json", "coupe.json.gz"])
def test_a_file_cut_short_keeps_what_precedes_and_says_so(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "FIRST", 10)
    imported(tmp_path, document(ej(900, et(901))))
    path = write(tmp_path / name, TEXT)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    run = file_import(path=path, everything=False)
    assert run.state == FinessState.PARTIAL
    assert "s’arrête ou s’abîme" in run.message
    assert get(1).is_unit
    assert 0 < run.added < 121
    assert not reasons(run, FinessOutcome.ABSENT)
    again = file_import(path=write(tmp_path / name, TEXT), everything=False)
    assert again.state == FinessState.DONE
    assert again.added + run.added == 121


def test_a_file_broken_in_its_middle_keeps_what_precedes(tmp_path: Path) -> None:
    middle = TEXT.index(number(30))
    run = imported(tmp_path, TEXT[:middle] + '"}}]]' + TEXT[middle:])
    assert run.state == FinessState.PARTIAL
    assert get(29).is_unit
    assert not Organisation.objects.filter(finess=number(30)).exists()


def test_a_cut_file_ends_no_membership(tmp_path: Path) -> None:
    imported(tmp_path, TEXT)
    cut = json.dumps(document(*HOSPITALS, groups=[ght("76101", (1, "S"))]))
    imported(tmp_path, cut[: len(cut) // 2])
    group = Organisation.objects.get(code="76101")
    assert group.child_links.filter(until=None).count() == 2


def small(**changes: int) -> Limits:
    values = {
        "decompressed_bytes": 10**9,
        "ratio": 150,
        "ratio_checked_from_bytes": 10**6,
        "object_bytes": 10**8,
        "depth": 5000,
        "openings_in_a_piece": 16384,
    }
    return Limits(**{**values, **changes})


def limit(monkeypatch: pytest.MonkeyPatch, limits: Limits) -> None:
    known = codes.codes()
    replaced = codes.Codes(
        known.ght_types, known.member_roles, known.address_use, known.inactive_state, limits
    )
    for module in (importer.inspect.__module__, "hygie.organisations.finess.stream"):
        monkeypatch.setattr(f"{module}.codes", lambda: replaced)


def test_a_gzip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, small())
    bomb = gzip.compress(TEXT[:-2].encode() + b", " + b" " * 20_000_000 + b"1]}")
    run = imported(tmp_path, bomb)
    assert run.state == FinessState.REFUSED
    assert "grossit démesurément" in run.message
    assert not Organisation.objects.exists()


def test_a_file_larger_than_any_real_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, small(decompressed_bytes=10_000))
    assert imported(tmp_path, TEXT).state == FinessState.REFUSED


def test_one_object_without_end_stops_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, small(object_bytes=500_000))
    huge = ej(70, et(71), denominationPm="A" * 2_000_000)
    run = imported(tmp_path, document(*HOSPITALS, huge))
    assert run.state == FinessState.PARTIAL
    assert "pmej[60]" in run.message
    assert run.added == 120


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert imported(tmp_path, b"\xef\xbb\xbf" + TEXT.encode()).state == FinessState.DONE


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "finess.csv"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert file_import(path=path, everything=False).state == FinessState.DONE
