"""A scenario taken from a file: faults by line, preview, next version."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.loading import load
from hygie.domain.scenario.shape import Debrief
from hygie.exercises.models import Scenario, ScenarioVersion
from hygie.exercises.services import scenarios as services
from hygie.exercises.services.scenario_drafts import draft_set
from hygie.exercises.tests import scenarios as made
from hygie.exercises.tests.cast import who
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_ght, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def client(unit: Organisation) -> Client:
    return client_of(member(unit, Role.ANIMATEUR))


def send(client: Client, unit: Organisation, **values: Any) -> Any:
    values.setdefault("new_id", str(uuid4()))
    return client.post(reverse("exercises:scenario-import", args=[unit.finess]), values)


def test_a_file_is_looked_at_then_taken_once(client: Client, unit: Organisation) -> None:
    file = SimpleUploadedFile("essai.yaml", made.text().encode())
    seen = send(client, unit, file=file)
    assert seen.status_code == 200
    assert "Aperçu" in seen.content.decode()
    assert not Scenario.objects.exists()
    new_id, text = seen.context["form"]["new_id"].value(), seen.context["form"]["text"].value()
    for _ in range(2):
        taken = send(client, unit, new_id=new_id, text=text, etape="prendre")
        assert taken.status_code == 303
    held = Scenario.objects.get()
    assert (held.title, held.owner) == ("Essai", unit)
    assert load(held.versions.get().text) == made.scenario()
    assert made.acts(held) == ["scenario.imported"]


def test_the_file_of_another_establishment_says_the_same_scenario(unit: Organisation) -> None:
    user, other = member(unit, Role.RSSI), make_unit()
    first = made.taken(user, unit)
    file = client_of(user).get(reverse("exercises:scenario-file", args=[unit.finess, first.pk]))
    receiver = client_of(member(other, Role.RSSI))
    answer = send(receiver, other, text=file.content.decode(), etape="prendre")
    assert answer.status_code == 303
    prints = ScenarioVersion.objects.values_list("fingerprint", flat=True)
    assert len(prints) == 2
    assert len(set(prints)) == 1


def test_the_same_slug_makes_the_next_version(client: Client, unit: Organisation) -> None:
    for title in ("Essai", "Essai, revu", "Essai, revu"):
        send(client, unit, text=made.text(title=title), etape="prendre")
    held = Scenario.objects.get()
    assert [one.number for one in held.versions.order_by("number")] == [1, 2]
    assert held.title == "Essai, revu"
    page = client.get(
        reverse("exercises:scenario", args=[unit.finess, held.pk]) + "?version=1"
    ).content.decode()
    assert "<h1>Essai</h1>" in page


def test_faults_are_told_by_line_beside_what_was_sent(client: Client, unit: Organisation) -> None:
    wrong = made.text().replace("menace: rancongiciel", "menace: dragon")
    answer = send(client, unit, text=wrong, etape="prendre")
    page = answer.content.decode()
    line = 1 + wrong.splitlines().index("menace: dragon")
    assert answer.status_code == 422
    assert f'<th scope="row" class="number">{line}</th>' in page
    assert page.count("menace: dragon") >= 2, "the line at fault, and the text kept"
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"text": "  "},
        {"text": "- rien\n- d’un scénario\n"},
        {"file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")},
        {"text": made.text(stimuli=(made.stimulus(1, 0, recipients=("DRAGON",)),))},
        {"text": made.text(stimuli=(made.stimulus(1, 90),))},
    ],
    ids=["empty", "not a scenario", "not a text", "unknown function", "time outside"],
)
def test_a_bad_file_changes_nothing(
    client: Client, unit: Organisation, values: dict[str, Any]
) -> None:
    assert send(client, unit, etape="prendre", **values).status_code == 422
    assert not Scenario.objects.exists()


UNFINISHED = {"title": "", "summary": "", "debrief": Debrief((), ())}


def test_an_unfinished_file_is_kept_as_a_draft_with_what_it_lacks(
    client: Client, unit: Organisation
) -> None:
    text = made.text(**UNFINISHED).replace("retex:\n  a_chaud: []\n  a_froid: []\n", "")
    seen = send(client, unit, text=text)
    page = seen.content.decode()
    assert "Garder comme brouillon" in page
    assert [one["path"] for one in seen.context["gaps"]] == ["", "titre", "resume"]
    assert not Scenario.objects.exists()
    new_id = seen.context["form"]["new_id"].value()
    answers = [send(client, unit, new_id=new_id, text=text, etape="prendre") for _ in range(2)]
    held = Scenario.objects.get()
    assert {one["Location"] for one in answers} == {
        reverse("exercises:scenario-edit", args=[unit.finess, held.pk])
    }
    assert (held.title, held.versions.count()) == ("Scénario sans titre", 0)
    assert made.acts(held) == ["scenario.draft_imported"]
    assert "à régler avant de publier" in client.get(answers[0]["Location"]).content.decode()


def test_an_unfinished_file_is_the_draft_of_a_scenario_already_there(unit: Organisation) -> None:
    user = member(unit, Role.RSSI)
    held, client = made.taken(user, unit), client_of(user)
    text = made.text(**{**UNFINISHED, "title": "Essai"})
    for _ in range(2):
        assert send(client, unit, text=text, etape="prendre").status_code == 303
    held.refresh_from_db()
    assert made.acts(held) == ["scenario.imported", "scenario.draft_imported"]
    assert (held.versions.count(), held.draft["summary"]) == (1, "")
    other = made.text(**{**UNFINISHED, "title": "Autre"})
    assert send(client, unit, text=other, etape="prendre").status_code == 422
    wrong = made.text(**UNFINISHED, stimuli=(made.stimulus(1, 90),))
    assert send(client, unit, text=wrong, etape="prendre").status_code == 422
    held.refresh_from_db()
    assert held.title == "Essai"


def test_a_file_does_not_pass_over_what_is_being_written(unit: Organisation) -> None:
    user = member(unit, Role.RSSI)
    held = made.taken(user, unit)
    draft_set(
        **who(user, unit), scenario_id=held.pk, expected_version=2, header={"summary": "En cours"}
    )
    with pytest.raises(ServiceRefusal, match="scenario_being_written"):
        services.scenario_import(
            **who(user, unit), owner_id=unit.pk, new_id=uuid4(), text=made.text(title="Autre")
        )
    answer = send(client_of(user), unit, text=made.text(title="Autre"), etape="prendre")
    assert answer.status_code == 422
    assert held.versions.count() == 1


def test_the_support_of_a_ght_chooses_for_whom() -> None:
    support, part = make_unit(), make_unit()
    ght = make_ght(support, part)
    client = client_of(member(support, Role.RSSI))
    answer = send(client, support, text=made.text(), etape="prendre", owner=str(ght.pk))
    assert answer.status_code == 303
    assert Scenario.objects.get().owner == ght
    refused = send(client, support, text=made.text(), etape="prendre", owner=str(part.pk))
    assert refused.status_code == 422
