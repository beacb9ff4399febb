"""The folder of the tests goes away with the run, workers and killed processes included."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.house import ROOT

SETTINGS = (
    "from hygie.config import settings_test as s; print(s.MEDIA_ROOT, s.STATIC_ROOT, flush=True); "
)
KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
STARTS_ONE = (
    SETTINGS + "import subprocess, sys, pathlib; (s.MEDIA_ROOT / 'f').write_text('x'); "
    "subprocess.run([sys.executable, '-c', sys.argv[1]])"
)


def started(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)}
    env.pop("HYGIE_TEST_FOLDER", None)
    return subprocess.run(
        [sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def test_a_process_and_those_it_starts_leave_no_folder(tmp_path: Path) -> None:
    done = started(tmp_path, "-c", STARTS_ONE, SETTINGS + KILLED)
    assert done.returncode == 0, done.stderr
    places = done.stdout.split()
    assert len(set(places)) == 4, "two folders each"
    assert len({Path(one).parent for one in places}) == 1
    assert all(Path(one).is_relative_to(tmp_path) for one in places)
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_pytest_with_workers_leaves_no_folder(tmp_path: Path) -> None:
    ran = "hygie/domain/tests/test_budget_formulas.py"
    done = started(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", ran)
    assert done.returncode == 0, done.stdout[-2000:]
    assert not [one.name for one in tmp_path.iterdir() if one.name.startswith("hygie-test")]
