"""The written act of a delegation: joined by the direction, read by who reads the rights."""

from mimetypes import guess_type

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from hygie.accounts.models import User
from hygie.documents.contents import ACCEPT
from hygie.documents.sending import attachment
from hygie.documents.sentences import ACCEPTED
from hygie.documents.storage import Upload, file_store
from hygie.organisations.models import Delegation, Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.organisations.services.membership import delegation_set_file
from hygie.web.edge import attempt, form_page
from hygie.web.forms import HygieForm
from hygie.web.http import see_other


class ActForm(HygieForm):
    """The signed act."""

    upload = forms.FileField(
        label="Acte signé",
        help_text=f"{ACCEPTED}. Il est joint à tous les domaines ouverts par cette référence.",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


@unit_view(Room.PEOPLE, read=Right.GRANT, write=Right.GRANT)
def delegation_file_add(
    request: HygieRequest, unit: Organisation, delegation_id: int
) -> HttpResponse:
    """Joins the act to a delegation, in place of the one joined before."""
    delegation = get_object_or_404(Delegation, pk=delegation_id, unit=unit)
    form = ActForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        who = {"scope": request.scope, "acting_user": request.user, "unit": unit}
        upload = form.cleaned_data["upload"]
        done = attempt(form, _keep, **who, delegation_id=delegation.pk, upload=upload)
        if done is not None:
            messages.success(request, "L’acte est joint.")
            return see_other("organisations:people", unit.finess)
    return form_page(
        request,
        form,
        title=f"Joindre l’acte\u00a0: {delegation.reference}",
        lead=f"Délégation à {delegation.grantee}.",
        label="Joindre",
        cancel_url="../../../personnes/",
    )


def _keep(
    *, scope: Scope, acting_user: User, unit: Organisation, delegation_id: int, upload: Upload
) -> Delegation:
    """The file is on the disk before the row names it."""
    stored = file_store(upload)
    return delegation_set_file(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        delegation_id=delegation_id,
        sha256=stored.sha256,
        name=stored.name,
    )


@unit_view(Room.PEOPLE)
def delegation_file(
    request: HygieRequest, unit: Organisation, delegation_id: int
) -> HttpResponseBase:
    """Sends the act, to be saved."""
    delegation = get_object_or_404(Delegation, pk=delegation_id, unit=unit)
    if not delegation.file_sha256:
        raise Http404("Aucun acte n’est joint à cette délégation.")
    content_type = guess_type(delegation.file_name)[0] or "application/octet-stream"
    return attachment(delegation.file_sha256, name=delegation.file_name, content_type=content_type)
