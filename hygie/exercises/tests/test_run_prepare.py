"""An exercise is prepared from a scenario: created, dated, checked, declared ready, cancelled."""

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.library import shipped
from hygie.exercises.models import Run
from hygie.exercises.run_scenario import played
from hygie.exercises.services import runs as services
from hygie.exercises.services import together
from hygie.exercises.tests import runs as made
from hygie.exercises.tests import scenarios as said
from hygie.exercises.tests.cast import who
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_region, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SLUG = "rancongiciel-week-end"


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


def test_an_exercise_is_prepared_once_from_a_scenario_of_hygie(
    client: Client, unit: Organisation
) -> None:
    address = reverse("exercises:run-new-shipped", args=[unit.finess, SLUG])
    values = {
        **shown(client, address),
        "is_short": "courte",
        "planned_on": "12/03/2027",
        "starts_at": "14 h 30",
        "mot-etablissement": "CH <b>du Lac</b>",
    }
    for _ in range(2):
        assert client.post(address, values).status_code == 303
    run = Run.objects.get()
    assert (run.planned_on, run.starts_at, run.state) == (made.DAY, made.HOUR, "planned")
    assert run.values == {"etablissement": "CH <b>du Lac</b>"}
    assert run.scenario_version.fingerprint == shipped()[SLUG].fingerprint
    assert played(run).length_s == shipped()[SLUG].scenario.short_s
    assert made.acts(run) == ["run.created"]
    page = client.get(url("run", run)).content.decode()
    assert "CH &lt;b&gt;du Lac&lt;/b&gt;" in page
    assert "EXERCICE" in page
    assert (
        "Exercice de crise cyber"
        in client.get(reverse("exercises:runs", args=[unit.finess])).content.decode()
    )


def test_a_wrong_hour_is_said_and_nothing_is_created(client: Client, unit: Organisation) -> None:
    address = reverse("exercises:run-new-shipped", args=[unit.finess, SLUG])
    answer = client.post(address, {**shown(client, address), "starts_at": "25 h"})
    assert answer.status_code == 422
    assert not Run.objects.exists()


def test_a_draft_scenario_or_that_of_a_stranger_is_not_played(
    user: User, unit: Organisation
) -> None:
    stranger = make_unit()
    other = made.scenario(member(stranger, Role.ANIMATEUR), stranger)
    with pytest.raises(ServiceRefusal, match="gone"):
        made.run(user, unit, version=other)
    with pytest.raises(ServiceRefusal, match="run_no_short"):
        made.run(user, unit, version=made.scenario(user, unit, **NO_SHORT), is_short=True)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        made.run(member(unit, Role.DIRECTION), unit, version=other)
    assert not Run.objects.exists()


NO_SHORT: dict[str, Any] = {"short_s": None, "stimuli": said.scenario().stimuli, "variables": ()}


def test_each_step_is_kept_once(client: Client, user: User, unit: Organisation) -> None:
    run = made.run(user, unit, planned_on=None, starts_at=None)
    assert run.state == "draft"
    for name, typed, act in (
        ("run-words", {"mot-hopital": "CH du Lac", "title": "Exercice 2027"}, "run.changed"),
        ("run-day", {"planned_on": "12/03/2027", "starts_at": "9h"}, "run.planned"),
        ("run-functions", {"fDSI-nom": "DNum", "fDG-anim": "on"}, "run.functions_set"),
        ("run-cells", {f"c{unit.pk}-decision-salle": "Salle 1"}, "run.cells_set"),
        ("run-mails", {"mail_domains": "@CH-Lac.fr"}, "run.mails_set"),
    ):
        values = {**shown(client, url(name, run)), **typed}
        for _ in range(2):
            assert client.post(url(name, run), values).status_code == 303
        assert made.acts(run)[-1] == act
    run.refresh_from_db()
    assert made.acts(run)[0] == "run.created"
    assert len(made.acts(run)) == 6, "sent twice, written once"
    assert played(run).stimuli[0].body == "CH du Lac ne répond plus."
    assert (run.planned_on, run.starts_at, run.state) == (date(2027, 3, 12), time(9), "planned")
    assert (run.aliases, run.simulated) == ({"DSI": "DNum"}, ["DG"])
    assert run.mail_domains == ["ch-lac.fr"]
    assert run.cells.get().place == "Salle 1"
    page = client.get(url("run", run)).content.decode()
    assert "DNum" in page
    assert "Salle 1" in page


def test_two_people_who_change_the_date_see_both_versions(
    client: Client, user: User, unit: Organisation, run: Run
) -> None:
    seen = shown(client, url("run-day", run))
    services.run_plan(
        **who(user, unit), run_id=run.pk, expected_version=1, planned_on=date(2027, 4, 1),
        starts_at=time(10), place="Ailleurs",
    )  # fmt: skip
    answer = client.post(url("run-day", run), {**seen, "place": "Ici"})
    assert answer.status_code == 422
    assert "Ailleurs" in answer.content.decode()
    run.refresh_from_db()
    assert (run.place, run.planned_on) == ("Ailleurs", date(2027, 4, 1))
    assert client.post(url("run-day", run), said.sent(answer.context["form"])).status_code == 303
    run.refresh_from_db()
    assert run.place == "Ici"


def lacks(client: Client, run: Run) -> list[str]:
    return [one["key"] for one in client.get(url("run", run)).context["lacks"]]


def test_it_is_ready_when_each_lack_is_solved_or_waived_in_writing(
    client: Client, user: User, unit: Organisation, run: Run
) -> None:
    assert lacks(client, run) == ["recipient:DSI", "recipient:DG", "observer", "mail"]
    page = client.get(url("run", run)).content.decode()
    assert "4 points à régler avant d’être prêt" in page
    client.post(url("run-ready", run))
    run.refresh_from_db()
    assert run.state == "planned"
    made.person(user, run)
    observer = made.person(user, run, "O. Lin", role="observateur", function="")
    for key in ("recipient:DG", "mail"):
        waiver = url("run-waive", run, key)
        assert client.post(waiver, {"reason": " "}).status_code == 422
        for _ in range(2):
            assert client.post(waiver, {"reason": "Joué par l’animation."}).status_code == 303
    client.post(url("run-waive", run, "observer"), {"reason": "Trop tard"})
    for _ in range(2):
        client.post(url("run-ready", run))
    run.refresh_from_db()
    assert run.state == "ready"
    assert set(run.waivers) == {"recipient:DG", "mail"}
    assert run.waivers["mail"]["by"] == user.full_name
    assert made.acts(run)[-4:] == [
        "run.participant_added", "run.waived", "run.waived", "run.ready"
    ]  # fmt: skip
    client.post(url("participant-remove", run, observer.pk), {"version": observer.version})
    run.refresh_from_db()
    assert run.state == "planned", "what lacks again is no more ready"
    assert made.acts(run)[-1] == "run.unready"


def test_a_waiver_taken_back_lacks_again(client: Client, run: Run) -> None:
    client.post(url("run-waive", run, "mail"), {"reason": "Sur papier"})
    assert client.get(url("run", run)).context["steps"][6].lack.startswith("3 points")
    for _ in range(2):
        client.post(url("run-unwaive", run, "mail"))
    run.refresh_from_db()
    assert run.waivers == {}
    assert made.acts(run)[-1] == "run.unwaived"


def test_a_cancelled_exercise_is_not_prepared_any_more(
    client: Client, user: User, unit: Organisation, run: Run
) -> None:
    assert client.post(url("run-cancel", run), {"reason": ""}).status_code == 422
    for _ in range(2):
        client.post(url("run-cancel", run), {"reason": "Grève"})
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert made.acts(run)[1:] == ["run.cancelled"]
    for refused in (
        lambda: services.run_ready(**who(user, unit), run_id=run.pk),
        lambda: made.person(user, run),
    ):
        with pytest.raises(ServiceRefusal, match="run_begun"):
            refused()
    assert "annulé" in client.get(url("run", run)).content.decode()


def test_an_exercise_of_another_is_unknown_and_a_fellow_reads_it_only(
    client: Client, user: User, unit: Organisation
) -> None:
    fellow = make_unit(region=unit.region)
    led = made.run(member(fellow, Role.ANIMATEUR), fellow)
    address = reverse("exercises:run", args=[unit.finess, led.pk])
    assert client.get(address).status_code == 404
    led.units.create(unit=unit)
    page = client.get(address)
    assert page.status_code == 200
    assert led.scenario_version.scenario.title + "</a>" not in page.content.decode()
    for name in ("run-words", "run-units", "run-addressed"):
        assert (
            client.get(reverse(f"exercises:{name}", args=[unit.finess, led.pk])).status_code == 404
        )
    with pytest.raises(ServiceRefusal, match="gone"):
        services.run_ready(**who(user, unit), run_id=led.pk)


def shown_fields(user: User, run: Run) -> set[str]:
    return set(client_of(user).get(url("run-cells", run)).context["form"].fields)


def test_an_establishment_joins_only_where_the_person_may_write(
    user: User, unit: Organisation, run: Run
) -> None:
    fellow, stranger = make_unit(region=unit.region), make_unit(region=make_region(code="11"))
    member(fellow, Role.ANIMATEUR, user=user)
    asked = {**who(user, unit), "run_id": run.pk}
    with pytest.raises(ServiceRefusal, match="run_unit_far"):
        together.run_units_set(**asked, expected_version=1, unit_ids=[stranger.pk])
    together.run_units_set(**asked, expected_version=1, unit_ids=[fellow.pk])
    address = url("participant-new", run)
    typed = {**shown(client_of(user), address), "name": "G. Roy", "function": "DSI"}
    assert client_of(user).post(address, {**typed, "unit_id": stranger.pk}).status_code == 422
    assert client_of(user).post(address, {**typed, "unit_id": fellow.pk}).status_code == 303
    assert run.participants.get().unit == fellow
    assert f"c{fellow.pk}-decision-salle" in shown_fields(user, run)
    with pytest.raises(ServiceRefusal, match="run_unit_peopled"):
        together.run_units_set(**asked, expected_version=2, unit_ids=[])
    assert {one.unit_id for one in run.units.all()} == {unit.pk, fellow.pk}
    assert made.acts(run) == ["run.created", "run.units_set", "run.participant_added"]


def test_the_same_key_of_a_form_never_opens_the_exercise_of_another(
    user: User, unit: Organisation, run: Run
) -> None:
    stranger = make_unit()
    other = member(stranger, Role.ANIMATEUR)
    with pytest.raises(ServiceRefusal, match="gone"):
        made.run(other, stranger, new_id=run.pk)
    assert made.run(user, unit, new_id=run.pk, version=run.scenario_version).pk == run.pk
