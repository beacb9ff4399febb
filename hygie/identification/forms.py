"""Short forms of action 6: what is required is what the rule reads; the rest may stay unknown."""

from datetime import date
from typing import Any

from django import forms

from hygie.identification.enums import Access, EidasLevel, Factors, MieType, Origin, SyncSource
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Synchronisation,
    Trajectory,
    UserCount,
)
from hygie.organisations.fact_forms import FactEditForm, FactForm, FactFormMixin, PastDays
from hygie.organisations.models import Organisation
from hygie.web.forms import FrenchDateField

UNKNOWN = ("", "On ne sait pas")
RESPONSIBLE_HINT = (
    "Cochez les établissements responsables du service\u00a0: lui seul entre dans leur compte."
)
PEOPLE_HINT = (
    "Des personnes, pas des comptes\u00a0: une personne qui accède à trois services sensibles "
    "compte une fois. N’additionnez pas les services."
)
POPULATIONS_HINT = "Une population par ligne, par exemple «\u00a0Médecins\u00a0: 120\u00a0»."


class NumberOfPeople(forms.IntegerField):
    """« 5 001 » as people write it."""

    def to_python(self, value: Any) -> int | None:
        text = "".join(str(value).split()) if value is not None else ""
        return super().to_python(text)


class ServiceFields(FactFormMixin):
    since = FrenchDateField(label="Classé sensible depuis le")
    until = FrenchDateField(label="Jusqu’au", required=False)
    access = forms.ChoiceField(
        label="Accès", choices=[UNKNOWN, *Access.choices], required=False, widget=forms.RadioSelect
    )

    class Meta:
        model = SensitiveService
        fields = ("name", "since", "reason", "decided_by", "access", "until")
        labels = {
            "name": "Nom du service",
            "reason": "Pourquoi est-il sensible\u00a0?",
            "decided_by": "Classé par",
        }
        help_texts = {
            "name": "Un service numérique qui traite des données de santé\u00a0: DPI, PACS…",
            "decided_by": "Nom ou fonction\u00a0: le RSSI, le comité de sécurité…",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["units"].widget.is_hidden:
            self.fields["units"].help_text = RESPONSIBLE_HINT


class ServiceForm(FactForm, ServiceFields):
    """Notes a sensitive service."""


class ServiceEditForm(FactEditForm, ServiceFields):
    """Corrects a sensitive service."""


class CountFields(FactFormMixin):
    counted_on = FrenchDateField(label="Compté le")
    distinct_people = NumberOfPeople(
        label="Personnes qui accèdent à au moins un service sensible",
        help_text=PEOPLE_HINT,
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-number"}),
    )

    class Meta:
        model = UserCount
        fields = ("counted_on", "distinct_people", "populations")
        labels = {"populations": "Par population"}
        help_texts = {"populations": POPULATIONS_HINT}
        widgets = {"populations": forms.Textarea(attrs={"rows": 4})}


class CountForm(FactForm, CountFields):
    """Notes how many people reach sensitive services."""


class CountEditForm(FactEditForm, CountFields):
    """Corrects a count."""


class MieFields(FactFormMixin):
    type = forms.ChoiceField(label="Moyen", choices=MieType.choices)
    since = FrenchDateField(label="Utilisé depuis le")
    service = forms.ModelChoiceField(
        label="Pour quel service",
        queryset=SensitiveService.objects.none(),
        required=False,
        empty_label="Tous les services sensibles",
    )
    origin = forms.ChoiceField(
        label="Fourni par",
        choices=[UNKNOWN, *Origin.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    factors = forms.TypedChoiceField(
        label="Facteurs d’authentification",
        help_text="Ce que l’on sait (code), ce que l’on a (carte), ce que l’on est (empreinte).",
        choices=[UNKNOWN, *((str(value), label) for value, label in Factors.choices)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    eidas_level = forms.ChoiceField(
        label="Niveau eIDAS certifié",
        choices=[("", "Non certifié, ou on ne sait pas"), *EidasLevel.choices],
        required=False,
    )
    homologated_on = FrenchDateField(label="Homologué par l’établissement le", required=False)
    homologated_until = FrenchDateField(label="Homologation valable jusqu’au", required=False)
    until = FrenchDateField(label="Utilisé jusqu’au", required=False)

    class Meta:
        model = MieUse
        fields = (
            "type",
            "since",
            "service",
            "origin",
            "factors",
            "eidas_level",
            "homologated_on",
            "homologated_until",
            "label",
            "until",
        )
        labels = {"label": "Précision"}
        help_texts = {"label": "Le nom que l’on donne à ce moyen chez vous."}

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        services = SensitiveService.objects.borne_for(bearer)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


class MieForm(FactForm, MieFields):
    """Notes a means of identification in use."""


class MieEditForm(FactEditForm, MieFields):
    """Corrects a means of identification."""


class SsoFields(FactFormMixin):
    in_service_on = FrenchDateField(label="En service depuis le")
    until = FrenchDateField(label="Jusqu’au", required=False)

    class Meta:
        model = Sso
        fields = ("in_service_on", "product", "until")
        labels = {"product": "Produit"}


class SsoForm(FactForm, SsoFields):
    """Notes the SSO."""


class SsoEditForm(FactEditForm, SsoFields):
    """Corrects the SSO."""


class DirectoryFields(PastDays):
    past = ("in_place_on", "hr_synchronised_on", "rpps_synchronised_on")
    in_place_on = FrenchDateField(label="En place depuis le")
    until = FrenchDateField(label="Jusqu’au", required=False)

    class Meta:
        model = LocalDirectory
        fields = ("in_place_on", "name", "until")
        labels = {"name": "Nom ou produit"}


class DirectoryForm(FactForm, DirectoryFields):
    """Notes the local repository and, if known, its last synchronisations."""

    hr_synchronised_on = FrenchDateField(
        label="Dernière synchronisation avec la GRH", required=False
    )
    rpps_synchronised_on = FrenchDateField(
        label="Dernière synchronisation avec le RPPS", required=False
    )
    field_order = (
        "in_place_on",
        "hr_synchronised_on",
        "rpps_synchronised_on",
        "name",
        "until",
        *FactFormMixin.fact_fields,
    )


class DirectoryEditForm(FactEditForm, DirectoryFields):
    """Corrects the local repository."""


class SynchronisationFields(FactFormMixin):
    bears_for_others = False
    directory = forms.ModelChoiceField(
        label="Répertoire local", queryset=LocalDirectory.objects.none(), empty_label=None
    )
    source = forms.ChoiceField(
        label="Synchronisé avec", choices=SyncSource.choices, widget=forms.RadioSelect
    )
    done_on = FrenchDateField(label="Le")

    class Meta:
        model = Synchronisation
        fields = ("directory", "source", "done_on")

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        ours = LocalDirectory.objects.filter(bearer=bearer)
        self.fields["directory"].queryset = ours  # type: ignore[attr-defined]


class SynchronisationForm(FactForm, SynchronisationFields):
    """Notes a synchronisation."""


class SynchronisationEditForm(FactEditForm, SynchronisationFields):
    """Corrects a synchronisation."""


class EngagementFields(FactFormMixin):
    signed_on = FrenchDateField(label="Signé le")

    class Meta:
        model = Engagement
        fields = ("signed_on", "signatory", "edition")
        labels = {"signatory": "Signataire", "edition": "Version du document"}
        help_texts = {"signatory": "Nom et fonction\u00a0: la direction porte l’engagement."}


class EngagementForm(FactForm, EngagementFields):
    """Notes the signed engagement."""


class EngagementEditForm(FactEditForm, EngagementFields):
    """Corrects the engagement."""


class TrajectoryFields(FactFormMixin):
    validated_on = FrenchDateField(label="Validée le")

    class Meta:
        model = Trajectory
        fields = ("validated_on", "validated_by", "milestones")
        labels = {"validated_by": "Validée par", "milestones": "Jalons"}
        help_texts = {"milestones": "Une étape par ligne, avec son échéance."}
        widgets = {"milestones": forms.Textarea(attrs={"rows": 4})}


class TrajectoryForm(FactForm, TrajectoryFields):
    """Notes the validated trajectory."""


class TrajectoryEditForm(FactEditForm, TrajectoryFields):
    """Corrects the trajectory."""
