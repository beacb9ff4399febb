"""After a role is given, in an establishment or from the administration: what happened, said."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from hygie.accounts.services import invitation_path
from hygie.organisations.requests import HygieRequest
from hygie.organisations.services.invitation import Invited
from hygie.organisations.services.membership import Granted, Outcome
from hygie.web.addresses import address_for_others
from hygie.web.formats import day_long
from hygie.web.http import see_other


def after_invitation(request: HygieRequest, invited: Invited, to: str, key: object) -> HttpResponse:
    """The activation link of a new account, shown to who opened it; else the page `to`."""
    if invited.secret is not None:
        address = address_for_others(request, invitation_path(invited.secret))
        context = {"secret": invited.secret, "address": address}
        return render(request, "organisations/invitation.html", context)
    messages.success(request, granted_words(invited.granted))
    return see_other(to, key)


def granted_words(granted: Granted) -> str:
    """What giving the role did."""
    membership, outcome = granted
    end = membership.until
    until = f"jusqu’au {day_long(end)}" if end is not None else "sans date de fin"
    if outcome == Outcome.GIVEN:
        return "Le rôle est donné."
    name = membership.user.full_name
    if outcome == Outcome.EXTENDED:
        return f"{name} avait déjà ce rôle\u00a0: il est maintenant donné {until}."
    return f"{name} avait déjà ce rôle, {until}. Rien n’a été changé."
