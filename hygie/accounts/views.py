"""One's account, one's sessions, invitations and the first start."""

from typing import cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import password_reset as allauth_password_reset
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hygie.accounts import mails, selectors, services, throttle
from hygie.accounts.forms.password import FirstAccountForm, InvitationForm
from hygie.accounts.forms.profile import ProfileForm
from hygie.accounts.guards import own_account, public, signed_in
from hygie.accounts.middleware import spoken
from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.web import refusals
from hygie.web.http import see_other

TRIES = "invitation"


@signed_in
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """« Mon compte »."""
    user = cast(User, request.user)
    sessions = selectors.sessions_of(user, current_key=request.session.session_key)
    context = {"second_factor": selectors.second_factor_of(user), "sessions": sessions}
    return render(request, "accounts/me.html", context)


@own_account
def profile(request: HttpRequest) -> HttpResponse:
    """Changing one's name, job and telephone."""
    user = cast(User, request.user)
    shown = User.objects.get(pk=user.pk)
    form = ProfileForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        services.user_update_profile(
            acting_user=user,
            user=user,
            full_name=form.cleaned_data["full_name"],
            job_title=form.cleaned_data["job_title"],
            phone=form.cleaned_data["phone"],
        )
        messages.success(request, "Votre compte est à jour.")
        return see_other("accounts:me")
    return render(request, "accounts/profile.html", {"form": form})


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """The browsers where one is signed in; POST ends all the others."""
    user = cast(User, request.user)
    if request.method == "POST":
        return _end_other_sessions(request, user)
    opened = selectors.sessions_of(user, current_key=request.session.session_key)
    context = {
        "sessions": opened,
        "idle": spoken(settings.SESSION_IDLE_SECONDS),
        "longest": spoken(settings.SESSION_COOKIE_AGE),
    }
    return render(request, "usersessions/usersession_list.html", context)


def _end_other_sessions(request: HttpRequest, user: User) -> HttpResponse:
    if user.is_demo:
        return render(request, "accounts/demo_locked.html", status=403)
    ended = services.other_sessions_end(acting_user=user, kept_key=request.session.session_key)
    messages.success(
        request,
        "Les autres sessions sont fermées." if ended else "Il n’y avait pas d’autre session.",
    )
    return see_other("usersessions_list")


@own_account
@require_POST
def session_end(request: HttpRequest, session_id: int) -> HttpResponse:
    """Ends one session."""
    user = cast(User, request.user)
    try:
        services.session_end(acting_user=user, session_id=session_id)
    except ServiceRefusal:
        raise Http404 from None
    messages.success(request, "La session est fermée.")
    return see_other("usersessions_list")


@public
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The person invited chooses a password, and is signed in."""
    if throttle.is_throttled(request, TRIES):
        return render(request, "429.html", status=429)
    try:
        opened = services.invitation_resolve(secret=secret, now=timezone.now())
        if opened.user is None:
            raise ServiceRefusal("invitation_unknown")
        form = InvitationForm(request.POST or None, user=opened.user)
        if request.method == "POST" and form.is_valid():
            password = form.cleaned_data["password1"]
            user = services.invitation_accept(secret=secret, password=password, now=timezone.now())
            return _sign_in(request, user)
    except ServiceRefusal as refusal:
        return _gone(request, refusal)
    return render(request, "accounts/invitation.html", {"form": form, "invited": opened.user})


@public
def first_start(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The first account of an empty instance, which administers it."""
    if throttle.is_throttled(request, TRIES):
        return render(request, "429.html", status=429)
    form = FirstAccountForm(request.POST or None)
    try:
        services.first_start_check(secret=secret, now=timezone.now())
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            user = services.first_account_open(
                secret=secret,
                email=values["email"],
                full_name=values["full_name"],
                job_title=values["job_title"],
                password=values["password1"],
                now=timezone.now(),
            )
            return _sign_in(request, user)
    except ServiceRefusal as refusal:
        return _gone(request, refusal)
    return render(request, "accounts/first_start.html", {"form": form})


def _gone(request: HttpRequest, refusal: ServiceRefusal) -> HttpResponse:
    """The page of a one-time link that opens nothing."""
    if refusal.code == "invitation_unknown":
        throttle.count_failure(request, TRIES)
    context = {
        "sentence": refusals.sentence(refusal),
        "made_by": refusal.data.get("made_by", ""),
        "may_sign_in": refusal.code in ("invitation_used", "instance_not_empty"),
    }
    return render(request, "accounts/invitation_gone.html", context, status=404)


def _sign_in(request: HttpRequest, user: User) -> HttpResponseBase:
    """Signs in who has just chosen a password; the second factor is asked when there is one."""
    record_authentication(request, user, method="password", email=user.email)
    response: HttpResponseBase = perform_login(request, Login(user=user, email=user.email))
    return response


@public
def password_reset(request: HttpRequest) -> HttpResponseBase:
    """A link by mail; without mail, whom to ask."""
    if not mails.mail_is_configured():
        return render(request, "account/password_reset_by_person.html")
    response: HttpResponseBase = allauth_password_reset(request)
    return response


@public
def sign_up_closed(request: HttpRequest) -> HttpResponse:
    """Accounts are opened by an administrator or a direction: there is no sign-up."""
    raise Http404("Les comptes sont ouverts par une administration.")
