"""One's reminders, their settings and calendar; the stopping link; the outbox."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hygie.accounts import throttle
from hygie.domain.refusal import ServiceRefusal
from hygie.notifications import selectors, words
from hygie.notifications.addresses import root
from hygie.notifications.calendar import calendar_of
from hygie.notifications.enums import RESENDABLE, State
from hygie.notifications.forms import PreferenceForm, StopForm, TrialForm
from hygie.notifications.people import waiting_of
from hygie.notifications.services import administration, feeds, preferences
from hygie.notifications.services.outbox import mail_is_configured, message_id_of
from hygie.organisations.policies import admin_view, link_view, public_view, signed_in_view
from hygie.organisations.requests import HygieRequest
from hygie.web import refusals
from hygie.web.edge import sent
from hygie.web.http import see_other

PER_PAGE = 50
TRIES = "calendar"


@signed_in_view
@require_safe
def reminders(request: HygieRequest) -> HttpResponse:
    """What waits for me, in all my establishments."""
    context = {
        "groups": selectors.groups_of(request.user, request.scope.on),
        "mail_is_configured": mail_is_configured(),
    }
    return render(request, "notifications/reminders.html", context)


@signed_in_view
def settings(request: HygieRequest) -> HttpResponse:
    """What I want to receive, and the address of my calendar."""
    form = PreferenceForm(sent(request), instance=preferences.preference_of(request.user))
    if request.method == "POST" and form.is_valid():
        preferences.preference_set(acting_user=request.user, wanted=form.wanted)
        messages.success(request, "Vos réglages sont enregistrés.")
        return see_other("notifications:settings")
    context = {
        "form": form,
        "feed": feeds.feed_of(request.user),
        "refusal": selectors.last_refusal(request.user),
        "mail_is_configured": mail_is_configured(),
    }
    return render(request, "notifications/settings.html", context)


@signed_in_view
@require_POST
def calendar_open(request: HygieRequest) -> HttpResponse:
    """A new secret address, shown in the answer, once."""
    _, secret = feeds.feed_open(acting_user=request.user)
    context = {"address": root() + calendar_path(secret)}
    response = render(request, "notifications/calendar_address.html", context)
    add_never_cache_headers(response)
    return response


def calendar_path(secret: str) -> str:
    """Address of a calendar, from the root of the instance."""
    return reverse("notifications:calendar", kwargs={"secret": secret})


@signed_in_view
@require_POST
def calendar_close(request: HygieRequest) -> HttpResponse:
    """The address stops answering."""
    try:
        feeds.feed_close(acting_user=request.user)
        messages.success(request, "L’adresse d’agenda est fermée\u00a0: elle ne répond plus.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("notifications:settings")


@link_view
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of who holds the secret, by her rights of today."""
    if throttle.is_throttled(request, TRIES):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    now = timezone.now()
    user = feeds.feed_read(secret=secret, now=now)
    if user is None:
        throttle.count_failure(request, TRIES)
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    day = timezone.localdate(now)
    waiting, units = waiting_of(user.pk, day)
    content = calendar_of(waiting.mine, units, root=root(), as_of=day, now=now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@csrf_exempt  # the signed link is the proof; mail programs send it without any page (RFC 8058)
@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Asks whether to stop these mails, or to receive them again; opening changes nothing."""
    form = StopForm(sent(request))
    try:
        whose, kind = preferences.stop_read(stop_token)
        stopped = preferences.stopped_by(whose, kind)
        is_done = request.method == "POST" and form.is_valid()
        is_resumed = is_done and form.cleaned_data["resume"]
        if is_resumed:
            preferences.contact_resume(token=stop_token)
        elif is_done:
            everything = form.cleaned_data["everything"]
            _, stopped = preferences.preference_stop(token=stop_token, everything=everything)
    except ServiceRefusal as refusal:
        context: dict[str, Any] = {"sentence": refusals.sentence(refusal)}
        return render(request, "notifications/stop_unknown.html", context, status=404)
    context = {"form": form, "whose": whose, "stopped": stopped, "is_done": is_done}
    context |= {"is_resumed": is_resumed, "stopped_on": preferences.stopped_on(whose)}
    return render(request, "notifications/stop.html", context)


@admin_view
@require_safe
def outbox(request: HygieRequest) -> HttpResponse:
    """Every mail and what became of it; never what it says."""
    state = request.GET.get("etat", "")
    rows = selectors.messages_in(state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for message in page:
        message.sentence = words.OUTCOMES.get(message.outcome, "")  # type: ignore[attr-defined]
        message.message_id = message_id_of(message)  # type: ignore[attr-defined]
        message.may_resend = message.state in RESENDABLE  # type: ignore[attr-defined]
        message.may_settle = message.state == State.UNSURE  # type: ignore[attr-defined]
    context = {
        "page": page,
        "state": state,
        "counts": selectors.counts_by_state(),
        "sending": selectors.sending_now(),
        "trial": TrialForm(),
    }
    return render(request, "notifications/outbox.html", context)


@admin_view
@require_POST
def outbox_trial(request: HygieRequest) -> HttpResponse:
    """A mail of trial to oneself."""
    form = TrialForm(request.POST)
    if form.is_valid():
        _say(
            request,
            "Courriel d’essai préparé\u00a0: il part au prochain tour, dans la minute.",
            administration.message_trial,
            new_id=form.cleaned_data["new_id"],
        )
    return see_other("notifications:outbox")


@admin_view
@require_POST
def outbox_resend(request: HygieRequest, message_id: UUID) -> HttpResponse:
    """Sends again a message refused or doubtful."""
    _say(
        request,
        "Le courriel repart au prochain tour.",
        administration.message_resend,
        message_id=message_id,
    )
    return see_other("notifications:outbox")


@admin_view
@require_POST
def outbox_settle(request: HygieRequest, message_id: UUID) -> HttpResponse:
    """Says that a doubtful message had left."""
    _say(
        request,
        "Noté\u00a0: ce courriel était parti.",
        administration.message_settle,
        message_id=message_id,
    )
    return see_other("notifications:outbox")


def _say(request: HygieRequest, done: str, service: Any, **values: Any) -> None:
    """Does the gesture of an administrator, and says what came of it."""
    try:
        service(scope=request.scope, acting_user=request.user, **values)
        messages.success(request, done)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
