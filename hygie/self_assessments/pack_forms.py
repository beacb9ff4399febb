"""Forms of the packs: a file sent, then taken once it was looked at."""

from typing import Any

from django import forms
from django.db.models import Q

from hygie.domain.packs import MAX_BYTES
from hygie.organisations.models import Organisation
from hygie.self_assessments.models import MeasurePack
from hygie.self_assessments.services.sharing import units_to_share_with
from hygie.web.formats import file_size
from hygie.web.forms import HygieForm, SubmissionForm

OFFICIAL_CHOICE, OTHER_CHOICE = "official", "other"


class PackFileForm(SubmissionForm):
    """A file of measures: our format, our workbook, or a CISO Assistant library."""

    file = forms.FileField(
        label="Fichier",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.json,.xlsx"}),
        max_length=200,
        help_text=(
            "Modèle XLSX rempli, YAML, ou bibliothèque CISO Assistant\u00a0; "
            f"{file_size(MAX_BYTES)} au plus."
        ),
        error_messages={"required": "Choisissez le fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(
                f"Le fichier est trop grand\u00a0: {file_size(MAX_BYTES)} au plus."
            )
        return upload


class PackShareForm(HygieForm):
    """The other establishments that may use a pack."""

    units = forms.ModelMultipleChoiceField(
        label="Établissements qui peuvent s’en servir",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=("Décoché, un établissement garde les auto-évaluations qu’il a commencées avec."),
    )

    def __init__(self, *args: Any, unit: Organisation, pack: MeasurePack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = pack.shares.values_list("unit_id", flat=True)
        # Who left the group since is there too: it is untied by being unticked, not by a save.
        offered = Q(pk__in=units_to_share_with(unit).order_by().values("pk")) | Q(pk__in=shared)
        rows = Organisation.objects.filter(offered).order_by("name", "pk")
        self.fields["units"].queryset = rows  # type: ignore[attr-defined]
        self.fields["units"].initial = shared


class PackTakeForm(HygieForm):
    """Takes what the file holds, saying what it is."""

    kind = forms.ChoiceField(
        label="Ce référentiel est",
        choices=[
            (
                OFFICIAL_CHOICE,
                "la copie du texte officiel des mesures prioritaires, détenue par l’établissement",
            ),
            (OTHER_CHOICE, "un autre référentiel\u00a0: il ne compte pas pour l’obligation 2.a"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, may_be_official: bool, says_official: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if may_be_official:
            self.fields["kind"].initial = OFFICIAL_CHOICE if says_official else OTHER_CHOICE
        else:
            del self.fields["kind"]

    @property
    def is_official(self) -> bool:
        return self.cleaned_data.get("kind") == OFFICIAL_CHOICE
