"""The accounts of the instance, for who administers it."""

from functools import partial
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hygie.accounts import mails, selectors, services
from hygie.accounts.forms.administration import AddressForm, ConfirmForm, OpenForm, ReasonForm
from hygie.accounts.guards import admin
from hygie.accounts.models import User
from hygie.web.addresses import address_for_others
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

PER_PAGE = 50


def _admin(request: HttpRequest) -> User:
    return cast(User, request.user)


def _page_of(user: User) -> str:
    return reverse("accounts_admin:detail", args=[user.pk])


@admin
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """Every account, searched by `?q=`."""
    text = request.GET.get("q", "").strip()
    page = Paginator(selectors.users_matching(text), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/admin_list.html", {"page": page, "text": text})


@admin
@require_safe
def account_detail(request: HttpRequest, user_id: int) -> HttpResponse:
    """One account and what may be done for it."""
    account = get_object_or_404(User, pk=user_id)
    context = {
        "account": account,
        "second_factor": selectors.second_factor_of(account),
        "invitation": selectors.pending_invitation(account),
        "is_self": account.pk == _admin(request).pk,
    }
    return render(request, "accounts/admin_detail.html", context)


@admin
def account_open(request: HttpRequest) -> HttpResponse:
    """Opens an account; its one-time link is shown in the answer, once."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = attempt(
            form,
            services.user_open,
            acting_user=_admin(request),
            absolute=partial(address_for_others, request),
            **form.cleaned_data,
        )
        if opened is not None:
            return _link_page(request, *opened)
    return form_page(
        request,
        form,
        title="Ouvrir un compte",
        lead="Il n’a aucun droit tant qu’un rôle ne lui est pas donné.",
        label="Ouvrir le compte",
        cancel_url=reverse("accounts_admin:list"),
    )


@admin
def account_invite(request: HttpRequest, user_id: int) -> HttpResponse:
    """A one-time link to choose a password, shown once."""
    account = get_object_or_404(User, pk=user_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        secret = attempt(
            form,
            services.user_invite,
            acting_user=_admin(request),
            user=account,
            absolute=partial(address_for_others, request),
        )
        if secret is not None:
            return _link_page(request, account, secret)
    return form_page(
        request,
        form,
        title=f"Lien de mot de passe pour {account.full_name}",
        lead="Le lien précédent ne vaudra plus. Vérifiez que cette personne le demande.",
        label="Faire le lien",
        cancel_url=_page_of(account),
    )


def _link_page(request: HttpRequest, account: User, secret: str) -> HttpResponse:
    """The address of a one-time link, shown once."""
    context = {
        "account": account,
        "address": address_for_others(request, services.invitation_path(secret)),
        "is_mailed": mails.mail_is_configured(),
    }
    return render(request, "accounts/admin_link.html", context)


@admin
def account_reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Takes away a lost second factor, with the reason."""
    account = get_object_or_404(User, pk=user_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.user_reset_second_factor,
            acting_user=_admin(request),
            user=account,
            reason=form.cleaned_data["reason"],
        )
        if done is not None:
            return see_other(_page_of(account))
    return form_page(
        request,
        form,
        title=f"Réinitialiser le second facteur de {account.full_name}",
        lead="Vérifiez de vive voix que cette personne le demande. Ses sessions seront fermées.",
        label="Réinitialiser",
        kind="danger",
        cancel_url=_page_of(account),
    )


@admin
def account_close(request: HttpRequest, user_id: int) -> HttpResponse:
    """Closes an account, with the reason; sent twice, it stays closed."""
    account = get_object_or_404(User, pk=user_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        acting = _admin(request)
        if attempt(form, services.user_close, acting_user=acting, user=account, reason=reason):
            return see_other(_page_of(account))
    return form_page(
        request,
        form,
        title=f"Fermer le compte de {account.full_name}",
        lead="Ses sessions se ferment aussitôt. Ce que cette personne a écrit reste.",
        label="Fermer le compte",
        kind="danger",
        cancel_url=_page_of(account),
    )


@admin
def account_reopen(request: HttpRequest, user_id: int) -> HttpResponse:
    """Opens a closed account again, with the reason."""
    account = get_object_or_404(User, pk=user_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        acting = _admin(request)
        if attempt(form, services.user_reopen, acting_user=acting, user=account, reason=reason):
            return see_other(_page_of(account))
    return form_page(
        request,
        form,
        title=f"Rouvrir le compte de {account.full_name}",
        lead="Avec le même mot de passe, le même second facteur et les mêmes rôles.",
        label="Rouvrir le compte",
        cancel_url=_page_of(account),
    )


@admin
def account_change_email(request: HttpRequest, user_id: int) -> HttpResponse:
    """Changes the address that signs in."""
    account = get_object_or_404(User, pk=user_id)
    form = AddressForm(request.POST or None, initial={"email": account.email})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.user_change_email,
            acting_user=_admin(request),
            user=account,
            email=form.cleaned_data["email"],
        )
        if done is not None:
            return see_other(_page_of(account))
    return form_page(
        request,
        form,
        title=f"Changer l’adresse de {account.full_name}",
        lead="L’adresse précédente ne permettra plus de se connecter.",
        label="Changer l’adresse",
        cancel_url=_page_of(account),
    )
