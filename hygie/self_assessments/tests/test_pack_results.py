"""What the answers are worth, and their gaps carried to the plan in one gesture."""

import io
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.services import action_record
from hygie.self_assessments import services
from hygie.self_assessments.packs import CARE_D2
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import (
    ENTERED,
    answering,
    demonstration,
    give,
    load,
    measures,
    pack_said,
    record,
    status,
    who,
)
from tests.cast import TODAY, client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def grid(unit, rssi):
    said = [*measures("a1", "a2"), *measures("b1", weight=2), *measures("c1", theme="Tiers")]
    assessment = answering(rssi, unit, load(rssi, unit, pack_said(measures=said)))
    away = Given(is_not_applicable=True, reason="Sans objet")
    give(rssi, unit, assessment, a1=Given(level=0), a2=Given(level=3), b1=Given(level=1), c1=away)
    return assessment


def url(unit, assessment, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/{assessment.pk}/{end}"


def page_of(user, path):
    answer = client_of(user).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_results_explain_their_figures(unit, rssi, grid):
    page = page_of(rssi, url(unit, grid, "resultats/"))
    assert "Auto-évaluation 2026&nbsp;: 42\u00a0%" in page
    assert "1,67 ÷ 4" in page
    assert "3 – Palier 3" in page
    assert 'class="radar"' in page
    second = page_of(rssi, url(unit, grid, "resultats/?theme=2"))
    assert "33\u00a0%" in second
    assert page_of(rssi, url(unit, grid, "resultats/?theme=99"))


def test_the_results_stand_beside_those_of_last_year(unit, rssi, grid):
    before = answering(rssi, unit, grid.pack, year=2025)
    give(rssi, unit, before, a1=Given(level=3), a2=Given(level=3))
    page = page_of(rssi, url(unit, grid, "resultats/"))
    assert "−50 points" in page
    assert "a changé" in page


def test_the_workbook_computes_the_same(unit, rssi, grid):
    content = client_of(rssi).get(url(unit, grid, "resultats.xlsx")).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Calcul")
    rows = rows.to_python(skip_empty_area=False)
    assert rows[2][2] == pytest.approx(5 / 12)
    points = sum(row[7] for row in rows[6:] if row[7] != "")
    weights = sum(row[8] for row in rows[6:] if row[8] != "")
    assert points / weights == pytest.approx(5 / 12)


@pytest.mark.parametrize("asked", ["9" * 5000, "-1", "0", "99", "²", ""])
def test_a_strange_theme_shows_the_first_one(unit, rssi, grid, asked):
    answer = client_of(rssi).get(url(unit, grid, "resultats/"), {"theme": asked})
    assert answer.status_code == 200
    assert answer.context["number"] == 1


def test_without_answer_there_is_no_figure(unit, rssi):
    empty = answering(rssi, unit, load(rssi, unit, pack_said()))
    assert "aucune réponse ne compte encore" in page_of(rssi, url(unit, empty, "resultats/"))
    official = record(rssi, unit)
    assert client_of(rssi).get(url(unit, official, "resultats/")).status_code == 404


def plan(user, unit, assessment, **values):
    values = {"measure_ids": ["a1", "b1"], "by": "theme", "action": {}, **values}
    return services.gaps_plan(
        **who(user, unit), assessment_id=assessment.pk, **{"new_id": uuid4(), **values}
    )


@pytest.mark.parametrize(("by", "count"), [("theme", 2), ("all", 1), ("measure", 2)])
def test_gaps_become_actions_in_one_gesture(unit, rssi, grid, by, count):
    client = client_of(rssi)
    assert "A1 Titre a1 – Palier 0" in client.get(url(unit, grid, "ecarts/")).content.decode()
    values = {
        "new_id": uuid4(), "measures": ["a1", "b1"], "with_action": "on", "by": by,
        "pilote_name": "A. Roux", "due_on": "31/03/2027",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(url(unit, grid, "ecarts/"), values).status_code == 303
    assert Finding.objects.count() == 2
    actions = list(PlanAction.objects.all())
    assert len(actions) == count
    assert {one.pilote_name for one in actions} == {"A. Roux"}
    assert all(finding.actions.count() == 1 for finding in Finding.objects.all())
    assert not any("Titre a1" in one.title for one in actions)
    assert any("Titre a1" in one.restricted_detail for one in actions)


def test_a_page_left_open_gives_no_second_action_to_a_gap(unit, rssi, grid):
    client = client_of(rssi)
    values = {"with_action": "on", "by": "theme", "pilote_name": "A. Roux"}
    first = {"new_id": uuid4(), "measures": ["a1"], **values}
    late = {"new_id": uuid4(), "measures": ["a1", "b1"], **values}
    for given in (first, late):
        assert client.post(url(unit, grid, "ecarts/"), given).status_code == 303
    assert PlanAction.objects.count() == 2
    assert [one.actions.count() for one in Finding.objects.all()] == [1, 1]


def test_gaps_may_be_noted_without_action(unit, rssi, grid):
    assert plan(rssi, unit, grid, action=None) == []
    assert (Finding.objects.count(), PlanAction.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("ids", "code"),
    [([], "no_gap_chosen"), (["a2"], "not_a_gap"), (["z"], "unknown_measure"),
     ([str(n) for n in range(61)], "too_many_gaps")],
)  # fmt: skip
def test_what_is_no_gap_is_refused(unit, rssi, grid, ids, code):
    with pytest.raises(ServiceRefusal, match=code):
        plan(rssi, unit, grid, measure_ids=ids)
    assert not Finding.objects.exists()


def test_a_target_of_ones_own_makes_a_gap_too(unit, rssi, grid):
    give(rssi, unit, grid, a2=Given(level=2, target_level=3))
    plan(rssi, unit, grid, measure_ids=["a2"])
    assert Finding.objects.count() == 1


def test_another_text_says_nothing_of_action_2(unit, rssi):
    other = record(rssi, unit, pack=CARE_D2)
    with pytest.raises(ServiceRefusal, match="pack_not_of_action_2"):
        record(rssi, unit, pack=CARE_D2, **ENTERED)
    with pytest.raises(ServiceRefusal, match="pack_not_of_action_2"):
        services.self_assessment_entry_close(**who(rssi, unit), assessment_id=other.pk, **ENTERED)
    give(rssi, unit, other, **{"D2.O1.A": Given(level=0)})
    plan(rssi, unit, other, measure_ids=["D2.O1.A"], action={"pilote_name": "A. Roux"})
    assert (status(unit, "2.a"), status(unit, "2.b")) == ("late", "unknown")
    page = page_of(rssi, url(unit, other))
    assert "hors action 2" in page
    assert "ce n’est pas le texte officiel" in page


def test_a_gap_of_another_text_is_not_said_to_come_from_the_mesures_prioritaires(unit, rssi, grid):
    plan(rssi, unit, grid)
    assert set(Finding.objects.values_list("origin", flat=True)) == {"other"}
    assert set(PlanAction.objects.values_list("origin", flat=True)) == {"other"}
    official = record(rssi, unit, year=2025)
    services.gap_note(
        **who(rssi, unit), assessment_id=official.pk, new_id=uuid4(), wording="Écart du texte"
    )
    assert Finding.objects.get(wording="Écart du texte").origin == "self_assessment"


def test_the_gaps_of_a_demonstration_are_not_judged(unit, rssi):
    action_record(
        **who(rssi, unit), new_id=uuid4(), title="Former", pilote_name="A. Roux",
        due_on=ENTERED["entered_on"].replace(year=2027), number="Q-1", created_on=TODAY,
    )  # fmt: skip
    assert status(unit, "5.a") == "met"
    trial = demonstration(rssi, unit)
    values = {"assessment_id": trial.pk, "action": {"pilote_name": ""}}
    services.gap_note(**who(rssi, unit), new_id=uuid4(), wording="Écart d’essai", **values)
    assert PlanAction.objects.count() == 2
    assert status(unit, "5.a") == "met"
    assert status(unit, "2.b") == "unknown"
    declared = record(rssi, unit, year=2025)
    values = {"assessment_id": declared.pk, "action": {"pilote_name": ""}}
    services.gap_note(**who(rssi, unit), new_id=uuid4(), wording="Écart vrai", **values)
    assert status(unit, "5.a") == "open"
    assert status(unit, "2.b") == "open"
