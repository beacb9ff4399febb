"""Where the browser of the browser tests is: `python tests/chromium.py` prints it, or exits 1."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
LAUNCH_ARGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str | None:
    """Path of the browser: `HYGIE_CHROMIUM`, else the first one found; None when there is none.

    `HYGIE_CHROMIUM=none` does as if there were none.
    """
    chosen = os.environ.get("HYGIE_CHROMIUM")
    if chosen:
        return None if chosen == "none" else chosen
    found = (shutil.which(name) for name in NAMES)
    installed = (place for place in PLACES if Path(place).exists())
    return next(filter(None, found), None) or next(installed, None)


def launch_options() -> dict[str, object]:
    """Keyword arguments of Playwright's `chromium.launch`; root cannot use Chromium's sandbox."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    args = [*LAUNCH_ARGS, *(["--no-sandbox"] if is_root else [])]
    return {"executable_path": chromium_path(), "chromium_sandbox": not is_root, "args": args}


if __name__ == "__main__":
    path = chromium_path()
    if path is None:
        sys.exit(1)
    print(path)
