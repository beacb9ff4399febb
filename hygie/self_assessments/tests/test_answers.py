"""A person answers the grid, closes it, and notes its gaps."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding, PlanAction
from hygie.self_assessments import services
from hygie.self_assessments.models import Answer, answer_fingerprint, field_key
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import (
    ENTERED,
    acts,
    answer,
    answer_all,
    demonstration,
    record,
    status,
    who,
)
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
KEYS = ("gouvernance-rssi", "gouvernance-direction", "gouvernance-inventaire")


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def grid(unit, rssi):
    return demonstration(rssi, unit)


def url(unit, assessment, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/{assessment.pk}/{end}"


def sent(levels, **others):
    values = {field(key, "level"): level for key, level in zip(KEYS, levels, strict=True)}
    return {**values, **others}


def field(measure_id, name):
    return f"{field_key(measure_id)}-{name}"


def save(user, unit, assessment, given, **values):
    values = {"expected": {}, **values}
    return services.answers_save(
        **who(user, unit), assessment_id=assessment.pk, given=given, **values
    )


def test_one_page_by_theme_saves_and_goes_to_the_next(unit, rssi, grid):
    client = client_of(rssi)
    page = client.get(url(unit, grid, "mesures/1/")).content.decode()
    assert "ce n’est pas le texte officiel" in page
    assert "Thème 1 sur 5" in page
    values = sent(["2", "na", ""], **{field(KEYS[1], "reason"): "Pas de direction sur place"})
    reply = client.post(url(unit, grid, "mesures/1/"), values)
    assert reply["Location"] == url(unit, grid, "mesures/2/")
    rows = {row.measure_id: row for row in Answer.objects.all()}
    assert set(rows) == {KEYS[0], KEYS[1]}
    assert rows[KEYS[0]].level == 2
    assert rows[KEYS[1]].is_not_applicable
    assert acts(grid) == ["recorded", "answered"]


def test_after_the_last_theme_the_whole_is_shown(unit, rssi, grid):
    reply = client_of(rssi).post(url(unit, grid, "mesures/5/"), {})
    assert reply["Location"] == url(unit, grid)


def test_sent_twice_it_is_saved_once(unit, rssi, grid):
    client, values = client_of(rssi), sent(["1", "1", "1"])
    for _ in range(2):
        assert client.post(url(unit, grid, "mesures/1/"), values).status_code == 303
    assert Answer.objects.count() == 3
    assert acts(grid) == ["recorded", "answered"]


def test_not_applicable_needs_its_reason_and_what_was_typed_is_kept(unit, rssi, grid):
    values = sent(["2", "na", "0"], **{field(KEYS[2], "comment"): "À garder"})
    reply = client_of(rssi).post(url(unit, grid, "mesures/1/"), values)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Dites pourquoi la mesure ne s’applique pas." in page
    assert "À garder" in page
    assert not Answer.objects.exists()


def test_a_level_out_of_the_scale_is_refused(unit, rssi, grid):
    assert (
        client_of(rssi).post(url(unit, grid, "mesures/1/"), sent(["9", "", ""])).status_code == 422
    )
    with pytest.raises(ValidationError):
        save(rssi, unit, grid, {KEYS[0]: Given(level=9)})
    assert not Answer.objects.exists()


def test_two_people_answer_one_theme_and_the_second_loses_nothing(unit, rssi, grid):
    other = member(unit, Role.QUALITY)
    path = url(unit, grid, "mesures/1/")
    client_of(other).post(path, sent(["3", "3", "3"]))
    reply = client_of(rssi).post(path, sent(["1", "3", "3"]))
    page = reply.content.decode()
    assert reply.status_code == 422
    assert other.full_name in page
    assert "Fait et vérifié" in page
    stored = list(Answer.objects.all())
    assert {row.level for row in stored} == {3}
    seen = {field(row.measure_id, "seen"): answer_fingerprint(row) for row in stored}
    assert all(one in page for one in seen.values())
    again = sent(["1", "3", "3"]) | seen
    assert client_of(rssi).post(path, again).status_code == 303
    assert Answer.objects.get(measure_id=KEYS[0]).level == 1


def test_two_people_answer_two_themes_at_once(unit, rssi, grid):
    answer(rssi, unit, grid, 0, Given(level=1))
    answer(member(unit, Role.QUALITY), unit, grid, 1, Given(level=2))
    assert Answer.objects.count() == 6


def test_an_answer_may_be_taken_back(unit, rssi, grid):
    rows = save(rssi, unit, grid, {KEYS[0]: Given(level=1)})
    save(rssi, unit, grid, {KEYS[0]: Given()}, expected={KEYS[0]: answer_fingerprint(rows[0])})
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"given": {"autre": Given(level=1)}}, "unknown_measure"),
        ({"assessment_id": uuid4()}, "gone"),
    ],
)
def test_answers_to_something_else_are_refused(unit, rssi, grid, values, code):
    said = {
        "assessment_id": grid.pk,
        "given": {KEYS[0]: Given(level=1)},
        "expected": {},
        **values,
    }
    with pytest.raises(ServiceRefusal, match=code):
        services.answers_save(**who(rssi, unit), **said)
    assert not Answer.objects.exists()


def test_a_theme_that_is_not_there_is_not_found(unit, rssi, grid):
    client = client_of(rssi)
    assert client.get(url(unit, grid, "mesures/0/")).status_code == 404
    assert client.get(url(unit, grid, "mesures/6/")).status_code == 404
    official = record(rssi, unit)
    assert client.get(url(unit, official, "mesures/1/")).status_code == 404


def test_who_may_not_write_answers_nothing(unit, rssi, grid):
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        save(member(unit, Role.DIRECTION), unit, grid, {KEYS[0]: Given(level=1)})
    assert not Answer.objects.exists()


def close(user, unit, assessment, **values):
    values = {"expected_version": 1, "declared_on": date(2026, 11, 20), **values}
    return services.assessment_close(**who(user, unit), assessment_id=assessment.pk, **values)


def test_a_grid_with_all_its_answers_is_closed_and_kept(unit, rssi, grid):
    answer_all(rssi, unit, grid)
    client = client_of(rssi)
    reply = client.post(url(unit, grid, "clore/"), {"version": 1, "declared_on": "20/11/2026"})
    assert reply.status_code == 303
    grid.refresh_from_db()
    assert grid.declared_on == date(2026, 11, 20)
    assert len(grid.fingerprint) == 64
    assert acts(grid)[-1] == "closed"
    close(rssi, unit, grid)
    assert acts(grid).count("closed") == 1
    with pytest.raises(ServiceRefusal, match="assessment_closed"):
        save(rssi, unit, grid, {KEYS[0]: Given(level=0)})
    assert Answer.objects.get(measure_id=KEYS[0]).level == 2
    assert status(unit, "2.a") == "late"


def test_a_grid_with_a_hole_is_not_closed(unit, rssi, grid):
    answer(rssi, unit, grid, 0, Given(level=1))
    reply = client_of(rssi).post(
        url(unit, grid, "clore/"), {"version": 1, "declared_on": "20/11/2026"}
    )
    assert reply.status_code == 422
    assert "12" in reply.content.decode()
    grid.refresh_from_db()
    assert not grid.is_closed


def test_a_grid_is_not_closed_in_the_future(unit, rssi, grid):
    answer_all(rssi, unit, grid)
    with pytest.raises(ValidationError):
        close(rssi, unit, grid, declared_on=date(2026, 11, 22))
    grid.refresh_from_db()
    assert not grid.is_closed


def test_a_closed_grid_is_reopened_with_a_reason(unit, rssi, grid):
    answer_all(rssi, unit, grid)
    close(rssi, unit, grid)
    client = client_of(rssi)
    assert client.post(url(unit, grid, "rouvrir/"), {"version": 2}).status_code == 422
    reply = client.post(url(unit, grid, "rouvrir/"), {"version": 2, "reason": "Erreur sur D4"})
    assert reply.status_code == 303
    grid.refresh_from_db()
    assert (grid.declared_on, grid.fingerprint) == (None, "")
    assert "Erreur sur D4" in client.get(url(unit, grid)).content.decode()


def test_what_is_entered_with_a_receipt_is_not_reopened(unit, rssi):
    assessment = record(rssi, unit, declared_on=date(2026, 10, 1), **ENTERED)
    with pytest.raises(ServiceRefusal, match="assessment_entered"):
        services.assessment_reopen(
            **who(rssi, unit), assessment_id=assessment.pk, expected_version=1, reason="Erreur"
        )
    assessment.refresh_from_db()
    assert assessment.is_closed


def test_a_measure_below_the_level_is_noted_as_a_gap_once(unit, rssi, grid):
    answer(rssi, unit, grid, 0, Given(level=1))
    client, path = client_of(rssi), url(unit, grid, f"ecart/?mesure={KEYS[0]}")
    assert "D1 Responsable nommé" in client.get(path).content.decode()
    for _ in range(2):
        values = {
            "new_id": uuid4(),
            "wording": "Personne n’est nommé",
            "with_action": "on",
            "pilote_name": "A. Roux",
            "due_on": "31/01/2027",
            "number": "PAQ-3",
        }
        assert client.post(path, values).status_code == 303
    assert Finding.objects.count() == 1
    assert "écart noté" in client.get(url(unit, grid)).content.decode()


def test_the_gaps_of_a_demonstration_never_reach_the_obligation(unit, rssi, grid):
    answer(rssi, unit, grid, 0, Given(level=1))
    tried = {"assessment_id": grid.pk, "new_id": uuid4(), "wording": "Pour essayer"}
    services.gap_note(**who(rssi, unit), **tried, measure_id=KEYS[0], action=None)
    assert Finding.objects.count() == 1
    assert status(unit, "2.b") == "unknown"
    page = client_of(rssi).get(url(unit, grid)).content.decode().replace("\u00a0", " ")
    assert "l’obligation 2.b ne les lit pas" in page
    real = record(rssi, unit)
    noted = {"assessment_id": real.pk, "new_id": uuid4(), "wording": "Pour de vrai"}
    services.gap_note(**who(rssi, unit), **noted, action=None)
    assert status(unit, "2.b") == "open"


def test_the_button_of_2b_is_the_one_of_the_situation(unit, rssi):
    real = record(rssi, unit)
    quality = member(unit, Role.QUALITY)

    def buttons(user):
        page = client_of(user).get(url(unit, real)).content.decode()
        panel = page.split('id="obligations"')[1].split("</section>")[0]
        return [word for word in ("Noter un écart", "Rattacher au PAQ") if word in panel]

    assert buttons(quality) == ["Noter un écart"]
    noted = {"assessment_id": real.pk, "new_id": uuid4(), "wording": "Pour de vrai"}
    services.gap_note(**who(rssi, unit), **noted, action=None)
    assert buttons(quality) == ["Rattacher au PAQ"]
    page = client_of(quality).get(f"/etablissements/{unit.finess}/obligations/2.b/")
    assert "Rattacher au PAQ" in page.content.decode()


def test_a_gap_on_the_whole_is_noted_without_a_grid(unit, rssi):
    assessment = record(rssi, unit)
    values = {"new_id": uuid4(), "wording": "Sauvegarde hors ligne absente"}
    client = client_of(rssi)
    for _ in range(2):
        client.post(url(unit, assessment, "ecart/"), values)
    assert Finding.objects.count() == 1
    assert not PlanAction.objects.exists()
    assert status(unit, "2.b") == "open"


def test_a_gap_on_a_measure_of_another_pack_is_refused(unit, rssi, grid):
    with pytest.raises(ServiceRefusal, match="unknown_measure"):
        services.gap_note(
            **who(rssi, unit),
            assessment_id=grid.pk,
            new_id=uuid4(),
            wording="x",
            measure_id="autre",
        )
    assert not Finding.objects.exists()


def test_a_gap_without_words_is_refused(unit, rssi, grid):
    reply = client_of(rssi).post(url(unit, grid, "ecart/"), {"new_id": uuid4(), "wording": ""})
    assert reply.status_code == 422
    assert not Finding.objects.exists()
