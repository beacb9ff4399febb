"""A committee's secretariat takes the dossier de séance, on screen, as PDF and as DOCX."""

import io
from datetime import date
from uuid import uuid4

import pypdf
import pytest
from django.http import HttpResponse
from django.urls import reverse
from docx import Document

from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import Instance, State
from hygie.quality_plan.sessions import session_of
from hygie.quality_plan.tests.plan import House, make_house, note_action
from tests.cast import TODAY, client_of, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]

SECRET = "Compte krbtgt jamais renouvelé"


def filled() -> House:
    """A late action, one to come, one moved with its reason, one that the COPIL does not follow."""
    house = make_house()
    followed = {"instances": [Instance.COPIL], "restricted_detail": SECRET, "pilote_name": "Anne"}
    with on_day(date(2026, 1, 5)):
        note_action(
            house, title="Revoir les comptes", due_on=date(2026, 3, 1), state=State.ACCEPTED,
            escalation_name="Directrice adjointe", **followed,
        )  # fmt: skip
    with on_day(date(2026, 10, 1)):
        moved = note_action(
            house, title="Former la cellule", due_on=date(2026, 12, 1), state=State.ACCEPTED,
            **followed,
        )  # fmt: skip
    services.action_postpone(
        **house.who, action_id=moved.pk, expected_version=moved.version, new_id=uuid4(),
        to_on=date(2027, 1, 15), reason="Salle inondée", decided_on=date(2026, 11, 1),
    )  # fmt: skip
    note_action(house, title="Pour le CSE", instances=[Instance.CSE])
    return house


def rows_of(house: House, title: str) -> list[list[str]]:
    session = session_of(house.unit, Instance.COPIL, on=TODAY)
    return next(one.rows for one in session.parts if one.title.startswith(title))


def test_each_action_stands_in_its_part() -> None:
    house = filled()
    (late,) = rows_of(house, "En retard")
    assert late[1:3] == ["Revoir les comptes", "Anne"]
    assert late[-1] == "Directrice adjointe"
    (ahead,) = rows_of(house, "Échéances des")
    assert ahead[3] == "15/01/2027 (convenue\u00a0: 01/12/2026)"
    (moved,) = rows_of(house, "Échéances déplacées")
    assert moved[2:] == ["01/11/2026", "01/12/2026", "15/01/2027"]
    assert rows_of(house, "À valider") == []


def test_what_was_done_since_the_last_session_is_told() -> None:
    house = make_house()
    with on_day(date(2026, 5, 1)):
        action = note_action(house, instances=[Instance.CME], state=State.ACCEPTED)
    services.action_move(
        **house.who, action_id=action.pk, expected_version=action.version, to_state=State.DONE,
        on=date(2026, 6, 1),
    )  # fmt: skip
    recent = session_of(house.unit, Instance.CME, on=TODAY)
    longer = session_of(house.unit, Instance.CME, on=TODAY, since=date(2026, 5, 15))
    assert [len(one.rows) for one in recent.parts] == [0, 0, 0, 0, 0]
    assert [len(one.rows) for one in longer.parts] == [0, 0, 0, 1, 0]


def take(house: House, form: str, *, restricted: bool = False, user: object = None) -> HttpResponse:
    client = client_of(user or house.rssi)  # type: ignore[arg-type]
    place = f"/etablissements/{house.finess}/paq/seances/copil/dossier.{form}"
    return client.post(place) if restricted else client.get(place)  # type: ignore[return-value]


def text_of(answer: HttpResponse, form: str) -> str:
    stream = io.BytesIO(answer.content)
    if form == "pdf":
        return "\n".join(one.extract_text() for one in pypdf.PdfReader(stream).pages)
    document = Document(stream)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_file_says_what_may_be_spread(form: str) -> None:
    answer = take(filled(), form)
    assert answer.status_code == 200
    assert "seance-copil" in answer.headers["Content-Disposition"]
    text = text_of(answer, form)
    assert "Revoir les comptes" in text
    assert "Former la cellule" in text
    assert "Pour le CSE" not in text
    assert SECRET not in text
    assert "Salle inondée" not in text
    assert not Entry.objects.filter(verb="plan.exported_with_details").exists()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_details_leave_on_demand_and_the_journal_says_so(form: str) -> None:
    answer = take(filled(), form, restricted=True)
    text = " ".join(text_of(answer, form).split())
    assert "krbtgt" in text
    assert "Salle inondée" in text
    assert "diffusion-restreinte" in answer.headers["Content-Disposition"]
    assert Entry.objects.filter(verb="plan.exported_with_details").count() == 1


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_what_was_pasted_with_control_characters_is_still_taken(form: str) -> None:
    house = make_house()
    pasted = {"title": "Revoir\x0bles\x01comptes", "restricted_detail": "Poste\x0c12"}
    due = date(2026, 12, 1)
    note_action(house, instances=[Instance.COPIL], state=State.ACCEPTED, due_on=due, **pasted)
    answer = take(house, form, restricted=True)
    assert answer.status_code == 200
    assert "comptes" in text_of(answer, form)


def test_details_are_refused_without_the_right() -> None:
    house = filled()
    daf = member(house.unit, Role.DAF)
    assert take(house, "pdf", restricted=True, user=daf).status_code == 403
    assert take(house, "pdf", user=daf).status_code == 200
    assert not Entry.objects.filter(verb="plan.exported_with_details").exists()


@pytest.mark.parametrize("rest", ["seances/bureau/", "seances/copil/dossier.odt"])
def test_what_does_not_exist_is_not_found(rest: str) -> None:
    house = make_house()
    client = client_of(house.rssi)
    assert client.get(f"/etablissements/{house.finess}/paq/{rest}").status_code == 404


def test_a_last_session_after_this_one_is_told() -> None:
    house = make_house()
    place = f"/etablissements/{house.finess}/paq/seances/copil/?on=01/01/2026&since=01/02/2026"
    answer = client_of(house.rssi).get(place)
    assert answer.status_code == 422
    assert "précède celle-ci" in answer.content.decode()


@pytest.mark.parametrize("name", ["", "dossier.pdf", "dossier.docx"])
def test_a_day_that_does_not_exist_gives_no_dossier_of_another_day(name: str) -> None:
    house = make_house()
    page = reverse("quality_plan:session", args=[house.finess, "copil"])
    answer = client_of(house.rssi).get(f"{page}{name}?on=31/02/2027")
    assert answer.status_code == 422
    assert "n’existe pas dans le calendrier" in answer.content.decode()
