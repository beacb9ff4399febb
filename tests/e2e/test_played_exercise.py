"""The yearly exercise, from the library to the plan: one animateur, two players, one observer, each
in a browser of her own; three hours of crisis whose clock the test moves forward."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hygie.exercises.library import shipped
from hygie.logbook.tests.server import Server, gestures, served
from hygie.obligations.tests.processes import own_database
from tests.e2e.conftest import hear

__all__ = ["own_database"]

pytestmark = [pytest.mark.browser, pytest.mark.e2e_pg]
MODULE = "tests.e2e.hospital"
SCENARIO = shipped()["rancongiciel-week-end"].scenario
TODAY = date.today().strftime("%d/%m/%Y")  # noqa: DTZ011  # as the form of the browser says it
# What the observer sees: everything else stays « non observé ».
SEEN = {"C01a": "met", "C04a": "met", "C06a": "partly", "C13a": "not_met", "C15a": "met"}
NOT_SENT = "S02"
LIVE = '[data-live-state="live"]'
# What a page is told when another tab comes before it, or its telephone is locked.
BEHIND = """() => {
  Object.defineProperty(document, "hidden", {get: () => true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Play:
    """The server, its clock, and the pages of the four people."""

    def __init__(self, server: Server, clock: Path, page: Any) -> None:
        self.server, self.clock, self.page = server, clock, page
        self.url = f"http://127.0.0.1:{server.port}"
        self.place = self.url + server.path
        self.run = ""
        cookie = {"name": "sessionid", "value": server.session, "url": self.url}
        page.context.add_cookies([cookie])

    def go(self, address: str) -> None:
        self.page.goto(self.place + address)

    def press(self, label: str, page: Any = None) -> None:
        """Presses a button, and waits for the page that it opens; which says nothing wrong."""
        page = page or self.page
        with page.expect_navigation():
            page.get_by_role("button", name=label).first.click()
        assert page.locator(".error-summary, #messages .notice-late").all_inner_texts() == []

    def guest(self, address: str) -> Any:
        """Another browser, at a personal link."""
        opened = self.page.context.browser.new_context().new_page()
        opened.said = []
        opened.on("console", lambda message: hear(opened.said, message))
        opened.goto(address)
        return opened

    def prepare(self) -> dict[str, str]:
        """From the library to « prêt »; the personal link of three people."""
        page = self.page
        self.go("scenarios/fournis/rancongiciel-week-end/preparer/")
        page.fill("#id_planned_on", TODAY)
        page.fill("#id_starts_at", "14:00")
        page.fill("#id_place", "Salle de crise")
        self.press("Préparer l’exercice")
        self.run = page.url.removeprefix(self.place)
        players = "\n".join(f"M. {one.function}; {one.function}" for one in SCENARIO.publics)
        for role, names in (("joueur", players), ("observateur", "O. Vigie")):
            self.go(f"{self.run}participants/liste/")
            page.select_option("#id_role", role)
            page.fill("#id_text", names)
            self.press("Ajouter")
        self.go(f"{self.run}verifications/mail/")
        page.fill("#id_reason", "Remis sur papier")
        self.press("L’accepter")
        self.press("Déclarer l’exercice prêt")
        return {name: self.link_of(name) for name in ("M. DG", "M. DS", "O. Vigie")}

    def link_of(self, name: str) -> str:
        self.page.goto(self.place + self.run)
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=f"Lien de {name}", exact=True).click()
        self.press("Créer le lien")
        return str(self.page.input_value("#adresse-lien"))

    def send_all(self, director: Any, observer: Any) -> None:
        """Every stimulus at its hour, as the console proposes it; one left out on its advice."""
        for one in SCENARIO.stimuli:
            self.clock.write_text(str(one.at_s))
            if one.code == NOT_SENT:
                self.leave_out(one.code)
                continue
            self.press(f"Envoyer {one.code}")
            if "DG" in one.recipients:
                director.wait_for_selector(f"#recu-{one.code}")
            observer.wait_for_selector(f"#groupe-{one.code} form")
            for criterion in one.criteria:
                if criterion.code in SEEN:
                    press = f'#c-{criterion.code} button[value="{SEEN[criterion.code]}"]'
                    with observer.expect_navigation():
                        observer.click(press)

    def leave_out(self, code: str) -> None:
        """What is due comes by itself to the top of the console, with what its condition asks."""
        line = self.page.locator("li.stimulus.is-due", has_text=code)
        line.wait_for()
        assert "à écarter" in line.inner_text()
        line.locator("summary", has_text="Écarter").click()
        line.locator("select").select_option("Sa condition n’est pas remplie")
        self.press(f"Écarter {code}")

    def end(self) -> None:
        """FINEX, who came, the register."""
        self.press("Terminer (FINEX)")
        self.clock.write_text("0")  # the clock of the machine is set right: nothing is taken back
        self.go(f"{self.run}presences/")
        for one in self.page.locator("main select").all():
            one.select_option("present")
        self.press("Enregistrer les présences")
        self.press("Inscrire l’exercice au registre")

    def review(self, guest: Any) -> None:
        """What a player thinks of it, without her name."""
        self.go(f"{self.run}questionnaire/")
        guest.goto(self.page.inner_text(".run-address"))
        guest.locator("input[type=radio]").last.check()
        self.press("Envoyer ma réponse", guest)

    def close(self, held: str) -> None:
        """The RETEX decided, written and validated; the entry of the exercise at that address."""
        page = self.page
        self.go(f"{self.run}retex/etablissement/")
        self.press("Préparer le RETEX")
        page.click("#constats-action summary")
        with page.expect_navigation():
            page.click("#constats-action details button")
        with page.expect_navigation():
            page.get_by_role("link", name="Décider des constats").click()
        while (address := page.url).partition("/constats/")[2]:
            if page.locator("#id_number").count():  # a weakness: it goes to the plan
                page.fill("#id_pilote_name", "C. Lo")
                page.fill("#id_due_on", f"31/12/{date.today().year}")  # noqa: DTZ011
                page.fill("#id_number", f"PAQ-{address[-5:-1]}")
            self.press("Enregistrer")
        self.go(f"{self.run}retex/etablissement/ecrire/")
        page.fill("#id_synthesis", "La cellule a tenu ; la pharmacie n’avait pas sa procédure.")
        self.press("Enregistrer")
        self.go(f"{self.run}retex/etablissement/valider/")
        page.fill("#id_validated_by", "Comité de direction")
        self.press("Valider le RETEX")
        assert "ne change plus" in page.inner_text("main")
        page.goto(f"{held}saisie/")
        page.fill("#id_entered_on", TODAY)
        page.fill("#id_receipt", "R-1")
        self.press("Noter la saisie")


@pytest.fixture
def play(page: Any, own_database: dict[str, str], tmp_path: Path) -> Iterator[Play]:
    clock = tmp_path / "seconds-ahead"
    clock.write_text("0")
    with served({**own_database, "HYGIE_TEST_AHEAD": str(clock)}, MODULE) as server:
        yield Play(server, clock, page)


def test_an_exercise_is_played_to_its_plan_and_proves_1a_to_1d(play: Play) -> None:
    links = play.prepare()
    director, carer, observer = (play.guest(link) for link in links.values())
    play.press("Je suis joignable", carer)
    play.go(f"{play.run}conduite/")
    play.press("Démarrer (DEBEX)")
    for one, wanted in ((director, "#recus"), (carer, "#recus"), (observer, "#grille")):
        one.wait_for_selector(wanted)  # by itself: each was waiting on her page
        one.wait_for_selector(LIVE)
    director.evaluate(BEHIND)
    play.send_all(director, observer)  # all the same
    assert director.title().startswith("(")  # how many she did not see
    for one, function in ((director, "DG"), (carer, "DS")):
        got = [node.get_attribute("id") for node in one.locator("#recus-liste article").all()]
        sent = [s.code for s in SCENARIO.stimuli if function in s.recipients]
        assert got == [f"recu-{code}" for code in reversed(sent) if code != NOT_SENT]
    play.end()
    carer.wait_for_selector("text=terminé")
    held = play.page.url
    play.review(carer)
    play.close(held)
    statuses, (exercises, actions) = gestures(play.server.environment, "statuses", module=MODULE)
    assert statuses == ["1.a=met", "1.b=met", "1.c=met", "1.d=met"]
    assert (exercises, actions) == ("1", "2")  # C06a and C13a
    for one in (play.page, director, carer, observer):
        assert one.said == []
