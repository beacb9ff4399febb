"""The « questionnaire à chaud »: anonymous, open from FINEX until the RETEX is validated."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hygie.exercises.models import SurveyAnswer
from hygie.exercises.retex_content import content_of
from hygie.exercises.services.survey import code_of
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.stage import Stage
from hygie.journal.models import Entry
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def address(stage: Stage) -> str:
    return f"/avis/{code_of(stage.run.pk)}/"


def answer(stage: Stage, client: Any = None, **values: Any) -> Any:
    sent = {"new_id": str(uuid4()), "utile": "4", "changer": "L’annuaire papier", **values}
    return (client or Client()).post(address(stage), sent)


def test_what_is_kept_says_nothing_of_who_answers() -> None:
    stage = done.played()
    before = Entry.objects.count()
    said = answer(stage, client_of(stage.rssi))
    assert "Merci" in said.content.decode()
    kept = SurveyAnswer.objects.values().get()
    assert set(kept) == {"id", "run_id", "on", "marks", "texts", "batch"}
    assert kept["marks"] == {"utile": 4}
    assert Entry.objects.count() == before  # the journal would keep the hour


def test_sent_twice_it_counts_once() -> None:
    stage = done.played()
    same = str(uuid4())
    assert answer(stage, new_id=same).status_code == 200
    assert "Merci" in answer(stage, new_id=same).content.decode()
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"utile": "5"}, {"utile": "", "changer": " "}, {"new_id": "rien"}]
)
def test_what_is_no_answer_is_said_and_not_kept(wrong: dict[str, str]) -> None:
    stage = done.played()
    assert answer(stage, **wrong).status_code == 422
    assert not SurveyAnswer.objects.exists()


def test_it_is_told_from_three_answers_up_and_goes_to_the_retex() -> None:
    stage, retex = done.made()
    share = f"{stage.place}questionnaire/"
    for _ in range(2):
        answer(stage)
    seen = client_of(stage.rssi).get(share).content.decode()
    assert "L’annuaire papier" not in seen
    assert address(stage) in seen
    assert content_of(retex)["questionnaire"] == []
    answer(stage)
    assert "L’annuaire papier" in client_of(stage.rssi).get(share).content.decode()
    for _ in range(3):  # one more would be told by what it changes: it waits for two others
        (row,) = content_of(retex)["questionnaire"]
        assert (row["question"], row["tout_a_fait"]) == ("Cet exercice m’a été utile.", "3")
        answer(stage, changer="")
    (row,) = content_of(retex)["questionnaire"]
    assert row["tout_a_fait"] == "6"


def test_it_is_open_from_finex_until_the_retex_is_validated() -> None:
    stage = Stage()
    stage.debex()
    assert answer(stage).status_code == 422
    stage, _ = done.frozen()
    assert answer(stage).status_code == 422
    assert "pas ouvert" in Client().get(address(stage)).content.decode()
    assert not SurveyAnswer.objects.exists()


def test_another_address_is_not_found() -> None:
    stage = done.played()
    good = code_of(stage.run.pk)
    for code in (code_of(uuid4()), f"{good[:-1]}{'a' if good[-1] != 'a' else 'b'}", "rien"):
        assert Client().get(f"/avis/{code}/").status_code == 404
