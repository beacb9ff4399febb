"""Screens of the convocations and of the comcheck: sent, told otherwise, reached, answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import run_presenting as presenting
from hygie.exercises.convocations import calendar_of, when
from hygie.exercises.forms.participants import PeopleForm
from hygie.exercises.forms.runs import ConfirmForm, MailsForm
from hygie.exercises.run_enums import AFTER, BEFORE, LIVE, RunState
from hygie.exercises.run_scenario import played
from hygie.exercises.run_selectors import Preparation
from hygie.exercises.run_words import function_said
from hygie.exercises.services import cancelling
from hygie.exercises.services import run_mails as mails
from hygie.exercises.services import run_people as people
from hygie.exercises.services.run_mails import Sent
from hygie.exercises.services.runs import run_change
from hygie.exercises.views import fetch_runs as fetch
from hygie.exercises.views import taking_part
from hygie.notifications.services.outbox import mail_is_configured
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.formats import plural
from hygie.web.http import see_other

ROOM = fetch.ROOM
BY_HAND, BY_MAIL = "main", "courriel"


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_convoke(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Step 5: convokes the people ticked by e-mail, or writes that it was done otherwise."""
    prepared = fetch.peopled(unit, run_id)
    form = PeopleForm(sent(request), people=prepared.people)
    if request.method == "POST" and form.is_valid():
        by_hand = request.POST.get("geste") == BY_HAND
        asked = {
            **fetch.of_run(request, unit, run_id),
            "participant_ids": form.cleaned_data["people"],
        }
        if by_hand:
            done: Any = attempt(form, mails.convocations_by_hand, **asked)
        else:
            new_id = form.cleaned_data["new_id"]
            done = attempt(form, mails.convocations_send, new_id=new_id, **asked)
        if done is not None:
            if isinstance(done, Sent):
                _tell(request, done)
            return see_other("exercises:run-convoke", unit.finess, run_id)
    return _people_page(request, unit, prepared, form, "convocations")


def _tell(request: HygieRequest, done: Sent) -> None:
    """What became of a sending, in one or two messages."""
    if done.sent:
        s = plural(done.sent)
        messages.success(request, f"{done.sent} convocation{s} envoyée{s}.")
    if done.refused:
        s = plural(done.refused)
        messages.error(
            request, f"{done.refused} adresse{s} refusée{s} par le serveur\u00a0: voir la liste."
        )
    if done.without:
        said = f"Sans adresse, à convoquer autrement\u00a0: {done.without}."
        messages.warning(request, said)
    if done.trouble:
        messages.error(request, f"{done.trouble} {done.left} à envoyer de nouveau.")
    elif done.left:
        messages.error(request, f"{done.left} à vérifier\u00a0: voir la liste.")


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_comcheck(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Step 6: the animateur ticks who was reached."""
    prepared = fetch.peopled(unit, run_id)
    form = PeopleForm(sent(request), people=prepared.people)
    if request.method == "POST" and form.is_valid():
        asked = {
            **fetch.of_run(request, unit, run_id),
            "participant_ids": form.cleaned_data["people"],
        }
        reached = request.POST.get("geste") != "non"
        if attempt(form, people.participants_reach, reached=reached, **asked) is not None:
            return see_other("exercises:run-comcheck", unit.finess, run_id)
    return _people_page(request, unit, prepared, form, "comcheck")


def _people_page(
    request: HygieRequest, unit: Organisation, prepared: Preparation, form: Any, name: str
) -> HttpResponse:
    title = {"convocations": "Convocations", "comcheck": "Comcheck"}[name]
    run = prepared.run
    return form_page(
        request,
        form,
        template=f"exercises/runs/{name}.html",
        run=run,
        people=presenting.people_shown(prepared),
        chosen=set(form.data.getlist("people")) if form.is_bound else None,
        has_mail_server=mail_is_configured(),
        may_write=run.is_before or run.is_live,
        **fetch.form_context(unit, run, title, "", name),
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_mails(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """How the mails of the exercise leave, and the trial."""
    run = fetch.led(unit, run_id)
    form = _mails_form(unit, run_id, sent(request))
    if request.method == "POST" and form.is_valid():
        asked = {"changes": form.changes(), "act": "mails_set"}
        kept = attempt(
            form,
            run_change,
            **fetch.of_run(request, unit, run_id),
            expected_version=form.cleaned_data["version"],
            **asked,
        )
        if kept is not None:
            messages.success(request, "C’est enregistré.")
            return see_other("exercises:run-mails", unit.finess, run_id)
    return form_page(
        request,
        form,
        template="exercises/runs/mails.html",
        stored=lambda: _mails_form(unit, run_id),
        run=run,
        has_mail_server=mail_is_configured(),
        **fetch.form_context(unit, run, "Courriels", "Enregistrer", "verifications"),
    )


def _mails_form(unit: Organisation, run_id: UUID, data: Any = None) -> MailsForm:
    run = fetch.led(unit, run_id)
    names = ("mail_stopped", "mail_is_dry", "mail_domains")
    return MailsForm(
        data, version=run.version, initial={name: getattr(run, name) for name in names}
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_mail_try(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Sends the trial to who asks for it (`recu=1`: she says that she received it)."""
    fetch.led(unit, run_id)
    asked = fetch.of_run(request, unit, run_id)
    try:
        if request.POST.get("recu") == "1":
            mails.mail_received(**asked)
            messages.success(request, "C’est noté\u00a0: le courriel d’essai est bien arrivé.")
        else:
            address = mails.mail_try(**asked)
            messages.success(request, f"Le courriel d’essai est parti à {address}.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("exercises:run-mails", unit.finess, run_id)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def run_cancel_tell(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """Once the exercise is cancelled: who was convoked, and one press that tells them by mail."""
    run = fetch.led(unit, run_id)
    if run.state != RunState.CANCELLED:
        return see_other("exercises:run", unit.finess, run_id)
    if request.method == "POST":
        try:
            _tell_cancelled(
                request, cancelling.cancellation_send(**fetch.of_run(request, unit, run_id))
            )
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        return see_other("exercises:run-cancel-tell", unit.finess, run_id)
    people = cancelling.convoked_of(run)
    context = {
        "run": run,
        "rows": [presenting.cancelled_shown(run, one) for one in people],
        "left": len(cancelling.to_tell(run)),
        "has_mail_server": mail_is_configured(),
        "crumbs": fetch.crumbs(unit, run, "Prévenir de l’annulation"),
    }
    return render(request, "exercises/runs/cancelled.html", context)


def _tell_cancelled(request: HygieRequest, done: cancelling.Told) -> None:
    if done.sent:
        messages.success(
            request, f"{done.sent} personne{plural(done.sent)} prévenue{plural(done.sent)}."
        )
    if done.refused:
        s = plural(done.refused)
        messages.error(
            request, f"{done.refused} adresse{s} refusée{s} par le serveur\u00a0: voir la liste."
        )
    if done.trouble:
        messages.error(
            request, f"{done.trouble} Envoyez de nouveau plus tard, ou prévenez de vive voix."
        )


@unit_view(ROOM)
def run_calendar(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The exercise as a calendar file, to join to one's own mail."""
    run = fetch.readable(unit, run_id)
    if run.planned_on is None or run.starts_at is None:
        raise Http404("La date et l’heure ne sont pas encore fixées.")
    answer = HttpResponse(calendar_of(run), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="exercice.ics"'
    return answer


@personal_link(ROOM, people.KIND)
def participant_open(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The page of one participant: before the exercise her part and « je suis joignable »,
    then what she takes part in."""
    one, seq = taking_part.fetch(link)
    if "attente" in request.GET:
        return taking_part.waiting(one.run)
    if one.run.state in LIVE | AFTER:
        return taking_part.page(request, one, seq)
    form = ConfirmForm(sent(request))
    if request.method == "POST":
        answered = attempt(form, people.participant_answer, link=link)
        if answered is not None:
            return see_other(request.path)
    scenario = played(one.run)
    context = {
        "form": form,
        **taking_part.live_context(request, seq),
        "participant": one,
        "run": one.run,
        "function": function_said(one.run, one.function),
        "when": when(one.run, scenario),
        "warning": scenario.warning,
        "may_answer": one.run.state in BEFORE | LIVE,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "exercises/runs/link_open.html", context, status=status)
