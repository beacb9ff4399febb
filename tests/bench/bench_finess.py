"""Speed of the FINESS import: 120,000 entities, by the command, on an instance of its own."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

LEGAL_ENTITIES, SITES, GHTS = 40_000, 80_000, 135
# About 2,700 of the 50,000 legal entities of the real file hold hospitals.
SANITARY_SHARE = 0.06
LIMIT_S, LIMIT_MB = 60, 300
SECONDS_BETWEEN_LOOKS = 0.05

Measure = dict[str, str | float]


def instance(folder: Path) -> dict[str, str]:
    """The environment of a new instance with its embedded database."""
    kept = {key: text for key, text in os.environ.items() if key != "DATABASE_URL"}
    settings = {"HYGIE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "hygie.config.settings"}
    env = {**kept, **settings}
    subprocess.run(hygie("django", "migrate", "-v0"), env=env, check=True)
    return env


def hygie(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "hygie", *arguments]


def resident_mb(process: int) -> float:
    """Largest memory of a process so far, in megabytes; nought once it has ended (Linux)."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("VmHWM", "0 kB").split()[0]) / 1024


def measured(env: dict[str, str], *arguments: str) -> tuple[float, float]:
    """Seconds and megabytes of one command."""
    began = time.monotonic()
    child = subprocess.Popen(
        hygie(*arguments), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = [0.0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(SECONDS_BETWEEN_LOOKS):
            peak[0] = max(peak[0], resident_mb(child.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    code = child.wait()
    seconds = time.monotonic() - began
    done.set()
    watcher.join()
    assert code == 0, f"the import ended with code {code}"
    return seconds, peak[0]


def run() -> list[Measure]:
    """Three imports of one file of 120,000 entities: hospitals first, all, all again unchanged."""
    from hygie.organisations.finess.generator import write_file

    measures: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="hygie-bench-") as folder:
        path = Path(folder) / "finess.json.gz"
        write_file(
            path,
            legal_entities=LEGAL_ENTITIES,
            sites=SITES,
            ghts=GHTS,
            sanitary_share=SANITARY_SHARE,
        )
        for name, options in (
            ("hôpitaux seulement", ()),
            ("toutes catégories", ("--toutes-categories",)),
        ):
            env = instance(Path(folder) / name.split()[0])
            for again in ("", ", fichier déjà importé"):
                seconds, megabytes = measured(env, "finess", "import", str(path), *options)
                label = f"import FINESS de 120 000 entités, {name}{again}"
                measures.append(
                    {"name": label, "limit_s": LIMIT_S, "seconds": seconds, "mb": megabytes}
                )
                print(f"| {label} | {seconds:.1f} s | ≤ {LIMIT_S} s |")
                print(f"| {label}, mémoire | {megabytes:.0f} Mo | ≤ {LIMIT_MB} Mo |")
    return measures
