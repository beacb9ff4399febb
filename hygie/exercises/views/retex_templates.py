"""The DOCX model of the RETEX of an establishment."""

from django.contrib import messages
from django.http import HttpResponse

from hygie.exercises import retex_selectors as selectors
from hygie.exercises.forms.retex import RetexTemplateForm
from hygie.exercises.retex_content import FIELDS, LISTS
from hygie.exercises.retex_files import template_bytes
from hygie.exercises.retex_template import DOCX
from hygie.exercises.services.retex_templates import retex_template_give, retex_template_withdraw
from hygie.exercises.views.fetch_scenarios import ROOM, who
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def retex_model(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The model that counts, its fields, another one to give; `retirer=1` comes back to ours."""
    if request.method == "POST" and request.POST.get("retirer") == "1":
        retex_template_withdraw(**who(request, unit))
        messages.success(request, "Le modèle de Hygie sert de nouveau.")
        return see_other("exercises:retex-model", unit.finess)
    is_sent = request.method == "POST"
    form = RetexTemplateForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("new_id", "upload")}
        given = attempt(form, retex_template_give, **who(request, unit), **asked)
        if given is not None:
            messages.success(
                request, "Votre modèle est gardé\u00a0: les prochains RETEX le suivent."
            )
            return see_other("exercises:retex-model", unit.finess)
    return form_page(
        request,
        form,
        template="exercises/retex/model.html",
        known=selectors.templates_of(unit),
        fields=FIELDS,
        lists=LISTS,
    )


@unit_view(ROOM, read=Right.WRITE)
def retex_model_file(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The model that counts, to be changed in a word processor."""
    answer = HttpResponse(template_bytes(unit), content_type=DOCX)
    answer["Content-Disposition"] = 'attachment; filename="modele-retex.docx"'
    return answer
