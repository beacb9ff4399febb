"""A scenario written on screen: its parts, what blocks it, two people who write at once."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.loading import load
from hygie.exercises import edits
from hygie.exercises.drafts import scenario_of
from hygie.exercises.models import Scenario, ScenarioVersion
from hygie.exercises.services import scenarios as services
from hygie.exercises.services.scenario_drafts import draft_set
from hygie.exercises.tests import scenarios as made
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
def held(user: User, unit: Organisation) -> Scenario:
    return made.taken(user, unit)


def url(name: str, unit: Organisation, *more: object) -> str:
    return reverse(f"exercises:{name}", args=[unit.finess, *more])


def shown(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send from a page just opened."""
    return made.sent(client.get(address).context["form"])


def draft(held: Scenario) -> Any:
    held.refresh_from_db()
    return scenario_of(held.draft)


def test_a_blank_page_is_begun_and_says_what_lacks(client: Client, unit: Organisation) -> None:
    address = url("scenario-new", unit)
    values = {**shown(client, address), "title": "Le nôtre", "length_s": "2 h"}
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    held = Scenario.objects.get()
    page = client.get(url("scenario-edit", unit, held.pk)).content.decode()
    assert "à régler avant de publier" in page
    assert draft(held).length_s == 7200
    refused = client.post(url("scenario-edit", unit, held.pk), {"version": 1})
    assert refused.status_code == 422
    assert not ScenarioVersion.objects.exists()
    assert made.acts(held) == ["scenario.begun"]


@pytest.mark.parametrize(
    ("part", "changed", "field", "after"),
    [
        ("presentation", {"title": "Revu"}, "title", "Revu"),
        ("objectifs", {"objectif-1-label": "Alerter"}, "objectives", "Alerter"),
        ("publics", {"public-2-function": "DRH"}, "publics", "DRH"),
        ("criteres", {"critere-0-label": "On note tout"}, "criteria", "On note tout"),
        ("variables", {"variable-0-name": "dpi"}, "variables", "dpi"),
        ("bilan", {"hot": "Une question\nDeux"}, "debrief", "Deux"),
    ],
)
def test_a_part_is_kept_once_in_the_draft(
    client: Client,
    unit: Organisation,
    held: Scenario,
    part: str,
    changed: dict[str, str],
    field: str,
    after: str,
) -> None:
    address = url("scenario-part", unit, held.pk, part)
    values = {**shown(client, address), **changed}
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    assert after in repr(getattr(draft(held), field))
    assert held.version == 3
    assert made.acts(held) == ["scenario.imported", "scenario.changed"]
    assert load(held.versions.get().text) == made.scenario(), "the version published stays"


def test_saving_a_part_as_it_was_opens_no_draft(
    client: Client, unit: Organisation, held: Scenario
) -> None:
    for part in ("presentation", "objectifs", "publics", "criteres", "variables", "bilan"):
        address = url("scenario-part", unit, held.pk, part)
        assert client.post(address, shown(client, address)).status_code == 303
    held.refresh_from_db()
    assert held.draft is None


def test_a_row_emptied_goes_and_one_half_filled_is_refused(
    client: Client, unit: Organisation, held: Scenario
) -> None:
    address = url("scenario-part", unit, held.pk, "publics")
    values = {**shown(client, address), "public-0-function": ""}
    assert client.post(address, values).status_code == 303
    assert [one.function for one in draft(held).publics] == ["DSI"]
    address = url("scenario-part", unit, held.pk, "variables")
    answer = client.post(address, {**shown(client, address), "variable-0-value": "CH"})
    assert answer.status_code == 422
    assert draft(held).variables == ()
    assert client.get(url("scenario-part", unit, held.pk, "inconnue")).status_code == 404


def test_two_people_who_write_at_once_are_shown_both_versions(
    client: Client, user: User, unit: Organisation, held: Scenario
) -> None:
    address = url("scenario-part", unit, held.pk, "presentation")
    seen = shown(client, address)
    draft_set(
        **who(user, unit), scenario_id=held.pk, expected_version=2, header={"summary": "À moi"}
    )
    answer = client.post(address, {**seen, "summary": "À toi"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "À moi" in page
    assert "À toi" in page
    assert draft(held).summary == "À moi"
    assert client.post(address, made.sent(answer.context["form"])).status_code == 303
    assert draft(held).summary == "À toi"


def test_a_draft_published_is_the_next_version(
    client: Client, user: User, unit: Organisation, held: Scenario
) -> None:
    draft_set(**who(user, unit), scenario_id=held.pk, expected_version=2, header={"title": "Revu"})
    page = url("scenario-edit", unit, held.pk)
    values = {**shown(client, page), "note": "Relu par les soins"}
    for _ in range(2):
        assert client.post(page, values).status_code == 303
    assert [one.number for one in held.versions.order_by("number")] == [1, 2]
    second = held.versions.get(number=2)
    assert (load(second.text).title, second.note) == ("Revu", "Relu par les soins")
    assert made.acts(held)[-1] == "scenario.published"
    assert "Relu par les soins" in client.get(url("scenario", unit, held.pk)).content.decode()


def test_a_draft_given_up_leaves_the_version(
    client: Client, user: User, unit: Organisation, held: Scenario
) -> None:
    draft_set(**who(user, unit), scenario_id=held.pk, expected_version=2, header={"title": "Revu"})
    address = url("scenario-drop", unit, held.pk)
    assert client.post(address, {"version": "1"}).status_code == 422
    held.refresh_from_db()
    assert held.draft is not None, "seen too long ago"
    values = shown(client, address)
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    held.refresh_from_db()
    assert (held.draft, held.title) == (None, "Essai")
    assert made.acts(held).count("scenario.draft_dropped") == 1


def test_what_was_never_published_is_not_given_up(user: User, unit: Organisation) -> None:
    held = services.scenario_begin(
        **who(user, unit), owner_id=unit.pk, new_id=uuid4(), scenario=edits.BLANK, title="Neuf"
    )
    with pytest.raises(ServiceRefusal, match="scenario_never_published"):
        services.draft_drop(**who(user, unit), scenario_id=held.pk, expected_version=1)
    assert draft(held).title == "Neuf"


def test_a_draft_that_contradicts_itself_is_kept_and_not_published(
    client: Client, user: User, unit: Organisation, held: Scenario
) -> None:
    lost = made.stimulus(2, 20, recipients=("DAF",))
    draft_set(
        **who(user, unit),
        scenario_id=held.pk,
        expected_version=2,
        header={"stimuli": (made.stimulus(1, 0), lost)},
    )
    page = client.get(url("scenario-edit", unit, held.pk)).content.decode()
    assert url("stimulus", unit, held.pk, "S02") in page
    assert client.post(url("scenario-edit", unit, held.pk), {"version": 3}).status_code == 422
    assert held.versions.count() == 1
    exported = client.get(url("scenario-file", unit, held.pk) + "?brouillon=1")
    assert "DAF" in exported.content.decode()
