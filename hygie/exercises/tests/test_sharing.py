"""A RETEX goes to other establishments without any name, and is read there without counting."""

import json
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.domain.playing.shared import digest
from hygie.exercises.models import Exercise, SharedRetex
from hygie.exercises.services.attending import run_hold
from hygie.exercises.services.retex import retex_make, retex_write
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.runs import acts
from hygie.exercises.tests.stage import Stage
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SYNTHESIS = "Marie Escoffier, au CH de Rochebrune, a décidé. Jean Dupont attendait au site Nord."


def validated() -> Stage:
    """A RETEX validated whose synthesis names the DG, who took part, and somebody else."""
    stage = done.played()
    dg = stage.players["DG"]
    dg.name = "Marie Escoffier"
    dg.save()
    run_hold(**stage.who)
    retex = retex_make(**stage.who)
    for one in retex.constats.filter(decision="open"):
        done.decide(stage, one, action=done.PLAN if one.criterion else None)
    retex_write(**stage.who, expected_version=1, synthesis=SYNTHESIS, comments={})
    done.freeze(stage)
    return stage


def shown(stage: Stage) -> tuple[Any, BeautifulSoup, dict[str, str]]:
    client = client_of(stage.rssi)
    page = BeautifulSoup(
        client.get(f"{stage.place}partager-le-retex/").content.decode(), "html5lib"
    )
    texts = {str(one["name"]): one.text.strip() for one in page.select("main textarea")}
    return client, page, texts


def test_read_again_then_taken_by_another_establishment() -> None:
    stage = validated()
    client, page, texts = shown(stage)
    assert texts["synthese"] == (
        "[DG], au [établissement], a décidé. Jean Dupont attendait au site Nord."
    )
    assert "«\u00a0Jean Dupont\u00a0», «\u00a0site Nord\u00a0»" in page.text
    sent = {**texts, "forme": "json"}
    place = f"{stage.place}partager-le-retex/"
    assert client.post(place, sent).status_code == 422  # not read again
    sent |= {"read_again": "on", "synthese": "La direction a décidé."}
    back = client.post(place, {**sent, "synthese": "Mme Escoffier a décidé."})
    assert back.status_code == 422
    assert "Escoffier. Rien n’est parti" in back.content.decode()
    answer = client.post(place, sent)
    content = answer.content
    said = content.decode()
    for name in (
        "Escoffier", "Rochebrune", "2026-31", str(stage.unit.finess), stage.rssi.full_name,
        "Mme Roy", "21/11", "novembre",
    ):  # fmt: skip
        assert name not in said, name
    assert "Passage au papier" in said
    assert "C03a" in {one["critere"] for one in json.loads(said)["lists"]["fragilites"]}
    assert acts(stage.run)[-1] == "run.retex_shared"
    assert client.post(place, {**sent, "forme": "pdf"}).content.startswith(b"%PDF")

    unit = make_unit(name="CH d’ailleurs")
    other = client_of(member(unit, Role.RSSI))
    here = f"/etablissements/{unit.finess}/exercices/retex-partages/"
    for _ in range(2):  # another form, the same file: once
        file = SimpleUploadedFile("retex.json", content)
        given = {"new_id": str(uuid4()), "file": file, "note": "Club RSSI"}
        assert other.post(here, given).status_code == 303
    row = SharedRetex.objects.get()
    assert row.digest == digest(content)
    assert "Une nuit sans informatique" in other.get(here).content.decode()
    read = other.get(f"{here}{row.pk}/").content.decode()
    for words in ("La direction a décidé.", "Passage au papier", "Club RSSI", "écarté"):
        assert words in read, words
    assert other.get(f"{here}{row.pk}/retex.pdf").content.startswith(b"%PDF")
    assert not Exercise.objects.filter(bearer=unit).exists()
    assert other.post(f"{here}{row.pk}/retirer/").status_code == 303
    assert not SharedRetex.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "ne se lit pas"),
        (b'{"format": "autre"}', "n’est pas un RETEX partagé"),
        (b'{"format": "hygie-retex", "schema": 9}', "plus récente"),
        (
            b'{"format": "hygie-retex", "schema": 1, "texts": {"synthese": "\\ud800"}}',
            "(synthese)",
        ),
        (
            json.dumps({"format": "hygie-retex", "schema": 1, "lists": {"forces": ["x"]}}).encode(),
            "(forces)",
        ),
    ],
)
def test_a_file_that_does_not_read_is_not_taken(content: bytes, said: str) -> None:
    unit = make_unit(name="CH d’ailleurs")
    here = f"/etablissements/{unit.finess}/exercices/retex-partages/"
    given = {"new_id": str(uuid4()), "file": SimpleUploadedFile("r.json", content)}
    answer = client_of(member(unit, Role.RSSI)).post(here, given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SharedRetex.objects.exists()


def test_markup_of_another_is_only_text() -> None:
    unit = make_unit(name="CH d’ailleurs")
    client = client_of(member(unit, Role.RSSI))
    here = f"/etablissements/{unit.finess}/exercices/retex-partages/"
    values = {
        "format": "hygie-retex", "schema": 1,
        "texts": {"synthese": "<script>1</script>#pagebreak()"},
    }  # fmt: skip
    file = SimpleUploadedFile("r.json", json.dumps(values).encode())
    client.post(here, {"new_id": str(uuid4()), "file": file})
    row = SharedRetex.objects.get()
    assert "<script>1" not in client.get(f"{here}{row.pk}/").content.decode()
    assert client.get(f"{here}{row.pk}/retex.pdf").status_code == 200


def test_a_retex_that_is_not_validated_does_not_leave() -> None:
    stage, _ = done.made()
    answer = client_of(stage.rssi).get(f"{stage.place}partager-le-retex/")
    assert answer.status_code == 303
