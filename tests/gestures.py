"""Gestures in processes of their own, without starting Django for each.

`run` starts one Python per database and module (`python -m tests.gestures MODULE`), that imports
everything once; each run is then a fork of it, a real process that may be killed. The module has
`main(words)`.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# By folder of data, module, and all of the environment.
_started: dict[tuple[str, str, frozenset[tuple[str, str]]], "subprocess.Popen[str]"] = {}


def run(environment: dict[str, str], module: str, *words: str, code: int = 0) -> list[list[str]]:
    """The words of each line that the gestures say; the process must end with this code."""
    key = (environment["HYGIE_DATA_DIR"], module, frozenset(environment.items()))
    if key not in _started:
        _started[key] = subprocess.Popen(
            [sys.executable, "-m", "tests.gestures", module],
            env=environment, cwd=ROOT, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
    source = _started[key]
    assert source.stdin is not None
    assert source.stdout is not None
    source.stdin.write(json.dumps(words) + "\n")
    source.stdin.flush()
    answer = json.loads(source.stdout.readline())
    assert answer["code"] == code, answer["errors"][-3000:]
    return [line.split() for line in answer["said"].splitlines()]


def end(environment: dict[str, str]) -> None:
    """Ends what was started on a database."""
    for key in [one for one in _started if one[0] == environment["HYGIE_DATA_DIR"]]:
        source = _started.pop(key)
        source.communicate(timeout=20)  # its input closed, it ends


def _fork(module: str, words: list[str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        pid = os.fork()
        if pid == 0:
            os.dup2(said.fileno(), 1)
            os.dup2(errors.fileno(), 2)
            os._exit(_gesture(module, words))
        _, status = os.waitpid(pid, 0)
        texts = []
        for file in (said, errors):
            file.seek(0)
            texts.append(file.read().decode())
        return {
            "code": os.waitstatus_to_exitcode(status), "said": texts[0], "errors": texts[1],
        }  # fmt: skip


def _gesture(module: str, words: list[str]) -> int:
    from django.db import connections

    try:
        sys.modules[module].main(words)
        connections.close_all()
    except Exception:  # noqa: BLE001 - the top of a process: all it can do is say it
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def serve(module: str) -> None:
    """Answers each line of words with what a fork said and its code."""
    importlib.import_module(module)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_fork(module, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
