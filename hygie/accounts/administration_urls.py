"""The accounts of the instance: under /administration/comptes/."""

from django.urls import path

from hygie.accounts import administration_views as views

app_name = "accounts_admin"

urlpatterns = [
    path("", views.account_list, name="list"),
    path("ouvrir/", views.account_open, name="open"),
    path("<int:user_id>/", views.account_detail, name="detail"),
    path("<int:user_id>/lien/", views.account_invite, name="invite"),
    path("<int:user_id>/fermer/", views.account_close, name="close"),
    path("<int:user_id>/rouvrir/", views.account_reopen, name="reopen"),
    path("<int:user_id>/adresse/", views.account_change_email, name="email"),
    path(
        "<int:user_id>/second-facteur/",
        views.account_reset_second_factor,
        name="second_factor",
    ),
]
