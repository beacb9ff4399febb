"""A person answers a grid as it goes: saved at once, taken over, chosen, moved to a new version."""

from datetime import date

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.models import Answer, answer_fingerprint, field_key
from hygie.self_assessments.packs import RECYF
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import (
    acts,
    answering,
    give,
    load,
    measures,
    pack_said,
    record,
    who,
)
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def grid(unit, rssi):
    return answering(rssi, unit, load(rssi, unit, pack_said()))


def url(unit, assessment, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/{assessment.pk}/{end}"


def field(measure_id, name):
    return f"{field_key(measure_id)}-{name}"


def alone(measure_id, **values):
    """What the page sends of itself when one measure is answered."""
    return {"only": field_key(measure_id), **{field(measure_id, k): v for k, v in values.items()}}


def stored(measure_id):
    return Answer.objects.get(measure_id=measure_id)


def test_an_answer_is_saved_as_soon_as_it_is_given(unit, rssi, grid):
    client, path = client_of(rssi), url(unit, grid, "mesures/1/")
    reply = client.post(path, alone("a1", level="1"), **HTMX)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert "Enregistré à" in page
    seen = answer_fingerprint(stored("a1"))
    assert seen in page
    shown = '<span class="tab-count" id="theme-1"{}>{}</span>'
    assert shown.format("", "1/2") in client.get(path).content.decode()
    assert shown.format(' hx-swap-oob="true"', "1/2") in page
    client.post(path, alone("a1", level="2", seen=seen), **HTMX)
    assert stored("a1").level == 2
    assert Answer.objects.count() == 1
    assert acts(grid) == ["recorded", "answered", "answered"]


def test_what_is_wrong_is_said_beside_the_answer(unit, rssi, grid):
    reply = client_of(rssi).post(url(unit, grid, "mesures/1/"), alone("a1", level="na"), **HTMX)
    page = reply.content.decode()
    assert "Pas enregistré" in page
    assert "Dites pourquoi la mesure ne s’applique pas." in page
    assert not Answer.objects.exists()


def test_two_people_answer_the_same_page_at_once(unit, rssi, grid):
    other = member(unit, Role.QUALITY)
    path = url(unit, grid, "mesures/1/")
    client_of(rssi).post(path, alone("a1", level="1"), **HTMX)
    client_of(other).post(path, alone("a2", level="2"), **HTMX)
    late = client_of(other).post(path, alone("a1", level="3"), **HTMX).content.decode()
    assert "Pas enregistré" in late
    assert rssi.full_name in late
    assert (stored("a1").level, stored("a2").level) == (1, 2)


def test_what_a_person_left_as_shown_does_not_undo_the_answer_of_another(unit, rssi, grid):
    other = member(unit, Role.QUALITY)
    path = url(unit, grid, "mesures/1/")
    client_of(rssi).post(path, alone("a1", level="1"), **HTMX)
    shown = {field("a1", "seen"): answer_fingerprint(stored("a1")), field("a1", "level"): "1"}
    client_of(rssi).post(
        path, alone("a1", level="3", seen=answer_fingerprint(stored("a1"))), **HTMX
    )
    reply = client_of(other).post(path, {**shown, field("a2", "level"): "2"})
    assert reply.status_code == 303
    assert (stored("a1").level, stored("a2").level) == (3, 2)
    late = client_of(other).post(path, {**shown, field("a1", "level"): "0"})
    assert late.status_code == 422
    assert stored("a1").level == 3


def test_the_grid_takes_the_level_aimed_at_and_its_day(unit, rssi, grid):
    client, path = client_of(rssi), url(unit, grid, "mesures/1/")
    sent = alone("a1", level="1", target_level="3", target_on="30/06/2027")
    assert "Enregistré à" in client.post(path, sent, **HTMX).content.decode()
    assert (stored("a1").target_level, stored("a1").target_on) == (3, date(2027, 6, 30))
    page = client.get(path).content.decode()
    assert 'value="30/06/2027"' in page
    assert '<option value="3" selected>' in page
    wrong = client.post(path, alone("a2", level="1", target_on="demain soir"), **HTMX)
    assert "Pas enregistré" in wrong.content.decode()


def test_one_measure_a_screen_goes_to_the_next(unit, rssi, grid):
    client = client_of(rssi)
    values = {
        field("a1", "level"): "1",
        field("a1", "comment"): "En cours",
        field("a1", "target_level"): "3",
        field("a1", "target_on"): "30/06/2027",
    }
    reply = client.post(url(unit, grid, "mesure/1/"), values)
    assert reply["Location"] == url(unit, grid, "mesure/2/")
    row = stored("a1")
    assert (row.comment, row.target_level, row.target_on) == ("En cours", 3, date(2027, 6, 30))
    assert client.get(url(unit, grid, "mesure/4/")).status_code == 404
    last = client.post(url(unit, grid, "mesure/3/"), {})
    assert last["Location"] == url(unit, grid)


def test_the_questions_of_a_measure_are_answered(unit, rssi):
    questions = [
        {"id": "q1", "kind": "unique_choice", "text": "Qui ?",
         "choices": [{"id": "c1", "label": "La DSI"}, {"id": "c2", "label": "Personne"}]},
        {"id": "q2", "kind": "text", "text": "Comment ?"},
        {"id": "q3", "kind": "date", "text": "Quand ?"},
    ]  # fmt: skip
    pack = load(rssi, unit, pack_said(measures=measures("a1", questions=questions)))
    grid = answering(rssi, unit, pack)
    client, path = client_of(rssi), url(unit, grid, "mesure/1/")
    assert "La DSI" in client.get(path).content.decode()
    values = {field("a1", "q-q1"): "c1", field("a1", "q-q2"): "", field("a1", "q-q3"): "1/2/2026"}
    assert client.post(path, values).status_code == 303
    assert stored("a1").choices == {"q1": "c1", "q3": "2026-02-01"}
    values = {field("a1", "level"): "1", field("a1", "seen"): answer_fingerprint(stored("a1"))}
    client.post(url(unit, grid, "mesures/1/"), values)
    assert stored("a1").choices == {"q1": "c1", "q3": "2026-02-01"}


def carried(rssi, unit, grid):
    """Last year's answers taken over into this one, for a1 and a2."""
    before = answering(rssi, unit, grid.pack, year=2025)
    give(rssi, unit, before, a1=Given(level=1, comment="Vu"), a2=Given(level=2))
    client_of(rssi).post(url(unit, grid, "reprendre-reponses/"))


def test_answers_of_last_year_are_taken_over_and_ask_whether_they_are_still_true(unit, rssi, grid):
    carried(rssi, unit, grid)
    client = client_of(rssi)
    client.post(url(unit, grid, "reprendre-reponses/"))
    assert acts(grid).count("carried") == 1
    row = grid.answers.get(measure_id="a1")
    assert (row.level, row.comment, row.carried_from) == (1, "Vu", "l’auto-évaluation 2025")
    assert not row.is_given
    page = client.get(url(unit, grid, "mesures/1/")).content.decode()
    assert "c’est toujours vrai" in page
    assert "La fois d’avant&nbsp;: 1 – Palier 1" in page
    assert "2 à confirmer" in client.get(url(unit, grid)).content.decode()


def test_saved_without_a_word_it_stays_to_confirm_and_confirmed_it_counts(unit, rssi, grid):
    carried(rssi, unit, grid)
    client, path = client_of(rssi), url(unit, grid, "mesures/1/")
    row = grid.answers.get(measure_id="a1")
    same = {"level": "1", "comment": "Vu", "seen": answer_fingerprint(row)}
    client.post(path, alone("a1", **same), **HTMX)
    assert not grid.answers.get(measure_id="a1").is_given
    client.post(path, alone("a1", **same, confirm="on"), **HTMX)
    assert grid.answers.get(measure_id="a1").is_given
    row = grid.answers.get(measure_id="a2")
    client.post(path, alone("a2", level="3", seen=answer_fingerprint(row)), **HTMX)
    assert grid.answers.get(measure_id="a2").is_given


def test_a_whole_page_is_confirmed_at_once(unit, rssi, grid):
    carried(rssi, unit, grid)
    values = {"confirm_all": "1"}
    for row in grid.answers.all():
        values[field(row.measure_id, "level")] = row.level
        values[field(row.measure_id, "comment")] = row.comment
        values[field(row.measure_id, "seen")] = answer_fingerprint(row)
    client_of(rssi).post(url(unit, grid, "mesures/1/"), values)
    assert [row.is_given for row in grid.answers.all()] == [True, True]


def test_what_is_to_confirm_prevents_closing(unit, rssi, grid):
    carried(rssi, unit, grid)
    with pytest.raises(ServiceRefusal, match="answers_missing"):
        services.assessment_close(
            **who(rssi, unit), assessment_id=grid.pk, expected_version=1,
            declared_on=date(2026, 11, 20),
        )  # fmt: skip


def test_without_last_year_there_is_nothing_to_take_over(unit, rssi, grid):
    reply = client_of(rssi).get(url(unit, grid, "reprendre-reponses/"))
    assert reply["Location"] == url(unit, grid)
    with pytest.raises(ServiceRefusal, match="carry_nothing"):
        services.answers_carry(**who(rssi, unit), assessment_id=grid.pk, from_id=grid.pk)


def test_the_groups_chosen_ask_their_measures_only(unit, rssi):
    grid = record(rssi, unit, pack=RECYF)
    assert grid.measure_count == 20
    client = client_of(rssi)
    reply = client.post(url(unit, grid, "groupes/"), {"version": 1, "chosen": ["EI"]})
    assert reply.status_code == 303
    grid.refresh_from_db()
    assert (grid.groups, grid.measure_count, len(grid.measures)) == (["EI"], 15, 15)
    assert acts(grid)[-1] == "scoped"
    assert client.post(url(unit, grid, "groupes/"), {"version": 1, "chosen": []}).status_code == 422


def test_a_new_version_keeps_the_answers_and_asks_again_what_changed(unit, rssi, grid):
    give(rssi, unit, grid, a1=Given(level=1), a2=Given(level=2), b1=Given(level=3))
    new = measures("a1", "a2", "b2")
    new[0]["question"] = "Autre chose ?"
    pack = load(rssi, unit, pack_said(version="2", measures=new))
    client, path = client_of(rssi), url(unit, grid, "version/")
    assert "Texte changé&nbsp;: 1" in client.get(path).content.decode()
    assert client.post(path, {"version": 1, "pack": pack.pk}).status_code == 303
    grid.refresh_from_db()
    assert grid.pack == pack
    rows = {row.measure_id: row for row in grid.answers.all()}
    assert set(rows) == {"a1", "a2", "b1"}
    assert rows["a1"].carried_from == "la version 1 du texte"
    assert (rows["a2"].is_given, rows["a1"].level) == (True, 1)
    assert acts(grid)[-1] == "pack_changed"


def test_a_closed_grid_keeps_its_version(unit, rssi, grid):
    give(rssi, unit, grid, a1=Given(level=1), a2=Given(level=2), b1=Given(level=3))
    services.assessment_close(
        **who(rssi, unit), assessment_id=grid.pk, expected_version=1, declared_on=date(2026, 11, 20)
    )
    pack = load(rssi, unit, pack_said(version="2"))
    with pytest.raises(ServiceRefusal, match="assessment_closed"):
        services.assessment_pack_update(
            **who(rssi, unit), assessment_id=grid.pk, expected_version=2, pack_id=pack.pk
        )
    grid.refresh_from_db()
    assert grid.pack.version == "1"


def test_a_theme_of_many_measures_is_answered_page_by_page(unit, rssi):
    keys = [f"a{rank}" for rank in range(60)]
    grid = answering(rssi, unit, load(rssi, unit, pack_said(measures=measures(*keys))))
    client, path = client_of(rssi), url(unit, grid, "mesures/1/")
    reply = client.post(f"{path}?page=2", {field("a20", "level"): "1"})
    assert reply["Location"] == f"{path}?page=3"
    assert [row.measure_id for row in Answer.objects.all()] == ["a20"]


def test_an_id_of_any_letters_is_answered(unit, rssi):
    key = 'a "1"/é <b>'
    grid = answering(rssi, unit, load(rssi, unit, pack_said(measures=measures(key))))
    client_of(rssi).post(url(unit, grid, "mesures/1/"), alone(key, level="2"), **HTMX)
    assert stored(key).level == 2
