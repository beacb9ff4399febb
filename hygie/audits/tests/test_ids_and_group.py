"""A form whose hidden id is that of another's object; a unit that left the group."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from hygie.audits.models import Directory
from hygie.documents.models import Evidence
from hygie.journal.models import Entry
from hygie.organisations.models import Coverage, Link, Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


def typed(**values: Any) -> dict[str, Any]:
    return {
        "new_id": str(uuid4()),
        "name": "PROD",
        "entered_on": "01/01/2020",
        "provenance": "memory",
        **values,
    }


def noted(unit: Organisation, **values: Any) -> Any:
    client = client_of(member(unit, Role.RSSI))
    return client, client.post(
        reverse("audits:directory-record", args=[unit.finess]), typed(**values)
    )


def test_the_id_of_anothers_fact_is_refused_and_nothing_changes() -> None:
    here, elsewhere = make_unit(), make_unit()
    noted(elsewhere)
    theirs = Directory.objects.get()
    lines = Entry.objects.count()

    _, answer = noted(here, new_id=str(theirs.pk), name="PIRATE")

    assert answer.status_code == 422
    assert list(Directory.objects.values_list("bearer", "name")) == [(elsewhere.pk, "PROD")]
    assert not Coverage.objects.filter(unit=here).exists()
    assert Entry.objects.count() == lines


def test_the_id_of_anothers_piece_is_refused_and_nothing_changes() -> None:
    here, elsewhere = make_unit(), make_unit()
    piece = {"new_id": str(uuid4()), "kind": "held", "title": "PV", "held_by": "Achats"}
    answers = []
    for unit in (elsewhere, here):
        client, _ = noted(unit)
        fact = Directory.objects.get(bearer=unit)
        answers.append(
            client.post(
                reverse("documents:evidence-add", args=[unit.finess, fact.fact_kind, fact.pk]),
                piece,
            )
        )

    assert [answer.status_code for answer in answers] == [303, 422]
    assert Evidence.objects.get().bearer_id == elsewhere.pk


def test_a_correction_keeps_the_unit_that_left_the_group_until_it_is_unticked() -> None:
    support, part = make_unit(), make_unit(name="Partie")
    ght = make_ght(support, part)
    client, _ = noted(support, units=[support.pk, part.pk])
    directory = Directory.objects.get()
    Link.objects.filter(child=part, parent=ght).update(until=TODAY)
    address = reverse("audits:directory-edit", args=[support.finess, directory.pk])

    shown = client.get(address).context["form"]
    kept = [str(one.data["value"]) for one in shown["units"] if one.data["selected"]]
    values = typed(name="PROD 2", version=directory.version, units=kept)

    assert client.post(address, values).status_code == 303
    assert Directory.objects.get().name == "PROD 2"
    assert Coverage.objects.filter(fact_id=directory.pk, unit=part).exists()

    alone = typed(name="PROD 2", version=directory.version + 1, units=[support.pk])
    assert client.post(address, alone).status_code == 303
    assert not Coverage.objects.filter(fact_id=directory.pk, unit=part).exists()


@pytest.mark.parametrize("number", ["9" * 30, "-1", "abc"])
def test_a_unit_that_cannot_be_is_refused_and_nothing_is_noted(number: str) -> None:
    support = make_unit()
    make_ght(support, make_unit())

    _, answer = noted(support, units=[number])

    assert answer.status_code == 422
    assert not Directory.objects.exists()
