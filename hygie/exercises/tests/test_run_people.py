"""The people of an exercise: added, pasted, corrected, removed, reached; nobody sees the future."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import PersonalLink, User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Participant, Run
from hygie.exercises.services import run_people as services
from hygie.exercises.services.runs import run_cancel
from hygie.exercises.tests import runs as made
from hygie.exercises.tests import scenarios as said
from hygie.exercises.tests.cast import who
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def user(unit: Organisation) -> User:
    return member(unit, Role.ANIMATEUR)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def run(user: User, unit: Organisation) -> Run:
    return made.run(user, unit)


def url(name: str, run: Run, *more: object) -> str:
    return reverse(f"exercises:{name}", args=[run.bearer.finess, run.pk, *more])


def shown(client: Client, address: str) -> dict[str, Any]:
    return said.sent(client.get(address).context["form"])


def test_somebody_is_added_once_in_the_cell_of_her_function(client: Client, run: Run) -> None:
    address = url("participant-new", run)
    values = {**shown(client, address), "name": "<b>G. Roy</b>", "function": "DSI"}
    assert client.post(address, {**values, "function": ""}).status_code == 422
    assert not run.participants.exists()
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    one = run.participants.get()
    assert (one.role, one.cell) == ("joueur", "operationnelle_si")
    assert made.acts(run) == ["run.created", "run.participant_added"]
    assert "&lt;b&gt;G. Roy&lt;/b&gt;" in client.get(url("run", run)).content.decode()


def test_a_list_is_pasted_once(client: Client, user: User, run: Run) -> None:
    made.person(user, run, "Déjà Là", function="DG")
    run.aliases = {"DSI": "Direction du numérique"}
    run.save()
    address = url("participants-paste", run)
    pasted = (
        "Nom ; Fonction ; Courriel\nA. Bo ; dg ; a.bo@exemple.fr\n\nC. Do\tDirection du numérique\n"
        "DEJA LA;DG\nE. Fa; directeur des soins;"
    )
    values = {**shown(client, address), "text": pasted}
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    found = {(one.name, one.function, one.email) for one in run.participants.all()}
    assert found == {
        ("Déjà Là", "DG", ""),
        ("A. Bo", "DG", "a.bo@exemple.fr"),
        ("C. Do", "DSI", ""),
        ("E. Fa", "DS", ""),
    }
    assert made.acts(run).count("run.participants_added") == 1


def test_each_wrong_line_of_a_list_is_said_and_none_is_added(client: Client, run: Run) -> None:
    address = url("participants-paste", run)
    wrong = "A. Bo;DSI;a@exemple.fr\nC. Do;cuisinier\n;DG\nE. Fa;DG;pas-une-adresse\nG;DG;;4"
    answer = client.post(address, {**shown(client, address), "text": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [f"Ligne {n}" in page for n in range(1, 6)] == [False, True, True, True, True]
    assert "pas-une-adresse" in page
    assert not run.participants.exists()


def test_two_people_who_correct_her_see_both_versions(
    client: Client, user: User, unit: Organisation, run: Run
) -> None:
    one = made.person(user, run)
    address = url("participant", run, one.pk)
    seen = shown(client, address)
    services.participant_change(
        **who(user, unit), run_id=run.pk, participant_id=one.pk, expected_version=1,
        values={"phone": "06 00"},
    )  # fmt: skip
    answer = client.post(address, {**seen, "phone": "07 11"})
    assert answer.status_code == 422
    assert "06 00" in answer.content.decode()
    assert run.participants.get().phone == "06 00"
    assert client.post(address, said.sent(answer.context["form"])).status_code == 303
    assert run.participants.get().phone == "07 11"
    client.post(address, shown(client, address))
    assert made.acts(run).count("run.participant_changed") == 2, "nothing moved, nothing told"


def test_who_is_removed_goes_with_her_links(
    client: Client, user: User, unit: Organisation, run: Run
) -> None:
    one = made.person(user, run)
    deputy = made.person(user, run, "Suppléante", replaces_id=one.pk)
    link, secret = services.participant_link_give(
        **who(user, unit), run_id=run.pk, participant_id=one.pk
    )
    address = url("participant-remove", run, one.pk)
    assert client.post(address, {"version": "7"}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"version": "1"}).status_code == 303
    assert list(run.participants.all()) == [deputy]
    assert made.acts(run).count("run.participant_removed") == 1
    assert PersonalLink.objects.get(pk=link.pk).revoked_at is not None
    assert Client().get(reverse("exercises:participant-link", args=[secret])).status_code == 404


def test_nobody_of_another_exercise_is_touched(user: User, unit: Organisation, run: Run) -> None:
    other = made.run(user, unit, version=run.scenario_version)
    one = made.person(user, other)
    asked = {**who(user, unit), "run_id": run.pk, "participant_id": one.pk, "expected_version": 1}
    with pytest.raises(ServiceRefusal, match="gone"):
        services.participant_change(**asked, values={"name": "X"})
    services.participant_remove(**asked)
    with pytest.raises(ServiceRefusal, match="gone"):
        made.person(user, run, replaces_id=one.pk)
    assert Participant.objects.get() == one


def test_her_link_tells_her_part_and_she_answers_once(
    client: Client, user: User, unit: Organisation, run: Run
) -> None:
    one = made.person(user, run)
    given = client.post(url("participant-give", run, one.pk), shown(
        client, url("participant-give", run, one.pk)
    ))  # fmt: skip
    assert "<svg" in given.content.decode()
    address = given.context["address"]
    page = Client().get(address).content.decode()
    assert "EXERCICE" in page
    assert "12 mars 2027" in page.replace("\u00a0", " ")
    assert run.scenario_version.scenario.title not in page
    assert made.SECRET_WORDS not in page
    for _ in range(2):
        assert Client().post(address).status_code == 303
    one.refresh_from_db()
    assert one.comcheck_at is not None
    assert made.acts(run).count("run.reached") == 1
    assert Client().get(address[:-12] + "x/exercice/").status_code == 404
    run_cancel(**who(user, unit), run_id=run.pk, reason="Grève")
    assert Client().post(address).status_code == 422


def test_the_animateur_ticks_who_was_reached(client: Client, user: User, run: Run) -> None:
    one, other = made.person(user, run), made.person(user, run, "N. Bo")
    address = url("run-comcheck", run)
    for _ in range(2):
        sent = {**shown(client, address), "people": [str(one.pk)], "geste": "oui"}
        assert client.post(address, sent).status_code == 303
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.comcheck_at is None, other.comcheck_at) == (False, None)
    assert made.acts(run)[-1:] == ["run.reached"]
    client.post(address, {**shown(client, address), "people": [str(one.pk)], "geste": "non"})
    one.refresh_from_db()
    assert one.comcheck_at is None
    assert made.acts(run).count("run.reached") == 1
    assert client.post(address, shown(client, address)).status_code == 422
