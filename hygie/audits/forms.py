"""Short forms of action 3: a date and a name are often enough."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from hygie.audits.enums import Level, Service
from hygie.audits.models import (
    AdsResult,
    Directory,
    DirectoryInventory,
    ExposureAudit,
    Registration,
    Smsi,
)
from hygie.organisations.fact_forms import FactEditForm, FactForm, PastDays
from hygie.organisations.models import Link, Organisation
from hygie.web.forms import FrenchDateField

POINT = re.compile(r"\b(?:vuln|warning|info)\d?_[a-z0-9_]{3,80}\b")
MAX_POINTS = 200
REFUSED_SHOWN = 5


class DirectoryFields(PastDays):
    past = ("entered_on", "left_on")
    entered_on = FrenchDateField(
        label="En service depuis le",
        help_text="Un annuaire est attendu à l’audit à partir du trimestre qui suit.",
    )
    left_on = FrenchDateField(label="Hors service depuis le", required=False)

    class Meta:
        model = Directory
        fields = ("name", "entered_on", "forest_dns", "forest_guid", "left_on")
        labels = {
            "name": "Nom de l’annuaire",
            "forest_dns": "Nom DNS de la forêt",
            "forest_guid": "GUID de la forêt",
        }
        help_texts = {
            "forest_guid": "Facultatif. Il évite qu’une forêt partagée soit suivie deux fois."
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        guid = cleaned.get("forest_guid")
        if guid is not None:
            own = (self.instance.pk, cleaned.get("new_id"))
            known = Directory.objects.filter(forest_guid=guid).exclude(pk__in=own)
            followed = known.select_related("bearer").first()
            if followed is not None:
                self.add_error("forest_guid", already_followed(followed, self.bearer, self.on))
        return cleaned


def already_followed(directory: Directory, unit: Organisation, on: date) -> str:
    """Says that a forest is followed already, naming only what `unit` may know."""
    if directory.bearer_id == unit.pk:
        return f"Vous suivez déjà cette forêt\u00a0: «\u00a0{directory.name}\u00a0»."
    groups = Link.objects.active_on(on).filter(child=unit).values("parent")
    links = Link.objects.active_on(on).filter(child=directory.bearer, parent__in=groups)
    who = directory.bearer.name if links.exists() else "une autre organisation"
    return (
        f"Cette forêt est déjà suivie par {who}. Une forêt ne se suit qu’une fois\u00a0: demandez "
        "à qui la suit de la porter aussi pour vous."
    )


class DirectoryForm(FactForm, DirectoryFields):
    """Notes a directory."""


class DirectoryEditForm(FactEditForm, DirectoryFields):
    """Corrects a directory."""


def followed_elsewhere(unit: Organisation) -> str:
    """Where the audits of the other directories that count for `unit` are noted; "" without any."""
    others = Directory.objects.borne_for(unit).exclude(bearer=unit).select_related("bearer")
    named = ", ".join(f"{one.name} ({one.bearer.name})" for one in others)
    if not named:
        return ""
    said = "L’audit de ces autres annuaires est noté par qui les suit, et compte ici"
    return f"{said}\u00a0: {named}."


class AdsResultFields(PastDays):
    past = ("done_on",)
    bears_for_others = False
    directory = forms.ModelChoiceField(
        label="Annuaire", queryset=Directory.objects.none(), empty_label="Choisir l’annuaire"
    )
    done_on = FrenchDateField(label="Date de l’audit")
    level = forms.TypedChoiceField(
        label="Niveau ADS (score) du rapport",
        choices=[("", "On ne sait pas encore"), *Level.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    failed_points = forms.CharField(
        label="Points non conformes",
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Facultatif. Collez la liste du rapport\u00a0: chaque ligne porte "
        "l’identifiant du point (vuln_…), que Hygie garde avec son titre.",
    )

    class Meta:
        model = AdsResult
        fields = ("directory", "done_on", "level", "failed_points")

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        directories = Directory.objects.filter(bearer=bearer)
        field = self.fields["directory"]
        field.queryset = directories  # type: ignore[attr-defined]
        field.help_text = followed_elsewhere(bearer)
        only = directories[:2]
        if len(only) == 1:
            field.initial = only[0].pk
        if self.instance.failed_points:
            self.initial["failed_points"] = "\n".join(self.instance.failed_points)

    def clean_failed_points(self) -> list[str]:
        text = self.cleaned_data["failed_points"].lower()
        found = sorted(set(POINT.findall(text)))
        refused = unread(text.splitlines())
        if refused:
            shown = ", ".join(f"«\u00a0{line[:60]}\u00a0»" for line in refused[:REFUSED_SHOWN])
            more = len(refused) - REFUSED_SHOWN
            raise forms.ValidationError(
                f"Ces lignes n’ont pas d’identifiant de point (vuln_…)\u00a0: {shown}"
                + (f" et {more} autres." if more > 0 else ".")
            )
        if len(found) > MAX_POINTS:
            raise forms.ValidationError("Ce texte contient trop d’identifiants de points.")
        return found


def unread(lines: Iterable[str]) -> list[str]:
    """The lines where no identifier of a point is read; empty lines aside."""
    return [line.strip() for line in lines if line.strip() and not POINT.search(line)]


class AdsResultForm(FactForm, AdsResultFields):
    """Notes an ADS result."""


class AdsResultEditForm(FactEditForm, AdsResultFields):
    """Corrects an ADS result."""


class InventoryFields(PastDays):
    past = ("signed_on",)
    signed_on = FrenchDateField(label="Signé le")
    says_all_listed = forms.BooleanField(
        label="L’inventaire dit que tous les annuaires sont listés",
        required=False,
        help_text="3.c le demande. Laissez la case vide s’il ne le dit pas.",
    )

    class Meta:
        model = DirectoryInventory
        fields = ("signed_on", "says_all_listed", "signed_by")
        labels = {"signed_by": "Signé par"}


class InventoryForm(FactForm, InventoryFields):
    """Notes a signed inventory."""


class InventoryEditForm(FactEditForm, InventoryFields):
    """Corrects a signed inventory."""


class RegistrationFields(PastDays):
    past = ("registered_on",)
    service = forms.ChoiceField(label="Service", choices=Service.choices, widget=forms.RadioSelect)
    registered_on = FrenchDateField(label="Inscrit le")

    class Meta:
        model = Registration
        fields = ("service", "registered_on", "reference")
        labels = {"reference": "Référence"}


class RegistrationForm(FactForm, RegistrationFields):
    """Notes a registration."""


class RegistrationEditForm(FactEditForm, RegistrationFields):
    """Corrects a registration."""


class ExposureFields(PastDays):
    past = ("done_on",)
    done_on = FrenchDateField(label="Date de l’audit")

    class Meta:
        model = ExposureAudit
        fields = ("done_on", "level", "perimeter")
        labels = {"level": "Niveau rendu par le rapport", "perimeter": "Périmètre"}


class ExposureForm(FactForm, ExposureFields):
    """Notes a SILENE audit."""


class ExposureEditForm(FactEditForm, ExposureFields):
    """Corrects a SILENE audit."""


class SmsiFields(PastDays):
    past = ("named_on",)
    named_on = FrenchDateField(label="En place depuis le")
    until = FrenchDateField(label="Jusqu’au", required=False)

    class Meta:
        model = Smsi
        fields = ("named_on", "rssi_name", "until")
        labels = {"rssi_name": "RSSI qui le supervise"}
        help_texts = {"rssi_name": "Sans RSSI nommé, l’obligation 3.d n’est pas faite."}


class SmsiForm(FactForm, SmsiFields):
    """Notes the SMSI."""


class SmsiEditForm(FactEditForm, SmsiFields):
    """Corrects the SMSI."""
