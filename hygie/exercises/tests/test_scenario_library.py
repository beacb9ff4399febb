"""The library: what is listed and to whom, one scenario, its file, its copy."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.loading import load
from hygie.exercises.library import Shipped, card_of, fingerprint_of, shipped
from hygie.exercises.models import Scenario, ScenarioVersion
from hygie.exercises.presenting import card_words
from hygie.exercises.services import scenarios as services
from hygie.exercises.tests import scenarios as made
from hygie.exercises.tests.cast import who
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from tests.cast import client_of, make_ght, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SLUG = "rancongiciel-week-end"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def client(unit: Organisation) -> Client:
    return client_of(member(unit, Role.ANIMATEUR))


def url(name: str, unit: Organisation, *more: object) -> str:
    return reverse(f"exercises:{name}", args=[unit.finess, *more])


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_what_comes_with_hygie_is_listed_and_filtered(client: Client, unit: Organisation) -> None:
    listed = page(client, url("scenarios", unit))
    assert all(one.scenario.title in listed for one in shipped().values())
    assert "prouve l’action" in listed
    leaks = page(client, url("scenarios", unit) + "?threat=fuite_donnees")
    assert shipped()["fuite-donnees-patients"].scenario.title in leaks
    assert shipped()[SLUG].scenario.title not in leaks
    assert shipped()[SLUG].scenario.title in page(client, url("scenarios", unit) + "?threat=x")


def test_three_answers_give_a_level(client: Client, unit: Organisation) -> None:
    asked = page(client, url("scenarios", unit) + "?joue=0&cellule=0&soins=0")
    assert "Niveau conseillé\u00a0: Débutant" in asked
    assert "?level=debutant" in asked
    assert "Niveau conseillé" not in page(client, url("scenarios", unit) + "?joue=0")


def test_one_that_comes_with_hygie_is_read_and_exported(client: Client, unit: Organisation) -> None:
    shown = page(client, url("scenario-shipped", unit, SLUG))
    whole = shipped()[SLUG].scenario
    assert all(one.code in shown for one in whole.stimuli)
    assert "<svg" in shown
    answer = client.get(url("scenario-shipped-file", unit, SLUG))
    assert load(answer.content.decode()) == whole
    assert f'filename="{SLUG}-v{whole.version}.yaml"' in answer["Content-Disposition"]
    assert client.get(url("scenario-shipped", unit, "inconnu")).status_code == 404
    assert client.get(url("scenario-shipped-file", unit, "inconnu")).status_code == 404


def test_html_in_a_stimulus_is_shown_as_text(unit: Organisation) -> None:
    user = member(unit, Role.RSSI)
    bad = made.stimulus(1, 0, title="<b>Titre</b>", body="<script>alerte()</script>")
    held = made.taken(user, unit, stimuli=(bad, made.stimulus(2, 5)), title="<i>Essai</i>")
    shown = page(client_of(user), url("scenario", unit, held.pk))
    assert "<script>alerte()" not in shown
    assert "&lt;script&gt;alerte()&lt;/script&gt;" in shown
    assert "<b>Titre</b>" not in shown
    assert "<i>Essai</i>" not in page(client_of(user), url("scenarios", unit))


def test_a_ght_shares_its_scenarios_and_an_establishment_does_not() -> None:
    support, part, stranger = make_unit(), make_unit(), make_unit()
    ght = make_ght(support, part)
    user = member(support, Role.RSSI)
    version = services.scenario_import(
        **who(user, support), owner_id=ght.pk, new_id=uuid4(), text=made.text(title="Du GHT")
    )
    own = made.taken(user, support, slug="a-nous", title="À nous")
    reader, outsider = (client_of(member(one, Role.RSSI)) for one in (part, stranger))
    listed = page(reader, url("scenarios", part))
    assert "Du GHT" in listed
    assert "À nous" not in listed
    shown = page(reader, url("scenario", part, version.scenario_id))
    assert url("scenario-edit", part, version.scenario_id) not in shown
    assert reader.get(url("scenario-edit", part, version.scenario_id)).status_code == 404
    assert reader.get(url("scenario", part, own.pk)).status_code == 404
    assert "Du GHT" not in page(outsider, url("scenarios", stranger))
    assert outsider.get(url("scenario", stranger, version.scenario_id)).status_code == 404


def test_nobody_writes_for_another_organisation(unit: Organisation) -> None:
    ght = make_ght(make_unit(), unit)
    user = member(unit, Role.RSSI)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        services.scenario_import(
            **who(user, unit), owner_id=ght.pk, new_id=uuid4(), text=made.text()
        )
    reader = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        services.scenario_import(
            **who(reader, unit), owner_id=unit.pk, new_id=uuid4(), text=made.text()
        )
    assert not Scenario.objects.exists()


def test_a_copy_is_begun_once_and_can_be_published(client: Client, unit: Organisation) -> None:
    address = url("scenario-shipped-copy", unit, SLUG)
    values = {"title": "Chez nous", "new_id": str(uuid4())}
    answers = [client.post(address, values) for _ in range(2)]
    held = Scenario.objects.get()
    assert {one.status_code for one in answers} == {303}
    assert {one["Location"] for one in answers} == {url("scenario-edit", unit, held.pk)}
    assert made.acts(held) == ["scenario.begun"]
    assert (held.slug, held.owner, held.title) == ("chez-nous", unit, "Chez nous")
    assert "brouillon" in page(client, url("scenarios", unit))
    published = client.post(url("scenario-edit", unit, held.pk), {"version": 1, "note": ""})
    assert published.status_code == 303
    version = ScenarioVersion.objects.get()
    assert len(load(version.text).stimuli) == len(shipped()[SLUG].scenario.stimuli)
    assert "version 1" in page(client, url("scenario", unit, held.pk))


def test_two_copies_of_one_title_have_two_slugs(client: Client, unit: Organisation) -> None:
    address = url("scenario-shipped-copy", unit, SLUG)
    for _ in range(2):
        client.post(address, {"title": "Chez nous", "new_id": str(uuid4())})
    assert set(Scenario.objects.values_list("slug", flat=True)) == {"chez-nous", "chez-nous-2"}


def test_a_scenario_archived_leaves_the_list_and_comes_back(unit: Organisation) -> None:
    user = member(unit, Role.RSSI)
    held, client = made.taken(user, unit, title="À ranger"), client_of(user)
    address = url("scenario-shelve", unit, held.pk)
    for _ in range(2):
        assert client.post(address, {"archive": "1"}).status_code == 303
    assert "À ranger" not in page(client, url("scenarios", unit))
    assert "Archivé" in page(client, url("scenario", unit, held.pk))
    assert client.get(url("scenario-edit", unit, held.pk)).status_code == 404
    client.post(address, {"archive": "0"})
    assert "À ranger" in page(client, url("scenarios", unit))
    assert made.acts(held) == ["scenario.imported", "scenario.archived", "scenario.restored"]


def test_what_is_played_of_hygie_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = services.scenario_ensure(SLUG)
    assert services.scenario_ensure(SLUG) == first
    assert (first.scenario.owner, first.number) == (None, shipped()[SLUG].scenario.version)
    changed = made.text(slug=SLUG)
    file = Shipped(load(changed), changed, fingerprint_of(changed))
    files: Mapping[str, Shipped] = {SLUG: file}
    monkeypatch.setattr(services, "shipped", lambda: files)
    second = services.scenario_ensure(SLUG)
    assert second.number == first.number + 1
    assert ScenarioVersion.objects.get(pk=first.pk).text == first.text
    with pytest.raises(ServiceRefusal, match="gone"):
        services.scenario_ensure("inconnu")


def test_a_version_never_changes(unit: Organisation) -> None:
    version = made.taken(member(unit, Role.RSSI), unit).versions.get()
    version.text = "autre"
    for gesture in (version.save, version.delete, ScenarioVersion.objects.all().delete):
        with pytest.raises(TypeError):
            gesture()


def test_the_guide_says_what_the_library_holds() -> None:
    guide = (ROOT / "docs" / "guide" / "scenarios.md").read_text(encoding="utf-8")
    said = [line for line in guide.splitlines() if line.startswith("| ")]
    assert said[1:] == [guide_row(card_of(one.scenario), one) for one in shipped().values()]


def guide_row(card: Mapping[str, Any], one: Shipped) -> str:
    words = card_words(card)
    lengths = f"{words['length']} (courte\u00a0: {words['short']})"
    cells = (
        one.scenario.title,
        words["level"],
        words["perimeter"],
        lengths,
        str(words["stimuli"]),
        words["tests"],
        "oui" if words["has_warning"] else "–",
    )
    return f"| {' | '.join(cells)} |"


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.QUALITY, Role.RPCRA, Role.GUEST])
def test_who_may_be_asked_to_play_does_not_read_what_will_be_played(
    unit: Organisation, role: Role
) -> None:
    version = made.taken(member(unit, Role.RSSI), unit).versions.get()
    author, reader = (
        client_of(member(unit, Role.ANIMATEUR)),
        client_of(
            member(unit, role, room=Room.EXERCISES, until=date(2030, 1, 1))
            if role == Role.GUEST
            else member(unit, role)
        ),
    )
    pages = [url(name, unit, version.scenario_id) for name in ("scenario", "scenario-file")]
    pages += [url(f"scenario-shipped{one}", unit, SLUG) for one in ("", "-file")]
    for page_url in pages:
        assert author.get(page_url).status_code == 200
        assert reader.get(page_url).status_code == 403
    listed = reader.get(url("scenarios", unit))
    assert listed.status_code == 200
    assert pages[0] not in listed.content.decode()
