"""`hygie finess import FILE`: what it prints and how it ends; killed, it starts again cleanly."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner
from django.db import OperationalError

from hygie.organisations import hooks
from hygie.organisations.cli import finess_group
from hygie.organisations.enums import Kind, LinkRole
from hygie.organisations.finess import runs
from hygie.organisations.finess.generator import write_file
from hygie.organisations.models import FinessImport, FinessState, Link, Organisation
from hygie.organisations.tests.finess_files import document, ej, et, number, write
from tests.migrated import copy_folder

LONG_GONE = datetime.fromisoformat("2020-01-01T12:00:00+01:00")


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.mark.django_db
def test_the_command_imports_and_tells_what_it_did(tmp_path: Path, runner: CliRunner) -> None:
    path = write(tmp_path / "f.json.gz", document(ej(1, et(11)), ej(2, numFinessPm="12")))
    done = runner.invoke(finess_group, ["import", str(path)])
    assert done.exit_code == 0, done.output
    assert "20\u00a0novembre\u00a02026" in done.output
    assert "Ajoutées" in done.output
    assert "pmej[1]" in done.output
    assert Organisation.objects.get(finess=number(1)).is_unit


@pytest.mark.django_db
def test_all_categories_come_on_request(tmp_path: Path, runner: CliRunner) -> None:
    path = write(tmp_path / "f.json", document(ej(1, et(11, "500", "21"))))
    runner.invoke(finess_group, ["import", str(path)])
    assert not Organisation.objects.filter(kind=Kind.EJ).exists()
    runner.invoke(finess_group, ["import", str(path), "--toutes-categories"])
    assert Organisation.objects.filter(kind=Kind.EJ).exists()


@pytest.mark.django_db
def test_a_refused_or_cut_file_ends_with_code_1(tmp_path: Path, runner: CliRunner) -> None:
    csv = write(tmp_path / "f.csv", "finess;etalab;95;2026-05-12\n")
    done = runner.invoke(finess_group, ["import", str(csv)])
    assert done.exit_code == 1
    assert "ancien FINESS" in done.output
    cut = write(tmp_path / "g.json", document(ej(1, et(11)), ej(2, et(12))))
    cut.write_bytes(cut.read_bytes()[:-400])
    done = runner.invoke(finess_group, ["import", str(cut)])
    assert done.exit_code == 1
    assert "s’arrête ou s’abîme" in done.output


def test_a_missing_file_is_wrong_use(runner: CliRunner, tmp_path: Path) -> None:
    assert runner.invoke(finess_group, ["import", str(tmp_path / "rien.json")]).exit_code == 2
    assert runner.invoke(finess_group, ["import"]).exit_code == 2


@pytest.mark.django_db
def test_a_second_import_waits_for_the_first(tmp_path: Path, runner: CliRunner) -> None:
    first = FinessImport.objects.create(
        state=FinessState.RUNNING, file_name="a.json", host="autre machine", process=1
    )
    path = write(tmp_path / "f.json", document(ej(1, et(11))))
    done = runner.invoke(finess_group, ["import", str(path)])
    assert done.exit_code == 1
    assert "déjà en cours" in done.output
    assert list(FinessImport.objects.all()) == [first]
    assert not Organisation.objects.filter(kind=Kind.EJ).exists()


@pytest.mark.django_db
def test_a_fault_in_the_middle_writes_nothing_half(
    tmp_path: Path, runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(ids: object, *, are_new: bool) -> None:
        raise RuntimeError("panne")

    path = write(tmp_path / "f.json", document(ej(1, et(11))))
    with monkeypatch.context() as faulty:
        faulty.setattr(hooks, "on_units_changed", [fail])
        assert isinstance(
            runner.invoke(finess_group, ["import", str(path)]).exception, RuntimeError
        )
    run = FinessImport.objects.get()
    assert run.state == FinessState.FAILED
    assert "rien n’est à moitié écrit" in run.message
    assert run.added == 0
    assert not Organisation.objects.filter(kind__in=(Kind.EJ, Kind.ET)).exists()
    assert runner.invoke(finess_group, ["import", str(path)]).exit_code == 0
    assert Organisation.objects.filter(kind__in=(Kind.EJ, Kind.ET)).count() == 2


@pytest.mark.django_db
def test_stopped_by_hand_it_is_interrupted_and_starts_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(**_: object) -> None:
        raise KeyboardInterrupt

    path = write(tmp_path / "f.json", document(ej(1, et(11))))
    with monkeypatch.context() as faulty:
        faulty.setattr(runs, "file_read", stop)
        with pytest.raises(KeyboardInterrupt):
            runs.file_import(path=path, everything=False)
    assert FinessImport.objects.get().state == FinessState.INTERRUPTED
    assert runs.file_import(path=path, everything=False).state == FinessState.DONE


@pytest.mark.django_db
def test_when_the_database_goes_too_the_first_fault_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def disk_full(**_: object) -> None:
        raise OSError("No space left on device")

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the database is gone")

    path = write(tmp_path / "f.json", document(ej(1, et(11))))
    monkeypatch.setattr(runs, "file_read", disk_full)
    with monkeypatch.context() as faulty:
        faulty.setattr(runs, "run_end", gone)
        with pytest.raises(OSError, match="No space left"):
            runs.file_import(path=path, everything=False)
    assert "could not say so" in caplog.text
    run = FinessImport.objects.get()
    assert run.state == FinessState.RUNNING
    FinessImport.objects.update(host="une machine éteinte", alive_at=LONG_GONE)
    runs.stopped_note()
    run.refresh_from_db()
    assert run.state == FinessState.INTERRUPTED


def test_the_fault_of_an_import_run_behind_is_written_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_run_id: UUID) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(runs, "stored_import", fail)
    monkeypatch.setattr(runs.connections, "close_all", lambda: None)
    runs._work(UUID(int=7))
    assert "No space left on device" in caplog.text
    assert str(UUID(int=7)) in caplog.text


def hygie(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "hygie", *arguments]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an instance of its own, with its embedded database."""
    kept = {key: text for key, text in os.environ.items() if key != "DATABASE_URL"}
    env = {**kept, "HYGIE_DATA_DIR": str(tmp_path / "data")}
    env["DJANGO_SETTINGS_MODULE"] = "hygie.config.settings"
    copy_folder(tmp_path / "data")
    return env


def rows(instance: dict[str, str], sql: str) -> list[tuple[object, ...]]:
    import sqlite3

    base = sqlite3.connect(f"file:{instance['HYGIE_DATA_DIR']}/hygie.sqlite3?mode=ro", uri=True)
    try:
        return base.execute(sql).fetchall()
    finally:
        base.close()


ORGANISATIONS = "select count(*) from organisations_organisation where kind in ('ej', 'et')"
# What a half-written batch would leave: a site without link, a row without its FINESS values.
ORPHANS = """
    select count(*) from organisations_organisation o where kind = 'et' and not exists (
      select 1 from organisations_link l where l.child_id = o.id and l.role = 'site')
    union all select count(*) from organisations_organisation o where kind in ('ej', 'et')
      and not exists (select 1 from organisations_finesssource s where s.organisation_id = o.id)
"""


@pytest.mark.sqlite
def test_killed_in_the_middle_it_starts_again_cleanly(
    tmp_path: Path, instance: dict[str, str]
) -> None:
    path = tmp_path / "finess.json"
    write_file(path, legal_entities=1500, sites=3000, ghts=5, sanitary_share=0.02)
    command = hygie(tmp_path, "finess", "import", str(path), "--toutes-categories")
    child = subprocess.Popen(command, env=instance, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while rows(instance, ORGANISATIONS)[0][0] == 0 and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    written = rows(instance, ORGANISATIONS)[0][0]
    assert isinstance(written, int)
    assert 0 < written < 4500
    assert rows(instance, ORPHANS) == [(0,), (0,)]
    assert rows(instance, "select state from organisations_finessimport") == [("running",)]
    done = subprocess.run(command, env=instance, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert rows(instance, ORGANISATIONS) == [(4500,)]
    assert rows(instance, ORPHANS) == [(0,), (0,)]
    states = "select state, unchanged from organisations_finessimport order by asked_at"
    assert rows(instance, states) == [("interrupted", 0), ("done", written)]


@pytest.mark.sqlite
def test_others_read_and_write_while_it_runs(tmp_path: Path, instance: dict[str, str]) -> None:
    import sqlite3

    path = tmp_path / "finess.json"
    write_file(path, legal_entities=1000, sites=2000, sanitary_share=0.02)
    command = hygie(tmp_path, "finess", "import", str(path), "--toutes-categories")
    child = subprocess.Popen(command, env=instance, stderr=subprocess.DEVNULL)
    other = sqlite3.connect(
        f"{instance['HYGIE_DATA_DIR']}/hygie.sqlite3", timeout=20, isolation_level=None
    )
    longest, writes = 0.0, 0
    try:
        while child.poll() is None:
            started = time.monotonic()
            other.execute("begin immediate")
            other.execute("select count(*) from organisations_organisation").fetchone()
            other.execute("update organisations_organisation set city = city where id = -1")
            other.execute("commit")
            longest, writes = max(longest, time.monotonic() - started), writes + 1
            time.sleep(0.05)
    finally:
        other.close()
    assert child.returncode == 0
    assert writes > 5
    assert longest < 5


@pytest.mark.django_db
def test_the_links_of_a_generated_file_are_all_there(tmp_path: Path, runner: CliRunner) -> None:
    path = tmp_path / "f.json.gz"
    write_file(path, legal_entities=30, sites=90, sanitary_share=1)
    assert runner.invoke(finess_group, ["import", str(path)]).exit_code == 0
    assert Link.objects.filter(role=LinkRole.SITE).count() == 90
