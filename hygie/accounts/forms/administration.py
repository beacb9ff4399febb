"""Forms of the administration of accounts."""

from django import forms

from hygie.web.forms import HygieForm


class OpenForm(HygieForm):
    """The person for whom an account is opened."""

    email = forms.EmailField(
        label="Adresse électronique", help_text="Elle sert à se connecter.", max_length=254
    )
    full_name = forms.CharField(label="Prénom et nom", max_length=150)
    job_title = forms.CharField(label="Fonction", max_length=150, required=False)


class ReasonForm(HygieForm):
    """Why: it stays in the journal."""

    reason = forms.CharField(
        label="Raison", max_length=300, help_text="Elle est gardée dans le journal."
    )


class ConfirmForm(HygieForm):
    """Nothing to fill: the button says it all."""


class AddressForm(HygieForm):
    """Another address to sign in with."""

    email = forms.EmailField(label="Nouvelle adresse électronique", max_length=254)
