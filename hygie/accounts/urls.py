"""Sign-in, second factor, sessions, invitations: under /compte/.

allauth's own URL names are kept (its code reverses them); ours are in the namespace `accounts`.
"""

from typing import Any

from allauth.account import views as account_pages
from allauth.mfa.base import views as base_pages
from allauth.mfa.webauthn import views as webauthn_pages
from django.urls import URLPattern, URLResolver, include, path, re_path

from hygie.accounts import protection, views
from hygie.accounts.guards import own_account, public
from hygie.accounts.signin import login

own: list[Any] = [
    path("", views.me, name="me"),
    path("profil/", views.profile, name="profile"),
    path("sessions/<int:session_id>/terminer/", views.session_end, name="session_end"),
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
    path("premier-demarrage/<str:secret>/", views.first_start, name="first_start"),
]

password: list[Any] = [
    path("", own_account(protection.ChangePassword.as_view()), name="account_change_password"),
    path("choisir/", own_account(protection.SetPassword.as_view()), name="account_set_password"),
    path("oublie/", views.password_reset, name="account_reset_password"),
    path(
        "oublie/envoye/",
        public(account_pages.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "oublie/fait/",
        public(account_pages.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(protection.ResetPasswordFromKey.as_view()),
        name="account_reset_password_from_key",
    ),
]

application: list[Any] = [
    path("activer/", own_account(protection.ActivateTOTP.as_view()), name="mfa_activate_totp"),
    path(
        "desactiver/",
        own_account(protection.DeactivateTOTP.as_view()),
        name="mfa_deactivate_totp",
    ),
]

recovery_codes: list[Any] = [
    path(
        "",
        own_account(protection.ViewRecoveryCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "nouveaux/",
        own_account(protection.GenerateRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
]

keys: list[Any] = [
    path("", own_account(webauthn_pages.list_webauthn), name="mfa_list_webauthn"),
    path("ajouter/", own_account(protection.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "confirmer/",
        own_account(webauthn_pages.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "<int:pk>/supprimer/",
        own_account(protection.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("<int:pk>/renommer/", own_account(webauthn_pages.edit_webauthn), name="mfa_edit_webauthn"),
]

second_factor: list[Any] = [
    path("", own_account(protection.Index.as_view()), name="mfa_index"),
    path("code/", public(base_pages.authenticate), name="mfa_authenticate"),
    path("confirmer/", own_account(base_pages.reauthenticate), name="mfa_reauthenticate"),
    path("application/", include(application)),
    path("codes-de-secours/", include(recovery_codes)),
    path("cles/", include(keys)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "accounts"))),
    path("connexion/", public(login), name="account_login"),
    path("deconnexion/", public(account_pages.logout), name="account_logout"),
    path("ferme/", public(account_pages.account_inactive), name="account_inactive"),
    path("inscription/", views.sign_up_closed, name="account_signup"),
    path("confirmer/", own_account(account_pages.reauthenticate), name="account_reauthenticate"),
    path("mot-de-passe/", include(password)),
    path("second-facteur/", include(second_factor)),
    path("sessions/", views.sessions, name="usersessions_list"),
]
