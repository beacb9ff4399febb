"""Takes the pictures of the README on a fresh demonstration instance, served for the occasion.

Each picture is one page as a person of the demonstration sees it. A page that answers an error, or
that writes to the browser's console, stops the script: a broken page is never pictured.
Debian: `chromium-l10n` makes date fields French.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.chromium import chromium_path, launch_options  # noqa: E402

PORT = int(os.environ.get("HYGIE_SCREENSHOTS_PORT", "8765"))
ADDRESS = f"http://localhost:{PORT}"
IMAGES = ROOT / "docs" / "images"
ACCOUNT = re.compile(
    r"^\s+(?P<email>\S+@\S+)\s+(?P<password>\S+)\s+(?P<title>.+?)\s*$", re.MULTILINE
)
PLACES = {
    "unit": re.compile(r"/etablissements/\w{9}/"),
    "group": re.compile(r"/ght/[\w-]+/"),
}
DESK = (1280, 860)
PHONE = (390, 844)


@dataclass(frozen=True)
class Picture:
    """One page. In `path`, `{unit}` is the establishment's address, `{group}` its GHT's.

    `who` is found in the title of the account, whatever its capitals.
    """

    name: str
    path: str
    who: str = "rssi"
    viewport: tuple[int, int] = DESK
    scheme: str = "light"


PICTURES = (
    Picture("etablissement", "{unit}", viewport=(1280, 1420)),
    Picture("etablissement-sombre", "{unit}", scheme="dark"),
    Picture("etablissement-telephone", "{unit}", viewport=PHONE),
    Picture("direction", "{unit}direction/", who="directrice générale"),
    Picture("noter", "{unit}noter/"),
    Picture("paq", "{unit}paq/"),
    Picture("ght", "{group}", who="ght"),
)


def serve(data: str) -> tuple[subprocess.Popen[str], str]:
    """Starts Hygie on the demonstration region; gives the process and what it announced."""
    journal = Path(data) / "serve.log"
    with journal.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hygie", "serve", "--port", str(PORT)],
            cwd=ROOT,
            env={**os.environ, "HYGIE_DATA_DIR": data, "COLUMNS": "200"},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    for _ in range(240):
        time.sleep(0.5)
        try:
            urllib.request.urlopen(f"{ADDRESS}/compte/connexion/", timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
        else:
            return process, journal.read_text("utf-8")
    process.kill()
    raise SystemExit(f"Hygie n'a pas démarré :\n{journal.read_text('utf-8')}")


def account_of(announced: str, who: str) -> tuple[str, str]:
    """E-mail and password of the first announced account whose title says `who`."""
    for match in ACCOUNT.finditer(announced):
        if who in match["title"].lower():
            return match["email"], match["password"]
    raise SystemExit(f"Aucun compte de démonstration « {who} » dans :\n{announced}")


def sign_in(page: Page, email: str, password: str) -> None:
    """Signs in as a person does."""
    page.goto(f"{ADDRESS}/compte/connexion/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda address: "/connexion/" not in address)


def addresses(page: Page) -> dict[str, str]:
    """Addresses of the person's establishment and GHT, read from the page where sign-in leads."""
    found = {}
    for name, pattern in PLACES.items():
        match = pattern.search(f"{page.url} {page.content()}")
        found[name] = match.group(0) if match else ""
    return found


def take(browser: Browser, picture: Picture, announced: str) -> Path:
    """One picture, in a fresh browser session."""
    scheme = "dark" if picture.scheme == "dark" else "light"
    width, height = picture.viewport
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=height),
        color_scheme=scheme,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, *account_of(announced, picture.who))
    answer = page.goto(ADDRESS + picture.path.format(**addresses(page)))
    page.wait_for_load_state("networkidle")
    if answer is None or not answer.ok or said:
        status = answer.status if answer else "aucune réponse"
        raise SystemExit(f"{page.url} : {status} {said}")
    target = IMAGES / f"{picture.name}.png"
    page.screenshot(path=target)
    context.close()
    return target


def main() -> None:
    """Takes the pictures named on the command line, or all."""
    if chromium_path() is None:
        raise SystemExit("Chromium est absent : apt install chromium")
    wanted = set(sys.argv[1:]) or {picture.name for picture in PICTURES}
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hygie-images-") as data:
        process, announced = serve(data)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    **launch_options(),  # type: ignore[arg-type]
                    env={**os.environ, "LANG": "fr_FR.UTF-8", "LANGUAGE": "fr"},
                )
                for picture in PICTURES:
                    if picture.name in wanted:
                        target = take(browser, picture, announced)
                        print(f"{target.relative_to(ROOT)} ({target.stat().st_size // 1024} Ko)")
                browser.close()
        finally:
            process.terminate()
            process.wait(timeout=20)


if __name__ == "__main__":
    main()
