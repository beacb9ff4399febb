"""One file taken back: what it wrote goes, what people did since stays and is named."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from hygie.documents.services import evidence_add
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import (
    ActionPostponement,
    ImportedAction,
    PlanAction,
    PlanImport,
    PlanNumber,
)
from hygie.quality_plan.services import pilote_links
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    note_action,
    note_finding,
    status_of,
    stored,
    verbs,
)
from hygie.quality_plan.tests.suite import (
    HEADING,
    Table,
    choose,
    exported,
    give_back,
    put,
    send,
    take,
    workbook,
)
from tests.cast import TODAY, client_of, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]

NOT_RESTORED = {"version", "updated_at", "updated_by_name"}
NEW = ["Libellé diffusable", "Numéro dans le PAQ", "Pilote", "Échéance", "État", "Sous-action de"]


def undo(house: House, draft: PlanImport, reason: str = "Mauvais fichier") -> PlanImport:
    return services.import_undo(**house.who, import_id=draft.pk, reason=reason)


def take_new(house: House, *rows: list[Any]) -> PlanImport:
    draft = send(house, workbook([NEW, *rows]))
    choose(house, draft)
    return take(house, draft)


def changed(house: House, action: PlanAction, **values: Any) -> Table:
    table = exported(house)
    for key, value in values.items():
        put(table, action.title, key, value)
    return table


def same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return all(after[key] == value for key, value in before.items() if key not in NOT_RESTORED)


def counts(draft: PlanImport) -> tuple[int, int, int]:
    draft.refresh_from_db()
    told = draft.report["undone"]["counts"]
    return told["removed"], told["restored"], told["kept"]


def test_what_a_file_created_is_removed_with_its_parts() -> None:
    house = make_house()
    draft = take_new(
        house,
        ["Former", "Q-1", "Anne", date(2027, 3, 1), "", ""],
        ["Former les nuits", "Q-2", "Anne", date(2027, 2, 1), "", "Q-1"],
    )
    assert status_of(house.unit) == "met"
    codes = set(PlanAction.objects.values_list("code", flat=True))
    undo(house, draft)
    assert not PlanAction.objects.exists()
    assert not PlanNumber.objects.exists()
    assert not Coverage.objects.filter(kind="plan_action").exists()
    assert counts(draft) == (2, 0, 0)
    assert status_of(house.unit) != "met"
    removed = Entry.objects.filter(verb="plan_action.removed")
    assert {one.data["values"]["title"] for one in removed} == {"Former", "Former les nuits"}
    assert {one.data["reason"] for one in removed} == {"Mauvais fichier"}
    assert note_action(house, created_on=TODAY).code not in codes  # a code is never given again


def test_what_a_file_changed_takes_back_its_values() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED, cost_eur="12.50", instances=["copil"])
    action.refresh_from_db()
    before = stored(action)
    draft = give_back(
        house,
        changed(
            house, action, number="Q-9", pilote_name="Bob", cost_eur="99,10", instances="CME",
            progress=40, current_due_on=date(2028, 1, 31), reason="Marché infructueux",
            recurs_every_months="Tous les ans", criteria_text="2.3",
        ),
    )  # fmt: skip
    assert stored(action)["progress"] == 40
    undo(house, draft)
    assert same(before, stored(action))
    assert PlanNumber.objects.get(action=action).number == "2026-112"
    assert not ActionPostponement.objects.exists()
    assert counts(draft) == (0, 1, 0)
    assert verbs(action)[-1] == "plan_action.import_undone"
    moved = Entry.objects.get(verb="plan_action.import_undone").data["moved"]
    assert moved["pilote_name"] == ["Bob", "Camille Roux"]
    assert moved["number"] == ["Q-9", "2026-112"]


def test_an_action_closed_by_a_file_opens_again_without_its_next_occurrence() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED, recurs_every_months=12)
    before = stored(action)
    draft = give_back(house, changed(house, action, state="Réalisée"))
    assert PlanAction.objects.count() == 2
    undo(house, draft)
    assert same(before, stored(action))
    assert PlanAction.objects.count() == 1


def test_the_link_of_the_pilote_that_a_file_named_ends_with_it() -> None:
    house = make_house()
    action = note_action(house)
    draft = give_back(house, changed(house, action, pilote_name="Bob Martin"))
    _, secret = pilote_links.pilote_link_give(
        **house.who,
        action_id=action.pk,
        new_id=uuid4(),
        holder_name="Bob Martin",
        expires_at=timezone.now() + timedelta(days=30),
    )
    assert client_of().get(f"/lien/{secret}/action/").status_code == 200
    undo(house, draft)
    assert stored(action)["pilote_name"] == "Camille Roux"
    assert client_of().get(f"/lien/{secret}/action/").status_code == 404


def test_two_files_on_one_action_are_undone_from_the_last_to_the_first() -> None:
    house = make_house()
    action = note_action(house, pilote_name="Anne Roy")
    before = stored(action)
    first = take(house, give_back(house, changed(house, action, pilote_name="Bruno Lys")))
    last = take(house, give_back(house, changed(house, action, pilote_name="Chloé Ba")))
    undo(house, last)
    assert PlanAction.objects.get(pk=action.pk).pilote_name == "Bruno Lys"
    undo(house, first)
    assert counts(first) == (0, 1, 0)
    assert same(before, stored(action))


def test_undone_twice_it_is_undone_once() -> None:
    house = make_house()
    draft = take_new(house, ["Former", "", "", "", "", ""])
    undo(house, draft)
    count = Entry.objects.count()
    undo(house, draft)
    assert Entry.objects.count() == count
    assert Entry.objects.filter(verb="plan.import_undone").count() == 1


def touch_by_form(house: House, action: PlanAction) -> None:
    services.action_change(
        **house.who, action_id=action.pk, expected_version=action.version,
        changes={"sponsor_name": "DG"},
    )  # fmt: skip


def touch_by_number(house: House, action: PlanAction) -> None:
    services.number_set(**house.who, action_id=action.pk, number="Z-1", expected_number="Q-1")


def touch_by_proof(house: House, action: PlanAction) -> None:
    evidence_add(
        **house.who, subject_kind="plan_action", subject_id=action.pk, new_id=uuid4(),
        kind="held", title="Relevé", held_by="DSI", reference="R1",
    )  # fmt: skip


def touch_by_finding(house: House, action: PlanAction) -> None:
    finding = note_finding(house)
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)


def touch_by_part(house: House, action: PlanAction) -> None:
    note_action(house, title="Partie", number="", parent=action)


TOUCHES = {
    "form": (touch_by_form, "modifiée"), "number": (touch_by_number, "numéro"),
    "proof": (touch_by_proof, "preuve"), "finding": (touch_by_finding, "constat"),
    "part": (touch_by_part, "sous-actions"),
}  # fmt: skip


@pytest.mark.parametrize("how", TOUCHES)
def test_an_action_touched_since_stays_and_is_named(how: str) -> None:
    house = make_house()
    draft = take_new(
        house,
        ["Touchée", "Q-1", "Anne", date(2027, 3, 1), "", ""],
        ["Seule", "Q-2", "Anne", date(2027, 3, 1), "", ""],
    )
    action = PlanAction.objects.get(title="Touchée")
    touch, said = TOUCHES[how]
    touch(house, action)
    before = stored(action)
    undo(house, draft)
    assert stored(action) == before
    assert not PlanAction.objects.filter(title="Seule").exists()
    assert counts(draft) == (1, 0, 1)
    (kept,) = draft.report["undone"]["kept"]
    assert said in kept["message"]
    assert "Touchée" in kept["label"]
    assert ImportedAction.objects.get(outcome="kept").action_id == action.pk


def test_a_change_made_since_on_a_changed_action_stays() -> None:
    house = make_house()
    action = note_action(house)
    draft = give_back(house, changed(house, action, pilote_name="Bob"))
    action.refresh_from_db()
    touch_by_form(house, action)
    before = stored(action)
    undo(house, draft)
    assert stored(action) == before
    assert counts(draft) == (0, 0, 1)


def test_an_action_removed_since_is_named() -> None:
    house = make_house()
    draft = take_new(house, ["Former", "", "", "", "", ""])
    action = PlanAction.objects.get()
    services.action_remove(**house.who, action_id=action.pk, expected_version=1, reason="Doublon")
    undo(house, draft)
    assert counts(draft) == (0, 0, 1)
    assert "retirée" in draft.report["undone"]["kept"][0]["message"]


def test_who_may_not_or_says_not_why_undoes_nothing() -> None:
    house = make_house()
    waiting = send(house, workbook([NEW, ["Autre", "", "", "", "", ""]]))
    with pytest.raises(ServiceRefusal, match="import_not_taken"):
        undo(house, waiting)
    draft = take_new(house, ["Former", "", "", "", "", ""])
    before = stored(PlanAction.objects.get())
    with pytest.raises(ServiceRefusal, match="reason_missing"):
        undo(house, draft, reason=" ")
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        undo(House(house.unit, member(house.unit, Role.DAF)), draft)
    with pytest.raises(ServiceRefusal, match="gone"):
        undo(make_house(), draft)
    assert stored(PlanAction.objects.get()) == before


def test_the_screens_of_an_undo() -> None:
    house = make_house()
    draft = take_new(house, ["Former <b>", "Q-1", "", "", "", ""], ["Relire", "", "", "", "", ""])
    touch_by_form(house, PlanAction.objects.get(title="Former <b>"))
    client = client_of(house.rssi)
    place = f"/etablissements/{house.finess}/paq/import/{draft.pk}/"
    assert "Annuler cet import" in client.get(place).content.decode()
    assert "Garder l’import" in client.get(f"{place}annuler/").content.decode()
    assert client.post(f"{place}annuler/", {"reason": ""}).status_code == 422
    assert PlanAction.objects.count() == 2
    assert client.post(f"{place}annuler/", {"reason": "Mauvais fichier"}).status_code == 303
    html = client.get(place).content.decode()
    assert "Import annulé" in html
    assert "Former &lt;b&gt;" in html
    assert "Annuler cet import" not in html
    assert client.get(f"{place}annuler/").status_code == 303
    assert "annulé le" in client.get(f"/etablissements/{house.finess}/paq/import/").content.decode()
    assert HEADING["parent"] == "Sous-action de"
