"""The plan as a list, its export, and the setting « Hygie tient lieu de PAQ »."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.obligations.selectors import statuses_on
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Forbidden
from hygie.quality_plan import presenting, selectors, services
from hygie.quality_plan.enums import Instance, Origin
from hygie.quality_plan.forms import SettingForm
from hygie.quality_plan.pages import PlanPages
from hygie.quality_plan.views.edge import attempt, by, form_page
from hygie.quality_plan.workbook import plan_csv, plan_workbook
from hygie.web.http import see_other

PER_PAGE = 50
SETTING_LEAD = (
    "L’instruction demande que les actions cyber soient au PAQ de l’établissement. Si vous en "
    "tenez un à part, chaque action porte ici son numéro\u00a0; sinon, dites que Hygie en tient "
    "lieu."
)
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_by(request: HygieRequest) -> selectors.PlanFilter:
    """The filter and the order that the address carries."""
    return selectors.PlanFilter(
        state=request.GET.get("etat", ""),
        origin=request.GET.get("origine", ""),
        pilote=request.GET.get("pilote", ""),
        text=request.GET.get("q", "").strip()[:100],
        sort=request.GET.get("tri", ""),
        instance=request.GET.get("instance", ""),
        due=request.GET.get("echeance", ""),
    )


def rights_of(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    """What the person may do with the plan, and where the unit keeps its PAQ."""
    return {
        "unit_paq": {"in_hygie_since": unit.quality_plan_in_hygie_since},
        "may_write": request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE),
        "may_read_detail": selectors.may_read_detail(request.scope, unit),
    }


@unit_view(Room.QUALITY_PLAN)
def plan_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The actions of a unit: late ones first, filters and order in the address."""
    day = looked_on(request)
    asked = asked_by(request)
    counts = selectors.counts_of(unit, day)
    plan = selectors.actions_of(unit, asked, day)
    pages = PlanPages(plan, PER_PAGE, selectors.count_known(asked, counts))
    page = pages.page_asked(request.GET.get("page"))
    rows = selectors.page_rows(unit, page.object_list, day)
    context = {
        "asked": asked,
        "counts": counts,
        "page": page,
        "rows": presenting.plan_rows(unit, rows, selectors.origins_of(rows)),
        "tabs": presenting.state_tabs(asked, counts),
        "origins": Origin.choices,
        "instances": Instance.choices,
        "overviews": presenting.overviews(unit, "list"),
        "to_link": selectors.findings_without_action(unit).count(),
        "status": statuses_on([unit.pk], day).filter(obligation="5.a").first(),
        **rights_of(request, unit),
    }
    return render(request, "quality_plan/plan_list.html", context)


@unit_view(Room.QUALITY_PLAN, read=Right.READ, write=Right.READ)
def plan_export(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The plan as XLSX, or CSV with `?format=csv`; `?modele=1` gives the empty template.

    GET with what may be spread, POST with restricted details, journalled.
    """
    day, is_csv = looked_on(request), request.GET.get("format") == "csv"
    plan = selectors.actions_of(unit, asked_by(request), day)
    actions = [] if "modele" in request.GET else selectors.with_relations(plan)
    with_details = request.method == "POST"
    if with_details:
        try:
            services.restricted_export_note(**by(request, unit), actions=len(actions))
        except ServiceRefusal:
            raise Forbidden(unit, Room.QUALITY_PLAN, Right.WRITE) from None
    origins = selectors.origins_of(actions)
    make = plan_csv if is_csv else plan_workbook
    content = make(unit, actions, origins, day, with_details=with_details)
    suffix = "-diffusion-restreinte" if with_details else ""
    name = f"paq-{unit.finess}-{day.isoformat()}{suffix}.{'csv' if is_csv else 'xlsx'}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CSV if is_csv else XLSX, headers=disposition)


@unit_view(Room.QUALITY_PLAN, read=Right.WRITE, write=Right.WRITE)
def setting(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Where the establishment follows its quality actions: in Hygie, or in a PAQ of its own."""
    since = unit.quality_plan_in_hygie_since
    initial = {"stands": "oui" if since else "non", "since": since, "expected": since}
    form = SettingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {
            "since": form.cleaned_data["since"],
            "expected_since": form.cleaned_data["expected"],
        }
        if attempt(form, services.paq_setting_change, {**by(request, unit), **values}):
            return see_other("quality_plan:list", unit.finess)
    return form_page(
        request,
        form,
        title="Où sont suivies les actions qualité de l’établissement",
        label="Enregistrer",
        cancel_url="../",
        lead=SETTING_LEAD,
    )
