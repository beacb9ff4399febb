"""Short forms of action 4."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Case, Q, When

from hygie.continuity.enums import BiaState, PcraOutcome, Signer
from hygie.continuity.models import (
    Bia,
    Copil,
    CopilMeeting,
    FramingLetter,
    PcraCadre,
    PcraTest,
    Responsable,
)
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.fact_forms import FactEditForm, FactForm, PastDays
from hygie.organisations.models import HospitalService, Organisation
from hygie.web.forms import FrenchDateField, HygieForm, SubmissionForm, VersionedForm


class ResponsableFields(PastDays):
    past = ("named_on",)
    named_on = FrenchDateField(label="Désigné le")
    until = FrenchDateField(label="Jusqu’au", required=False)

    class Meta:
        model = Responsable
        fields = ("name", "named_on", "until")
        labels = {"name": "Nom du responsable PCA/PRA"}


class ResponsableForm(FactForm, ResponsableFields):
    """Notes the responsable PCA/PRA."""


class ResponsableEditForm(FactEditForm, ResponsableFields):
    """Corrects the responsable PCA/PRA."""


class LetterFields(PastDays):
    past = ("signed_on",)
    signed_on = FrenchDateField(label="Signée le")
    signed_by = forms.ChoiceField(
        label="Signée par", choices=Signer.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = FramingLetter
        fields = ("signed_on", "signed_by")


class LetterForm(FactForm, LetterFields):
    """Notes the lettre de cadrage."""


class LetterEditForm(FactEditForm, LetterFields):
    """Corrects the lettre de cadrage."""


class CopilFields(PastDays):
    past = ("created_on",)
    created_on = FrenchDateField(label="En place depuis le")
    until = FrenchDateField(label="Jusqu’au", required=False)

    class Meta:
        model = Copil
        fields = ("created_on", "members", "until")
        labels = {"members": "Membres"}


class CopilForm(FactForm, CopilFields):
    """Notes the COPIL."""


class CopilEditForm(FactEditForm, CopilFields):
    """Corrects the COPIL."""


class MeetingFields(PastDays):
    past = ("held_on",)
    bears_for_others = False
    copil = forms.ModelChoiceField(label="COPIL", queryset=Copil.objects.none(), empty_label=None)
    held_on = FrenchDateField(label="Tenue le")

    class Meta:
        model = CopilMeeting
        fields = ("copil", "held_on", "decisions")
        labels = {"decisions": "Décisions"}

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        copils = Copil.objects.filter(bearer=bearer)
        self.fields["copil"].queryset = copils  # type: ignore[attr-defined]


class MeetingForm(FactForm, MeetingFields):
    """Notes a meeting of the COPIL."""


class MeetingEditForm(FactEditForm, MeetingFields):
    """Corrects a meeting of the COPIL."""


class BiaFields(PastDays):
    past = ("approved_on",)
    bears_for_others = False
    service = forms.ModelChoiceField(
        label="Service", queryset=HospitalService.objects.none(), empty_label="Choisir le service"
    )
    state = forms.ChoiceField(label="État", choices=BiaState.choices, widget=forms.RadioSelect)
    approved_on = FrenchDateField(label="Approuvé le", required=False)

    class Meta:
        model = Bia
        fields = ("service", "state", "approved_on", "approved_by", "dmia_h", "pdma_h")
        labels = {
            "approved_by": "Approuvé par",
            "dmia_h": "Durée maximale d’interruption admissible (DMIA), en heures",
            "pdma_h": "Perte de données maximale admissible (PDMA), en heures",
        }

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        known = Q(closed_on=None) | Q(pk=self.instance.service_id)
        services = HospitalService.objects.filter(known, unit=bearer)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("state") == BiaState.APPROVED and not cleaned.get("approved_on"):
            self.add_error("approved_on", "Un BIA approuvé porte le jour de son approbation.")
        if cleaned.get("approved_on") and cleaned.get("state") != BiaState.APPROVED:
            self.add_error("state", "Un BIA qui porte un jour d’approbation est approuvé.")
        return cleaned


class BiaForm(FactForm, BiaFields):
    """Notes the BIA of a service."""


class BiaEditForm(FactEditForm, BiaFields):
    """Corrects the BIA of a service."""


class PcraFields(PastDays):
    past = ("approved_on",)
    approved_on = FrenchDateField(label="Approuvé le")
    covers_all_services = forms.BooleanField(
        label="Il couvre tous les services",
        required=False,
        help_text="4.c le demande. Laissez la case vide s’il ne les couvre pas tous.",
    )

    class Meta:
        model = PcraCadre
        fields = ("approved_on", "covers_all_services")


class PcraForm(FactForm, PcraFields):
    """Notes the PCRA cadre."""


class PcraEditForm(FactEditForm, PcraFields):
    """Corrects the PCRA cadre."""


class PcraTestFields(PastDays):
    past = ("tested_on",)
    bears_for_others = False
    service = forms.ModelChoiceField(
        label="Service", queryset=HospitalService.objects.none(), empty_label="Choisir le service"
    )
    tested_on = FrenchDateField(label="Éprouvé le")
    outcome = forms.ChoiceField(
        label="Résultat", choices=PcraOutcome.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = PcraTest
        fields = (
            "service", "tested_on", "outcome", "unavailable", "planned_min", "measured_min", "gaps",
        )  # fmt: skip
        labels = {
            "unavailable": "Ce qui manquait au service",
            "planned_min": "Passage en mode dégradé prévu, en minutes",
            "measured_min": "Passage en mode dégradé mesuré, en minutes",
            "gaps": "Écarts",
        }

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        known = Q(closed_on=None) | Q(pk=self.instance.service_id)
        services = HospitalService.objects.filter(known, unit=bearer)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


class PcraTestForm(FactForm, PcraTestFields):
    """Notes a PCRA put to the test."""


class PcraTestEditForm(FactEditForm, PcraTestFields):
    """Corrects it."""


class EventTestsForm(HygieForm):
    """What one event showed of the PCRA of each service: those already noted are not asked."""

    def __init__(self, *args: Any, services: Sequence[HospitalService], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = services
        for one in services:
            self.fields[f"r{one.pk}"] = forms.ChoiceField(
                label=f"{one.name}, résultat",
                choices=[("", "Pas éprouvé"), *PcraOutcome.choices],
                required=False,
            )
            self.fields[f"e{one.pk}"] = forms.CharField(
                label=f"{one.name}, écarts", required=False, max_length=2000
            )

    def lines(self) -> list[dict[str, Any]]:
        """Each service with its two fields, for the page."""
        return [
            {"service": one, "outcome": self[f"r{one.pk}"], "gaps": self[f"e{one.pk}"]}
            for one in self.services
        ]

    def clean(self) -> dict[str, Any]:
        """Gaps without their result are a result forgotten."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.services:
            if cleaned.get(f"e{one.pk}") and not cleaned.get(f"r{one.pk}"):
                self.add_error(
                    f"r{one.pk}", f"{one.name}\u00a0: choisissez le résultat de l’essai."
                )
        return cleaned

    def tests(self) -> dict[UUID, tuple[str, str]]:
        """Result and gaps of each service whose PCRA was put to the test, by its id."""
        found = self.cleaned_data
        return {
            one.pk: (found[f"r{one.pk}"], found[f"e{one.pk}"])
            for one in self.services
            if found[f"r{one.pk}"]
        }


class ServiceListForm(SubmissionForm):
    """The services that the COPIL puts in its list."""

    decided_on = FrenchDateField(label="Arrêtée par le COPIL le")
    services = forms.ModelMultipleChoiceField(
        label="Services de la liste",
        queryset=HospitalService.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="La liste est figée à cette date\u00a0; une nouvelle version la remplacera.",
    )

    def __init__(self, *args: Any, unit: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        ranks = [When(family=family, then=rank) for rank, family in enumerate(ServiceFamily)]
        services = HospitalService.objects.filter(unit=unit, closed_on=None)
        services = services.order_by(Case(*ranks), "name")
        field = self.fields["services"]
        field.queryset = services  # type: ignore[attr-defined]
        field.initial = services
        field.label_from_instance = (  # type: ignore[attr-defined]
            lambda service: f"{service.name} – {service.get_family_display().lower()}"
        )

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.on:
            raise forms.ValidationError("Cette date est dans le futur.")
        return day


class ContributionForm(VersionedForm):
    """What the head of a service says of it, by a personal link."""

    dmia_h = forms.IntegerField(
        label="Au bout de combien d’heures sans informatique les soins sont-ils en danger\u00a0?",
        min_value=0,
        max_value=8760,
    )
    pdma_h = forms.IntegerField(
        label="Combien d’heures de données pouvez-vous perdre sans danger\u00a0?",
        min_value=0,
        max_value=8760,
    )
    comment = forms.CharField(
        label="Ce qu’il faut savoir de votre service",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        values = dict(self.cleaned_data)
        return {"expected_version": values.pop("version"), **values}
