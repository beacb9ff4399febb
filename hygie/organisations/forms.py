"""Forms of the organisations: they parse and phrase; the services write."""

from datetime import date
from typing import Any

from django import forms
from django.db import models

from hygie.domain.identity.finess import FinessCheck, finess_check, finess_normalised
from hygie.organisations.enums import Kind, LinkRole, Sector, ServiceFamily
from hygie.organisations.finess.territory import department_of_code
from hygie.organisations.models import HospitalService, Organisation, identity_seen
from hygie.organisations.rights import DELEGABLE, GUEST_ROOMS, HELD_IN, Role, Room
from hygie.web.forms import (
    FrenchDateField,
    HygieForm,
    HygieModelForm,
    SubmissionForm,
    SubmissionModelForm,
    VersionedModelForm,
)

# FINESS holds hospitals opened under Louis XV: the import takes the same days.
EARLIEST = date(1700, 1, 1)


def clean_finess_text(text: str) -> str:
    """The nine characters typed with or without spaces; refuses another shape in French."""
    finess = finess_normalised(text)
    if finess_check(finess) is FinessCheck.WRONG_SHAPE:
        raise forms.ValidationError(
            "Un numéro FINESS compte neuf caractères, par exemple 310781406."
        )
    return finess


def clean_department_text(text: str) -> str:
    """The code of a department (31, 2A, 974), or ""; refuses in French what names none."""
    department = department_of_code(text)
    if text.strip() and not department:
        raise forms.ValidationError("Écrivez le code du département, par exemple 31 ou 2A.")
    return department


class UnitForm(HygieForm):
    """An establishment written by hand. A wrong FINESS key warns once, then is accepted."""

    finess = forms.CharField(label="Numéro FINESS juridique", max_length=14)
    name = forms.CharField(label="Nom de l’établissement", max_length=200)
    sector = forms.ChoiceField(label="Secteur", choices=Sector.choices, widget=forms.RadioSelect)
    department = forms.CharField(
        label="Département", max_length=3, help_text="Par exemple 31, 2A ou 974."
    )
    city = forms.CharField(label="Commune", max_length=100, required=False)
    opened_on = FrenchDateField(
        label="Ouvert le",
        required=False,
        earliest=EARLIEST,
        help_text="Utile seulement pour un établissement ouvert depuis 2025.",
    )
    key_confirmed = forms.BooleanField(
        label="Le numéro est bien celui-ci", required=False, widget=forms.HiddenInput
    )

    def clean_finess(self) -> str:
        finess = clean_finess_text(self.cleaned_data["finess"])
        if finess_check(finess) is not FinessCheck.OK and not self.data.get("key_confirmed"):
            self.fields["key_confirmed"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                "La clé de ce numéro FINESS n’est pas celle attendue. Vérifiez-le\u00a0; s’il est "
                "exact, cochez «\u00a0Le numéro est bien celui-ci\u00a0» et envoyez de nouveau."
            )
        return finess

    def clean_department(self) -> str:
        return clean_department_text(self.cleaned_data["department"])


class UnitChangeForm(HygieModelForm):
    """What an establishment may correct about itself."""

    opened_on = FrenchDateField(label="Ouvert le", required=False, earliest=EARLIEST)
    closed_on = FrenchDateField(label="Fermé le", required=False, earliest=EARLIEST)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organisation
        fields = ("name", "sector", "department", "city", "opened_on", "closed_on")
        labels = {"name": "Nom", "department": "Département", "city": "Commune"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = identity_seen(self.instance)

    def clean_department(self) -> str:
        return clean_department_text(self.cleaned_data["department"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened_on, closed_on = cleaned.get("opened_on"), cleaned.get("closed_on")
        if opened_on and closed_on and closed_on <= opened_on:
            self.add_error("closed_on", "La fermeture doit suivre l’ouverture.")
        return cleaned


class GroupForm(HygieForm):
    """A GHT or a private group."""

    kind = forms.ChoiceField(
        label="Type",
        choices=[(Kind.GHT.value, Kind.GHT.label), (Kind.GROUP.value, Kind.GROUP.label)],
        widget=forms.RadioSelect,
    )
    code = forms.SlugField(
        label="Code", max_length=40, help_text="Court et sans espace, par exemple OCC-04."
    )
    name = forms.CharField(label="Nom", max_length=200)


class LinkForm(HygieForm):
    """Attaches a unit to a GHT or group."""

    parent = forms.ModelChoiceField(
        label="GHT ou groupe", queryset=Organisation.objects.none(), empty_label="Choisir"
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=[
            ("", "Choisir"),
            *(choice for choice in LinkRole.choices if choice[0] != LinkRole.SITE),
        ],
    )
    since = FrenchDateField(label="Depuis le", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            kind__in=(Kind.GHT, Kind.GROUP)
        )


class MembershipForm(SubmissionForm):
    """Gives a role to a person, known or not yet."""

    email = forms.EmailField(label="Adresse électronique")
    full_name = forms.CharField(label="Prénom et nom", max_length=150)
    role = forms.ChoiceField(label="Rôle")
    room = forms.ChoiceField(
        label="Domaine ouvert à l’invité",
        required=False,
        choices=[("", "—"), *((room.value, room.label) for room in GUEST_ROOMS)],
    )
    since = FrenchDateField(label="À partir du")
    until = FrenchDateField(
        label="Jusqu’au",
        required=False,
        help_text="Premier jour sans ce droit. Nécessaire pour un invité ou un intérim.",
    )
    is_interim = forms.BooleanField(label="C’est un intérim", required=False)

    def __init__(self, *args: Any, organisation: Organisation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if organisation.kind in HELD_IN[role]
        ]
        self.fields["since"].initial = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", "La fin du droit doit suivre son début.")
        if cleaned.get("role") == Role.GUEST:
            if not cleaned.get("room"):
                self.add_error("room", "Choisissez le domaine que l’invité pourra lire.")
            if not until:
                self.add_error("until", "Le droit d’un invité porte toujours une date de fin.")
        elif cleaned.get("room"):
            self.add_error("room", "Ce domaine ne vaut que pour un invité\u00a0: laissez-le vide.")
        if cleaned.get("is_interim") and not until:
            self.add_error("until", "Un intérim porte une date de fin.")
        return cleaned


class DelegationForm(HygieForm):
    """Opens rooms of the unit to its GHT or group."""

    grantee = forms.ModelChoiceField(
        label="Au profit de", queryset=Organisation.objects.none(), empty_label="Choisir"
    )
    rooms = forms.MultipleChoiceField(
        label="Domaines ouverts",
        choices=[(room.value, Room(room).label) for room in DELEGABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    can_write = forms.BooleanField(label="Le groupement peut aussi écrire", required=False)
    since = FrenchDateField(label="À partir du")
    until = FrenchDateField(label="Jusqu’au", required=False)
    reference = forms.CharField(
        label="Référence de l’acte écrit",
        max_length=200,
        help_text="Convention, décision ou courrier qui porte la délégation.",
    )

    def __init__(self, *args: Any, groups: list[Organisation], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grantee = self.fields["grantee"]
        grantee.queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=[group.pk for group in groups]
        )
        if len(groups) == 1:
            grantee.initial = groups[0]
        self.fields["since"].initial = today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", "La fin de la délégation doit suivre son début.")
        return cleaned


class HospitalServiceFields(HygieModelForm):
    """A service of the establishment."""

    pole_name = forms.CharField(label="Pôle", max_length=120, required=False)
    family = forms.ChoiceField(
        label="Famille au sens de l’instruction",
        choices=ServiceFamily.choices,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = HospitalService
        fields = ("name", "family", "head_name")
        labels = {"name": "Nom du service", "head_name": "Responsable"}

    def __init__(self, *args: Any, unit: Organisation, **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(*args, **kwargs)
        if self.instance.pole is not None:
            self.fields["pole_name"].initial = self.instance.pole.name

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        same = HospitalService.objects.filter(unit=self.unit, name=name)
        if same.exclude(pk=self.instance.pk).exists() and not self._is_sent_twice(same):
            raise forms.ValidationError("Un service porte déjà ce nom.")
        return name

    def _is_sent_twice(self, same: models.QuerySet[HospitalService]) -> bool:
        """Whether the service of that name is the one this very form made."""
        sent = str(self.data.get("new_id", ""))
        return sent in {str(service.pk) for service in same}


class HospitalServiceForm(SubmissionModelForm, HospitalServiceFields):
    """Creates a service."""


class HospitalServiceEditForm(VersionedModelForm, HospitalServiceFields):
    """Changes a service."""
