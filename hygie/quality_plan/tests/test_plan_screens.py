"""The screens of one action and of findings: what is typed, refused, kept, shown."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import Origin, State
from hygie.quality_plan.models import ActionPostponement, Finding, PlanAction, PlanNumber
from hygie.quality_plan.tests.plan import (
    House,
    fill,
    make_house,
    make_two_houses,
    note_action,
    note_finding,
    status_of,
    stored,
    verbs,
)
from tests.cast import TODAY, client_of, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]
HTML = "<script>alert(1)</script><b>x</b>"


def address(house: House, rest: str) -> str:
    return f"/etablissements/{house.finess}/paq/{rest}"


def get(house: House, rest: str) -> str:
    answer = client_of(house.rssi).get(address(house, rest))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(house: House, rest: str, **data: Any) -> HttpResponse:
    return client_of(house.rssi).post(address(house, rest), data)


def fields(html: str) -> dict[str, str]:
    """What the form of the page would send if nothing was typed."""
    form = BeautifulSoup(html, "html.parser").select_one("main form.form")
    assert form is not None
    sent = {}
    for one in form.select("input[name], textarea[name]"):
        if one.get("type") in ("radio", "checkbox") and not one.has_attr("checked"):
            continue
        sent[str(one["name"])] = str(one.get("value") or one.text.removeprefix("\n"))
    for one in form.select("select[name]"):
        chosen = one.select_one("option[selected]")
        sent[str(one["name"])] = str(chosen["value"]) if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def typed(house: House, **data: str) -> dict[str, str]:
    return fields(get(house, "actions/nouvelle/")) | {"title": "Revoir l'annuaire"} | data


def test_an_action_is_noted_in_twenty_seconds() -> None:
    house = make_house()
    data = typed(house, pilote_name="Anne", due_on="30/06/27", number="Q-1")
    answer = post(house, "actions/nouvelle/", **data)
    action = PlanAction.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == address(house, f"actions/{action.pk}/")
    assert (action.due_on, action.created_on) == (date(2027, 6, 30), TODAY)
    assert status_of(house.unit) == "met"
    html = get(house, f"actions/{action.pk}/")
    assert "Revoir l&#x27;annuaire" in html
    assert "Il manque encore" not in html


def test_the_form_sent_twice_creates_one_action() -> None:
    house = make_house()
    data = typed(house)
    first, second = (post(house, "actions/nouvelle/", **data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert PlanAction.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("due_on", "31/12/1900"),
        ("due_on", "31/12/9999"),
        ("due_on", "32/13/2026"),
        ("created_on", "01/01/1900"),
        ("created_on", "01/01/9999"),
        ("created_on", "22/11/2026"),
        ("state", "done"),
        ("state", "accepted"),
        ("number", "9" * 41),
        ("new_id", "not-an-id"),
        ("origin", "elsewhere"),
        ("provenance", "guess"),
        ("pilote", "999999"),
        ("units", "999999"),
        ("note", "x" * 4001),
        ("restricted_detail", "x" * 4001),
        ("title", "a\x00b"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(name: str, text: str) -> None:
    house = make_house()
    data = typed(house, indicator="Annuaire imprimé") | {name: text}
    answer = post(house, "actions/nouvelle/", **data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in html
    assert "Annuaire imprimé" in html
    assert not PlanAction.objects.exists()
    assert not Coverage.objects.exists()


def test_html_stays_text_in_every_field() -> None:
    house = make_house()
    names = ("title", "pilote_name", "sponsor_name", "indicator", "restricted_detail", "note")
    data = typed(house, due_on="30/06/2027", **dict.fromkeys((*names, "number"), HTML[:40]))
    assert post(house, "actions/nouvelle/", **data).status_code == 303
    action = PlanAction.objects.get()
    finding = note_finding(house, wording=HTML, source_label=HTML)
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)
    services.action_postpone(
        **house.who,
        action_id=action.pk,
        expected_version=1,
        new_id=uuid4(),
        to_on=date(2028, 1, 1),
        reason=HTML,
    )
    for rest in ("", f"actions/{action.pk}/", f"actions/{action.pk}/modifier/", "constats/?tous=1"):
        html = get(house, rest)
        assert "<script>alert" not in html
        assert "<b>x" not in html
        assert "&lt;script&gt;" in html


def edit(house: House, action: PlanAction) -> dict[str, str]:
    return fields(get(house, f"actions/{action.pk}/modifier/"))


def test_two_people_edit_the_second_is_told_and_loses_nothing() -> None:
    house = make_house()
    action = note_action(house)
    first, second = edit(house, action), edit(house, action)
    rest = f"actions/{action.pk}/modifier/"
    assert post(house, rest, **(first | {"title": "Première version"})).status_code == 303
    answer = post(house, rest, **(second | {"title": "Seconde version"}))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Première version" in html
    assert "Seconde version" in html
    assert house.rssi.full_name in html
    assert stored(action)["title"] == "Première version"
    again = fields(html)
    assert again["title"] == "Seconde version"
    assert post(house, rest, **again).status_code == 303
    assert stored(action)["title"] == "Seconde version"


def test_the_edit_form_does_not_offer_the_due_day_already_agreed() -> None:
    house = make_house()
    action = note_action(house)
    data = edit(house, action) | {"due_on": "01/01/2030"}
    assert "due_on" not in edit(house, action)
    assert post(house, f"actions/{action.pk}/modifier/", **data).status_code == 303
    assert stored(action)["due_on"] == date(2027, 11, 21)


def test_a_state_is_changed_by_the_screen() -> None:
    house = make_house()
    action = note_action(house)
    rest = f"actions/{action.pk}/etat/accepted/"
    data = fields(get(house, rest))
    assert data["on"] == "21/11/2026"
    assert post(house, rest, **data).status_code == 303
    assert post(house, rest, **data).status_code == 303
    assert stored(action)["state"] == State.ACCEPTED
    assert verbs(action).count("plan_action.moved") == 1


def test_a_state_out_of_the_table_is_told() -> None:
    house = make_house()
    action = note_action(house)
    client = client_of(house.rssi)
    rest = address(house, f"actions/{action.pk}/etat/verified/")
    answer = client.post(rest, {"on": "21/11/2026", "version": "1"}, follow=True)
    assert "ne peut pas passer directement" in answer.content.decode()
    assert stored(action)["state"] == State.PROPOSED
    nowhere = client.get(address(house, f"actions/{action.pk}/etat/partie/"))
    assert nowhere.status_code == 404


def test_giving_up_without_reason_is_told() -> None:
    house = make_house()
    action = note_action(house)
    rest = f"actions/{action.pk}/etat/cancelled/"
    answer = post(house, rest, **(fields(get(house, rest)) | {"reason": ""}))
    assert answer.status_code == 422
    assert stored(action)["state"] == State.PROPOSED


@pytest.mark.parametrize("text", ["-1", "101", "beaucoup", "", "12,5"])
def test_a_wrong_progress_is_told(text: str) -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    answer = post(house, f"actions/{action.pk}/avancement/", progress=text, version="1")
    assert answer.status_code == 422
    assert stored(action)["progress"] == 0


def test_progress_is_noted_and_the_second_person_is_told() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    rest = f"actions/{action.pk}/avancement/"
    assert post(house, rest, progress="40", version="1").status_code == 303
    answer = post(house, rest, progress="60", version="1")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Une autre personne a enregistré" in html
    assert fields(html) == {"progress": "60", "version": "2"}
    assert post(house, rest, **fields(html)).status_code == 303
    assert stored(action)["progress"] == 60


def test_a_postponement_is_noted_with_its_reason_only() -> None:
    house = make_house()
    action = note_action(house)
    rest = f"actions/{action.pk}/echeance/"
    data = fields(get(house, rest)) | {"to_on": "31/01/2028", "reason": ""}
    assert post(house, rest, **data).status_code == 422
    assert not ActionPostponement.objects.exists()
    data["reason"] = "Le marché est reporté"
    assert post(house, rest, **data).status_code == 303
    assert post(house, rest, **data).status_code == 303
    assert ActionPostponement.objects.count() == 1
    html = get(house, f"actions/{action.pk}/")
    assert "Le marché est reporté" in html
    assert "31/01/2028" in html


@pytest.mark.parametrize("day", ["31/01/1900", "31/01/9999", "hier soir"])
def test_a_strange_due_day_moves_nothing(day: str) -> None:
    house = make_house()
    action = note_action(house)
    rest = f"actions/{action.pk}/echeance/"
    data = fields(get(house, rest)) | {"to_on": day, "reason": "Parce que"}
    assert post(house, rest, **data).status_code == 422
    assert stored(action)["current_due_on"] == date(2027, 11, 21)


def test_a_party_gives_its_number_and_declines() -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    rest = f"actions/{action.pk}/"
    assert "portée par CH support" in get(part, rest)
    assert "Modifier" not in get(part, rest)
    assert "CH partie" in get(support, rest)
    answer = post(part, f"{rest}numero/", number="Q-77", expected_number="")
    assert answer.status_code == 303
    assert PlanNumber.objects.get(unit=part.unit).number == "Q-77"
    late = post(part, f"{rest}numero/", number="Q-78", expected_number="")
    assert "Q-77" in late.content.decode()
    assert post(part, f"{rest}decliner/", reason="").status_code == 422
    assert post(part, f"{rest}decliner/", reason="Pas chez nous").status_code == 303
    assert "Pas chez nous" in get(support, rest)
    assert "ne compte pas pour vous" in get(part, rest)
    assert post(part, f"{rest}decliner/", reprendre="1").status_code == 303
    assert "ne compte pas pour vous" not in get(part, rest)


@pytest.mark.parametrize("gesture", ["modifier", "retirer", "echeance", "avancement", "lien"])
def test_a_party_does_not_open_the_gestures_of_the_bearer(gesture: str) -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    answer = client_of(part.rssi).get(address(part, f"actions/{action.pk}/{gesture}/"))
    assert answer.status_code == 404


def test_a_reader_reads_and_is_told_who_writes() -> None:
    house = make_house()
    action = note_action(house)
    reader = House(house.unit, member(house.unit, Role.DIRECTION))
    assert "Modifier" not in get(reader, f"actions/{action.pk}/")
    answer = post(reader, f"actions/{action.pk}/modifier/", title="x")
    assert answer.status_code == 403
    assert house.rssi.full_name in answer.content.decode()
    assert stored(action)["version"] == 1


def test_a_finding_becomes_an_action_in_one_gesture() -> None:
    house = make_house()
    finding = note_finding(house, source_label="Exercice de mars 2026")
    html = get(house, "constats/")
    assert "1 à rattacher au plan" in html
    assert f"?constat={finding.pk}" in html
    rest = f"actions/nouvelle/?constat={finding.pk}"
    data = fields(get(house, rest))
    assert data["title"] == "Suite à donner\u00a0: Exercice de mars 2026"
    assert data["origin"] == Origin.EXERCISE
    assert post(house, rest, **data).status_code == 303
    assert post(house, rest, **data).status_code == 303
    assert list(finding.actions.all()) == [PlanAction.objects.get()]
    assert "tous sont rattachés" in get(house, "constats/")


@pytest.mark.parametrize("text", ["", "zz", str(UUID(int=7))])
def test_a_strange_finding_in_the_address(text: str) -> None:
    house = make_house()
    answer = client_of(house.rssi).get(address(house, f"actions/nouvelle/?constat={text}"))
    assert answer.status_code == (404 if len(text) == 36 else 200)


def test_a_finding_is_noted_linked_set_aside_and_taken_back() -> None:
    house = make_house()
    action = note_action(house)
    data = fields(get(house, "constats/nouveau/"))
    data |= {"wording": "Pas d'annuaire papier", "origin": "exercise"}
    for _ in range(2):
        assert post(house, "constats/nouveau/", **data).status_code == 303
    finding = Finding.objects.get()
    rest = f"constats/{finding.pk}/"
    assert post(house, f"{rest}rattacher/", action="").status_code == 422
    assert post(house, f"{rest}rattacher/", action=str(action.pk)).status_code == 303
    assert status_of(house.unit) == "met"
    undo = f"{rest}detacher/{action.pk}/"
    assert post(house, undo, **fields(get(house, undo))).status_code == 303
    assert post(house, f"{rest}ecarter/", reason="", version="1").status_code == 422
    assert post(house, f"{rest}ecarter/", reason="Déjà couvert", version="1").status_code == 303
    back = f"{rest}reprendre/"
    assert post(house, back, **fields(get(house, back))).status_code == 303
    assert not finding.actions.exists()
    assert stored(finding)["dismissed_on"] is None


def test_two_people_edit_a_finding() -> None:
    house = make_house()
    finding = note_finding(house)
    rest = f"constats/{finding.pk}/modifier/"
    data = fields(get(house, rest))
    assert post(house, rest, **(data | {"wording": "Première"})).status_code == 303
    answer = post(house, rest, **(data | {"wording": "Seconde"}))
    assert answer.status_code == 422
    assert "Première" in answer.content.decode()
    assert fields(answer.content.decode())["wording"] == "Seconde"
    assert stored(finding)["wording"] == "Première"


def test_an_action_is_removed_by_the_screen() -> None:
    house = make_house()
    action = note_action(house)
    rest = f"actions/{action.pk}/retirer/"
    data = fields(get(house, rest)) | {"reason": "Inscrite deux fois"}
    assert post(house, rest, **data).status_code == 303
    assert not PlanAction.objects.exists()
    gone = client_of(house.rssi).get(address(house, f"actions/{action.pk}/"))
    assert gone.status_code == 404


def test_the_queries_of_one_action_do_not_grow() -> None:
    house = make_house()
    action = note_action(house)
    client = client_of(house.rssi)
    counts = []
    for more in (1, 5):
        for _ in range(more):
            finding = note_finding(house)
            services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)
        fill(house, more)
        client.get(address(house, f"actions/{action.pk}/"))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(house, f"actions/{action.pk}/"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15, counts
