"""The stimuli of a scenario being written: added, like another, corrected, moved, removed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.shape import Condition
from hygie.exercises import scenario_selectors
from hygie.exercises.models import Scenario
from hygie.exercises.services.scenario_drafts import stimulus_put
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
    return member(unit, Role.RSSI)


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


@pytest.fixture
def held(user: User, unit: Organisation) -> Scenario:
    return made.taken(user, unit)


def url(name: str, unit: Organisation, held: Scenario, *more: object) -> str:
    return reverse(f"exercises:{name}", args=[unit.finess, held.pk, *more])


def shown(client: Client, address: str) -> dict[str, Any]:
    return made.sent(client.get(address).context["form"])


def stimuli(held: Scenario) -> list[Any]:
    held.refresh_from_db()
    return list(scenario_selectors.written(held).stimuli)


def test_a_stimulus_is_added_once(client: Client, unit: Organisation, held: Scenario) -> None:
    address = url("stimulus-new", unit, held)
    typed = {
        **shown(client, address),
        "at_s": "0:10",
        "title": "Les imprimantes s’arrêtent",
        "recipients": ["DSI"],
        "objectives": ["O1"],
        "critere-0-label": "Étiquettes à la main",
        "critere-0-within_s": "15",
    }
    for _ in range(2):
        assert client.post(address, typed).status_code == 303
    found = stimuli(held)
    assert [one.code for one in found] == ["S01", "S03", "S02"]
    assert (found[1].at_s, found[1].recipients) == (600, ("DSI",))
    assert [(one.code, one.within_s) for one in found[1].criteria] == [("C03a", 900)]
    assert made.acts(held) == ["scenario.imported", "scenario.stimulus_added"]


def test_a_stimulus_is_duplicated_with_its_own_codes(
    client: Client, unit: Organisation, held: Scenario
) -> None:
    address = url("stimulus-new", unit, held) + "?comme=S02"
    assert client.post(address, shown(client, address)).status_code == 303
    new = stimuli(held)[-1]
    assert (new.code, new.title, new.at_s) == ("S03", "Appel 2", 1200)
    assert [one.code for one in new.criteria] == ["C03a"]


def test_a_stimulus_is_corrected_and_the_others_stay(
    client: Client, unit: Organisation, held: Scenario
) -> None:
    address = url("stimulus", unit, held, "S02")
    typed = {**shown(client, address), "condition": "non:C01a", "critere-0-label": ""}
    before = stimuli(held)
    assert client.post(address, typed).status_code == 303
    after = stimuli(held)
    assert (after[1].criteria, after[1].condition) == ((), Condition("C01a", False))
    assert after[0] == before[0]
    assert client.get(url("stimulus", unit, held, "S99")).status_code == 404


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"title": ""}, "title"),
        ({"at_s": "tout à l’heure"}, "at_s"),
        ({"recipients": ["DRH"]}, "recipients"),
        ({"channel": "pigeon"}, "channel"),
    ],
)
def test_a_wrong_stimulus_is_kept_on_screen_and_not_written(
    client: Client, unit: Organisation, held: Scenario, changed: dict[str, Any], word: str
) -> None:
    address = url("stimulus", unit, held, "S01")
    typed = {**shown(client, address), "body": "Gardé ici", **changed}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert word in answer.context["form"].errors
    assert "Gardé ici" in answer.content.decode()
    held.refresh_from_db()
    assert held.draft is None


def test_a_stimulus_is_moved_alone_or_with_those_that_follow(
    client: Client, unit: Organisation, held: Scenario
) -> None:
    address = url("stimulus-move", unit, held, "S01")
    typed = {**shown(client, address), "at_s": "5", "following": "yes"}
    for _ in range(2):
        assert client.post(address, typed).status_code == 303
    assert [one.at_s // 60 for one in stimuli(held)] == [5, 25]
    alone = {**shown(client, address), "at_s": "30", "following": "no"}
    client.post(address, alone)
    assert [(one.code, one.at_s // 60) for one in stimuli(held)] == [("S02", 25), ("S01", 30)]


def test_a_stimulus_is_removed_once_and_the_journal_keeps_it(
    client: Client, unit: Organisation, held: Scenario
) -> None:
    address = url("stimulus-remove", unit, held, "S02")
    typed = shown(client, address)
    for _ in range(2):
        assert client.post(address, typed).status_code == 303
    assert [one.code for one in stimuli(held)] == ["S01"]
    assert made.acts(held) == ["scenario.imported", "scenario.stimulus_removed"]


def test_two_people_who_add_at_once_keep_both(
    client: Client, user: User, unit: Organisation, held: Scenario
) -> None:
    address = url("stimulus-new", unit, held)
    seen = {**shown(client, address), "title": "Le mien", "at_s": "40"}
    stimulus_put(
        **who(user, unit),
        scenario_id=held.pk,
        expected_version=2,
        stimulus=made.stimulus(3, 30, title="Le sien"),
        is_new=True,
    )
    answer = client.post(address, seen)
    assert answer.status_code == 422
    assert client.post(address, made.sent(answer.context["form"])).status_code == 303
    assert [(one.code, one.title) for one in stimuli(held)][2:] == [
        ("S03", "Le sien"),
        ("S04", "Le mien"),
    ]


def test_a_stimulus_taken_away_meanwhile_is_not_written(
    user: User, unit: Organisation, held: Scenario
) -> None:
    with pytest.raises(ServiceRefusal, match="stimulus_gone"):
        stimulus_put(
            **who(user, unit),
            scenario_id=held.pk,
            expected_version=2,
            stimulus=made.stimulus(9, 0),
            is_new=False,
        )
    held.refresh_from_db()
    assert (held.version, held.draft) == (2, None)
