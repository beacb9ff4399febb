"""Screens of a plain fact that may be the source of findings (a directory, a SILENE audit…)."""

from typing import Any

from django.db import transaction

from hygie.documents.fact_pages import FactPages
from hygie.organisations.bearing import covered_unit_ids
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.requests import HygieRequest
from hygie.quality_plan.services import findings_of_source_remove
from hygie.quality_plan.services.writing import plan_obligations


class SourcePages(FactPages):
    """A finding counts for the units of its source: it is declined and removed with it."""

    def touched(self) -> tuple[str, ...]:
        return tuple(sorted({*self.obligations, *plan_obligations()}))

    @transaction.atomic
    def _remove(self, *, request: HygieRequest, unit: Organisation, fact: Fact, form: Any) -> bool:
        units = covered_unit_ids(fact.coverage_id)
        removed = super()._remove(request=request, unit=unit, fact=fact, form=form)
        findings_of_source_remove(
            acting_user=request.user,
            source_kind=self.model.fact_kind,
            source_ids=[fact.pk],
            reason=form.cleaned_data["reason"].strip(),
            unit_ids=units,
        )
        return removed
