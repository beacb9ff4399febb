"""The direction shows the timeline to the ARS: what it published, and nothing else."""

from collections.abc import Generator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from hygie.domain.exercises import ExerciseFacts
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.obligations import selectors, services
from hygie.obligations.models import Interval, Publication, PublishedInterval
from hygie.obligations.tests.notebook import exercise_on, notebook
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import TODAY, make_unit, member, on_day, scope_of

__all__ = ["notebook"]

Notebook = dict[type, dict[int, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Generator[None]:
    with on_day(TODAY):
        yield


def publish(unit: Organisation, role: Role = Role.DIRECTION, **given: Any) -> Publication:
    director = member(unit, role)
    return services.timeline_publish(
        scope=scope_of(director),
        acting_user=director,
        unit=unit,
        **{"new_id": uuid4(), **given},
    )


def test_nothing_is_read_before_publication(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    assert selectors.published_matrix([unit.pk], TODAY) == {}
    assert selectors.last_publication(unit) is None
    assert not selectors.published(Organisation.objects.units()).exists()


def test_the_published_timeline_is_the_working_one_of_that_day(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    publication = publish(unit)
    assert selectors.last_publication(unit) == publication
    said = selectors.published_matrix([unit.pk], TODAY)[unit.pk]
    assert len(said) == 25
    assert said["1.a"].status == "late"
    assert Interval.objects.count() == PublishedInterval.objects.count()
    assert Entry.objects.filter(verb="timeline.published", organisation_id=unit.pk).count() == 1


def test_what_happens_after_stays_inside_until_the_next_publication(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    publish(unit)
    notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, 2))
    services.refresh(unit_ids=[unit.pk])
    assert selectors.published_statuses_on([unit.pk], TODAY).get(obligation="1.a").status == "late"
    publish(unit)
    assert selectors.published_statuses_on([unit.pk], TODAY).get(obligation="1.a").status == "met"
    counted = selectors.published_counts(Organisation.objects.units(), TODAY)
    assert sum(line.units for line in counted) == 25


def test_the_recommendation_and_the_reasons_are_not_published() -> None:
    names = {field.name for field in PublishedInterval._meta.get_fields()}
    assert names == {
        "id", "year", "obligation", "since", "until", "status", "status_since", "due_on", "done",
        "total", "missed_count", "noted", "unit", "publication",
    }  # fmt: skip


def test_publishing_twice_with_one_form_publishes_once(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    first = publish(unit, new_id=uuid4())
    again = publish(unit, new_id=first.pk)
    assert again == first
    assert Publication.objects.count() == 1
    assert Entry.objects.filter(verb="timeline.published").count() == 1


def test_a_level_and_its_day_go_together(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    shared = publish(unit, ads_level=(2, date(2026, 10, 12)))
    assert (shared.ads_level, shared.ads_level_on) == (2, date(2026, 10, 12))
    kept = publish(unit)
    assert (kept.ads_level, kept.ads_level_on) == (None, None)
    for half in ({"ads_level": 3}, {"ads_level_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Publication.objects.create(unit=unit, **half)


def test_a_publication_is_neither_changed_nor_deleted(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    publication = publish(unit)
    name = publication.published_by_name
    publication.published_by_name = "Une autre"
    gestures: tuple[Any, ...] = (
        publication.save,
        publication.delete,
        lambda: Publication.objects.update(published_by_name="Une autre"),
        lambda: Publication.objects.all().delete(),
    )
    for gesture in gestures:
        with pytest.raises(TypeError, match="never"):
            gesture()
    assert Publication.objects.get().published_by_name == name


def test_who_may_not_publish_is_refused(notebook: Notebook) -> None:
    unit = make_unit()
    services.refresh(unit_ids=[unit.pk])
    for role in (Role.RSSI, Role.DSI, Role.QUALITY):
        with pytest.raises(ServiceRefusal) as refused:
            publish(unit, role)
        assert refused.value.code == "not_allowed"
    assert not Publication.objects.exists()
    assert not PublishedInterval.objects.exists()
    assert not Entry.objects.exists()


def test_the_published_timeline_of_other_units_is_untouched(notebook: Notebook) -> None:
    one, other = make_unit(), make_unit()
    services.refresh(unit_ids=[one.pk, other.pk])
    publish(other)
    before = list(PublishedInterval.objects.order_by("pk").values_list("pk", flat=True))
    publish(one)
    kept = PublishedInterval.objects.filter(unit=other).order_by("pk")
    assert list(kept.values_list("pk", flat=True)) == before
    shown = selectors.published_unit_timelines(other, date(2025, 1, 1), date(2027, 12, 31))
    assert all(shown.values())
