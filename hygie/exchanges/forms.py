"""What is sent: the workbook with its ZIP, and the reason of an undo."""

from django import forms

from hygie.web.forms import HygieForm, SubmissionForm


class WorkbookField(forms.FileField):
    """The XLSX; `accept` only helps to choose, the content decides."""

    widget = forms.ClearableFileInput(attrs={"accept": ".xlsx"})


class ArchiveField(forms.FileField):
    """The ZIP of the pieces."""

    widget = forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"})


class HistoryForm(SubmissionForm):
    """A workbook made from the template, and its proofs."""

    file = WorkbookField(
        label="Classeur rempli",
        help_text="Le modèle XLSX, enregistré par Excel ou LibreOffice.",
        error_messages={
            "required": "Choisissez le classeur à lire.",
            "empty": "Ce fichier est vide.",
        },
    )
    proofs = ArchiveField(
        label="Pièces (ZIP)",
        required=False,
        help_text="Facultatif. Chaque fichier rejoint la ligne dont la colonne "
        "«\u00a0Pièce\u00a0» porte son nom.",
        error_messages={"empty": "Ce fichier est vide."},
    )


class UndoForm(HygieForm):
    """Why an import is taken back."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il reste au journal, avec ce que chaque fait était.",
    )
