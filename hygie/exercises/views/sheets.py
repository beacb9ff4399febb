"""A chronogramme kept in a spreadsheet: read, every computed time shown, then begun as a draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from hygie.domain.scenario.chronogramme import (
    Chronogramme,
    ChronogrammeRefused,
    read_chronogramme,
)
from hygie.domain.scenario.hours import Hours
from hygie.domain.scenario.importing import to_scenario
from hygie.domain.scenario.shape import Level, Threat
from hygie.domain.workbook import WorkbookRefused
from hygie.exercises import presenting
from hygie.exercises import scenario_selectors as selectors
from hygie.exercises.forms.sheet import SheetForm
from hygie.exercises.services.scenarios import scenario_begin
from hygie.exercises.views import fetch_scenarios as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page, sent, take_shown
from hygie.web.http import see_other

ROOM = fetch.ROOM
WRONG_LINES = (
    "Des lignes ne sont pas prêtes\u00a0: elles sont dites dans le tableau. Rien n’est écrit."
)
DAMAGED = "Ce fichier ne s’ouvre pas\u00a0: enregistrez-le de nouveau en .xlsx depuis le tableur."
WORKBOOK = {
    "too_large": "Ce fichier est trop grand.",
    "unpacks_too_big": "Ce fichier est trop grand une fois ouvert.",
    "protected": "Ce fichier est protégé par un mot de passe\u00a0: enlevez-le, puis recommencez.",
    "not_xlsx": "Ce n’est pas un classeur XLSX\u00a0: enregistrez-le sous ce format.",
    "macros": "Ce classeur contient des macros\u00a0: enregistrez-le en .xlsx, sans macros.",
    "far_cell": "Une cellule est remplie très loin dans la feuille\u00a0: videz-la.",
}


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def scenario_sheet(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """A workbook sent: what each line becomes, what is to be said, then the draft."""
    owners = selectors.owners_offered(unit, request.scope.on)
    files = request.FILES if request.method == "POST" else None
    form = SheetForm(sent(request), files, owners=owners)
    read = None
    if request.method == "POST" and form.is_valid():
        read = _read(form)
        if read is not None and request.POST.get("etape") == "prendre":
            begun = _begin(request, unit, form, read)
            if begun is not None:
                return begun
    context = {**_shown(form, read), "crumbs": fetch.crumbs(unit, ("Reprendre un tableur", ""))}
    return form_page(request, form, template="exercises/library/sheet.html", **context)


def _read(form: SheetForm) -> Chronogramme | None:
    """The lines of the file; None when it cannot be read, which the form then says."""
    found = form.cleaned_data
    try:
        read = read_chronogramme(
            found["content"],
            debex=found["debex"],
            hours=Hours(found["hours"]) if found["hours"] else None,
            aliases=form.aliases(),
        )
    except ChronogrammeRefused as refused:
        form.add_error("file", str(refused))
    except WorkbookRefused as refused:
        form.add_error("file", WORKBOOK.get(refused.code, DAMAGED))
    else:
        take_shown(form, "kept", form.carried())
        return read
    return None


def _begin(
    request: HygieRequest, unit: Organisation, form: SheetForm, read: Chronogramme
) -> HttpResponse | None:
    """Begins the scenario; None when something is still to be said."""
    if not _is_ready(read):
        form.add_error(None, WRONG_LINES)
        return None
    found = form.cleaned_data
    threat, level = Threat(found["threat"]), Level(found["level"])
    scenario = to_scenario(read, title=found["title"], threat=threat, level=level)
    made = attempt(
        form,
        scenario_begin,
        **fetch.who(request, unit),
        owner_id=form.owner_id(),
        new_id=found["new_id"],
        scenario=scenario,
        title=found["title"],
        source=read.sheet,
    )
    if made is None:
        return None
    messages.success(
        request, "Les stimuli sont repris\u00a0: complétez le scénario, puis publiez-le."
    )
    return see_other("exercises:scenario-edit", unit.finess, made.pk)


def _is_ready(read: Chronogramme) -> bool:
    """Whether every line has its time and its recipients."""
    complete = all(one.at_s is not None and one.recipients for one in read.lines)
    return complete and not read.errors and not read.needs_debex


def _shown(form: SheetForm, read: Chronogramme | None) -> dict[str, Any]:
    """What the page says of the lines; nothing before a file was read."""
    if read is None:
        return {"read": None, "lines": [], "matches": [], "is_ready": False}
    return {
        "read": read,
        "lines": presenting.sheet_rows(read),
        "matches": form.matches(read.unknown),
        "is_ready": _is_ready(read),
    }
