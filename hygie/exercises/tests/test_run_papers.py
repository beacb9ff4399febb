"""The print pack: every paper is made, marked EXERCICE, and players read nothing of the future."""

import io
from zipfile import ZipFile

import pypdf
import pytest
from django.urls import reverse

from hygie.exercises.library import shipped
from hygie.exercises.models import Run
from hygie.exercises.run_papers import BY_SLUG, PAPERS, paper_pdf
from hygie.exercises.run_selectors import preparation_of
from hygie.exercises.services.scenarios import scenario_ensure
from hygie.exercises.tests import runs as made
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SLUG = "rancongiciel-week-end"


@pytest.fixture
def run() -> Run:
    unit = make_unit()
    user = member(unit, Role.ANIMATEUR)
    one = made.run(user, unit, version=scenario_ensure(SLUG))
    made.person(user, one, "G. Roy", function="DS")
    made.person(user, one, "O. Lin", role="observateur", function="", cell="soins")
    return one


def pages(run: Run, slug: str) -> list[pypdf.PageObject]:
    content = paper_pdf(preparation_of(run), BY_SLUG[slug], on=TODAY, is_demo=False)
    return list(pypdf.PdfReader(io.BytesIO(content)).pages)


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("slug", [one.slug for one in PAPERS])
def test_each_sheet_says_exercice(run: Run, slug: str) -> None:
    found = pages(run, slug)
    assert found
    assert all("EXERCICE" in page.extract_text() for page in found)


def test_the_chronogramme_is_a3_and_says_the_hour_of_the_wall(run: Run) -> None:
    first = pages(run, "chronogramme")[0]
    width, height = (round(float(one) / 72 * 25.4) for one in first.mediabox[2:])
    assert (width, height) == (420, 297)
    text = flat(first.extract_text())
    assert "14:30" in text
    assert "G. Roy" in text


def test_every_stimulus_has_its_sheet(run: Run) -> None:
    scenario = shipped()[SLUG].scenario
    text = flat(" ".join(page.extract_text() for page in pages(run, "stimuli")))
    assert all(f"{one.code} –" in text for one in scenario.stimuli)


def test_players_read_no_stimulus(run: Run) -> None:
    scenario = shipped()[SLUG].scenario
    for slug in ("cartes", "convocations", "emargement", "main-courante"):
        data = BY_SLUG[slug].make(preparation_of(run))
        for one in scenario.stimuli:
            assert one.title not in repr(data)
            assert one.body[:60] not in repr(data)
        assert scenario.title not in repr(data)


def test_the_whole_pack_is_carried_on_a_key(run: Run) -> None:
    client = client_of(member(run.bearer, Role.ANIMATEUR))
    address = reverse("exercises:run-pack-file", args=[run.bearer.finess, run.pk])
    with ZipFile(io.BytesIO(client.get(address).content)) as packed:
        assert [name[2:-4] for name in packed.namelist()] == [one.slug for one in PAPERS]
        assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())


def test_an_observer_looks_at_her_cell(run: Run) -> None:
    [grid] = BY_SLUG["grilles"].make(preparation_of(run))["grids"]
    scenario = shipped()[SLUG].scenario
    assert grid["observer"] == "O. Lin"
    assert 0 < len(grid["rows"]) < sum(len(one.criteria) for one in scenario.stimuli)
