"""The personal link of a contributeur: the measures of one theme, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import PersonalLink, User
from hygie.accounts.services import link_create, link_revoke
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Room
from hygie.organisations.scope import Scope
from hygie.self_assessments.models import Answer, SelfAssessment, field_key
from hygie.self_assessments.services.answers import Given, answers_write, locked

KIND = "self_assessment_theme"


@dataclass(frozen=True, slots=True)
class LinkedTheme:
    """What a link opens: one theme of one self-assessment."""

    assessment: SelfAssessment
    theme: str

    @property
    def measures(self) -> list[Mapping[str, Any]]:
        return self.assessment.measures_of(self.theme)


def theme_id(assessment: SelfAssessment, theme: str) -> str:
    """What names a theme of a self-assessment in a link: it follows the words of the theme."""
    return f"{assessment.pk}:{field_key(theme)}"


@transaction.atomic
def theme_link_give(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    theme: str,
    new_id: UUID,
    holder_name: str,
    expires_at: datetime,
    holder_email: str = "",
) -> tuple[PersonalLink, str]:
    """Makes a link to answer one theme without account; returns it with its secret, shown once.

    Raises `ServiceRefusal`: "assessment_closed", "unknown_theme", those of `locked` and of
    `accounts.services.link_create`; `ValidationError`.
    """
    assessment = locked(scope, unit, assessment_id)
    if assessment.is_closed:
        raise ServiceRefusal("assessment_closed", on=assessment.declared_on)
    if theme not in assessment.themes:
        raise ServiceRefusal("unknown_theme")
    return link_create(
        acting_user=acting_user,
        organisation_id=unit.pk,
        room=Room.SELF_ASSESSMENTS,
        subject_kind=KIND,
        subject_id=theme_id(assessment, theme),
        subject_label=f"{assessment}, {theme}",
        holder_name=holder_name,
        holder_email=holder_email,
        expires_at=expires_at,
        new_id=new_id,
    )


@transaction.atomic
def theme_link_end(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    assessment_id: UUID,
    theme: str,
    link_id: UUID,
) -> PersonalLink:
    """Ends a link to a theme at once; ended already: nothing. Raises `ServiceRefusal`: "gone",
    those of `locked`."""
    assessment = locked(scope, unit, assessment_id)
    links = PersonalLink.objects.filter(subject_kind=KIND, subject_id=theme_id(assessment, theme))
    link = links.filter(pk=link_id).first()
    if link is None:
        raise ServiceRefusal("gone")
    link_revoke(acting_user=acting_user, link=link)
    return link


def theme_of_link(link: PersonalLink, *, lock: bool = False) -> LinkedTheme | None:
    """The one theme that a link opens; None when it is not asked any more."""
    rows = SelfAssessment.objects.select_related("pack", "bearer")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    pk = link.subject_id.split(":", 1)[0]
    assessment = rows.filter(pk=pk, bearer=link.organisation_id).first()
    if assessment is None:
        return None
    themes = (one for one in assessment.themes if theme_id(assessment, one) == link.subject_id)
    theme = next(themes, None)
    return None if theme is None else LinkedTheme(assessment, theme)


@transaction.atomic
def theme_contribute(
    *, link: PersonalLink, given: Mapping[str, Given], expected: Mapping[str, str]
) -> list[Answer]:
    """Saves what the holder of a link answers; the link is the author. See `answers_save`.

    The link was resolved for this request. Raises `ServiceRefusal`: "gone", "unknown_measure" (a
    measure of another theme), "assessment_closed", "stale"; `ValidationError`.
    """
    linked = theme_of_link(link, lock=True)
    if linked is None:
        raise ServiceRefusal("gone")
    if not {one["id"] for one in linked.measures}.issuperset(given):
        raise ServiceRefusal("unknown_measure")
    return answers_write(linked.assessment, given, expected, link)
