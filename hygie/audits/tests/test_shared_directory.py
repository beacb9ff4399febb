"""A forest of the GHT, borne by the support for two units; one of them declines it."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.audits.models import Directory, ExposureAudit
from hygie.audits.tests.cast import acts, audit, directory, note, status, url
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.recording import coverage_answer_and_refresh
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding
from hygie.quality_plan.services import finding_record
from tests.cast import client_of, make_ght, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def support() -> Organisation:
    return make_unit(name="CHU support")


@pytest.fixture
def part(support: Organisation) -> Organisation:
    part = make_unit(name="CH partie")
    make_ght(support, part)
    return part


@pytest.fixture
def shared(support: Organisation, part: Organisation) -> Directory:
    return directory(member(support, Role.RSSI), support, units=[support, part])


def test_late_for_both_the_part_reads_that_the_support_settles_it(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    assert [status(one, "3.c") for one in (support, part)] == ["late", "late"]
    page = client_of(member(part, Role.RSSI)).get(url(part)).content.decode()
    assert "à traiter par l’établissement support" in page
    assert "Noter l’audit" not in page
    noting = client_of(member(part, Role.RSSI)).get(url(part, "ads/noter/")).content.decode()
    assert "noté par qui les suit, et compte ici\u00a0: CHR-PROD (CHU support)." in noting
    own = client_of(member(support, Role.RSSI)).get(url(support)).content.decode()
    assert "à traiter par l’établissement support" not in own
    assert "Noter l’audit" in own


def test_the_audit_of_the_support_settles_it_for_both(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    rssi = member(support, Role.RSSI)
    audit(rssi, support, shared, date(2026, 10, 5))
    assert [status(one, "3.c") for one in (support, part)] == ["met", "met"]


def test_one_declines_once_and_only_its_status_changes(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    rssi = member(support, Role.RSSI)
    audit(rssi, support, shared, date(2026, 10, 5))
    client = client_of(member(part, Role.RSSI))
    decline = url(part, f"annuaires/{shared.pk}/decliner/")
    assert client.post(decline, {"reason": ""}).status_code == 422
    assert status(part, "3.c") == "met"
    for _ in range(2):
        answer = client.post(decline, {"reason": "Nous avons quitté cette forêt"})
        assert answer.status_code == 303
    assert (status(support, "3.c"), status(part, "3.c")) != ("met", "met")
    assert status(support, "3.c") == "met"
    assert acts(shared).count("fact.declined") == 1
    seen = client_of(rssi).get(url(support, f"annuaires/{shared.pk}/")).content.decode()
    assert "a décliné" in seen
    assert "Nous avons quitté cette forêt" in seen
    assert client.post(url(part, f"annuaires/{shared.pk}/reprendre/")).status_code == 303
    assert status(part, "3.c") == "met"


def test_the_support_does_not_decline_its_own(support: Organisation, shared: Directory) -> None:
    rssi = member(support, Role.RSSI)
    with pytest.raises(ServiceRefusal) as refused:
        coverage_answer_and_refresh(
            scope=scope_of(rssi),
            acting_user=rssi,
            unit=support,
            fact=shared,
            declines=True,
            reason="Non",
            obligation_ids=("3.c",),
        )
    assert refused.value.code == "own_fact"
    assert acts(shared) == ["directory.recorded"]


def test_the_part_does_not_change_what_the_support_bears(
    part: Organisation, shared: Directory
) -> None:
    client = client_of(member(part, Role.RSSI))
    for page in ("corriger/", "retirer/"):
        values = {"version": 1, "reason": "x", "name": "x", "entered_on": "01/01/2020"}
        assert client.post(url(part, f"annuaires/{shared.pk}/{page}"), values).status_code == 404
    shared.refresh_from_db()
    assert shared.name == "CHR-PROD"


def test_findings_follow_their_source_declined_then_removed(
    support: Organisation, part: Organisation
) -> None:
    rssi = member(support, Role.RSSI)
    report = note(rssi, support, ExposureAudit(done_on=date(2026, 9, 1)), units=[support, part])
    finding_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=support,
        new_id=uuid4(),
        origin="silene",
        wording="Un service exposé",
        noted_on=date(2026, 9, 2),
        source_kind=report.fact_kind,
        source_id=report.pk,
        source_label=str(report),
    )
    before = status(part, "5.a")
    assert before == status(support, "5.a")
    client = client_of(member(part, Role.RSSI))
    client.post(url(part, f"silene/{report.pk}/decliner/"), {"reason": "Pas à nous"})
    assert status(part, "5.a") != before
    assert status(support, "5.a") == before
    remove = url(support, f"silene/{report.pk}/retirer/")
    answer = client_of(rssi).post(remove, {"version": 1, "reason": "Mauvais rapport"})
    assert answer.status_code == 303
    assert not Finding.objects.exists()
    assert status(support, "5.a") != before


def test_why_one_declined_is_read_by_the_support_and_by_itself_only(
    support: Organisation, part: Organisation
) -> None:
    third = make_unit(name="CH tiers")
    make_ght(support, part, third)
    shared = directory(member(support, Role.RSSI), support, units=[support, part, third])
    decliner = member(part, Role.RSSI)
    declined = {"reason": "Migration du 3 mars, ancienne forêt compromise"}
    client_of(decliner).post(url(part, f"annuaires/{shared.pk}/decliner/"), declined)

    def read(unit: Organisation) -> str:
        reader = client_of(member(unit, Role.DSI))
        return str(reader.get(url(unit, f"annuaires/{shared.pk}/")).content.decode())

    for unit in (support, part):
        assert "forêt compromise" in read(unit)
        assert decliner.full_name in read(unit)
    assert "CH partie" in read(third)
    for word in ("forêt compromise", decliner.full_name, "a décliné"):
        assert word not in read(third)


def test_what_the_support_bears_for_others_only_is_shown_and_not_counted(
    support: Organisation, part: Organisation
) -> None:
    rssi = member(support, Role.RSSI)
    borne = directory(rssi, support, units=[part])
    page = client_of(rssi).get(url(support)).content.decode()
    assert str(borne.pk) in page
    assert page.count("noté ici pour d’autres") == 2  # the directory and its inventory
    assert "aucun annuaire ne compte pour vous" in page
    theirs = client_of(member(part, Role.RSSI)).get(url(part)).content.decode()
    assert "noté ici pour d’autres" not in theirs
