"""Forms of the evidence: they parse and phrase; the services write."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator

from hygie.documents.contents import ACCEPT
from hygie.documents.enums import Form
from hygie.documents.sentences import ACCEPTED
from hygie.web.formats import file_size
from hygie.web.forms import HygieForm, SubmissionForm

WRONG_LINK = (
    "Cette adresse n’est pas reconnue\u00a0: copiez-la en entier, de https:// ou http:// à la fin."
)


class EvidenceForm(SubmissionForm):
    """A piece in one of three forms; only what its form asks for is read."""

    kind = forms.ChoiceField(
        label="Sous quelle forme\u00a0?",
        choices=Form.choices,
        initial=Form.FILE,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label="Intitulé",
        max_length=200,
        help_text="Ce que la pièce est\u00a0: «\u00a0RETEX signé de l’exercice d’octobre\u00a0».",
    )
    upload = forms.FileField(label="Fichier", required=False, max_length=255)
    url = forms.CharField(
        label="Adresse du lien",
        required=False,
        max_length=500,
        help_text="Une adresse qui commence par https:// ou http://.",
        validators=[URLValidator(schemes=["http", "https"], message=WRONG_LINK)],
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    held_by = forms.CharField(
        label="Détenue par",
        required=False,
        max_length=150,
        help_text="Le service, la personne ou le lieu\u00a0: «\u00a0Direction des achats\u00a0».",
    )
    reference = forms.CharField(
        label="Référence",
        required=False,
        max_length=150,
        help_text="Facultatif\u00a0: numéro du document, cote, version.",
    )
    groups = (
        ("La pièce", ("title", "kind")),
        ("Si c’est un fichier", ("upload",)),
        ("Si c’est un lien", ("url",)),
        ("Si quelqu’un la détient", ("held_by", "reference")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["upload"]
        field.widget.attrs["accept"] = ACCEPT
        limit = file_size(settings.EVIDENCE_MAX_BYTES)
        field.help_text = f"{ACCEPTED}, {limit} au plus. Le contenu est vérifié à l’arrivée."
        field.error_messages["empty"] = "Le fichier est vide\u00a0: choisissez-en un autre."


class WithdrawalForm(HygieForm):
    """Why a piece is withdrawn."""

    reason = forms.CharField(
        label="Motif du retrait",
        max_length=300,
        help_text="La pièce quitte les listes\u00a0; elle est gardée, avec ce motif.",
    )


class RoomFilterForm(HygieForm):
    """The action whose pieces are listed."""

    domaine = forms.ChoiceField(label="Domaine", required=False)

    def __init__(self, *args: Any, rooms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domaine"].choices = [("", "Tous les domaines"), *rooms]  # type: ignore[attr-defined]  # a ChoiceField
