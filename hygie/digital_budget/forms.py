"""The form of a computation: only the fiscal year is required, what is not known stays empty."""

from datetime import date
from typing import Any

from django import forms

from hygie.digital_budget.models import BudgetComputation
from hygie.organisations.fact_forms import FactEditForm, FactForm, FactFormMixin
from hygie.organisations.models import Organisation
from hygie.web.forms import AnswerField, FrenchDateField, FrenchDecimalField

TITLES = (
    "Titre 1, personnel",
    "Titre 2, médical",
    "Titre 3, hôtelier et général",
    "Titre 4, amortissements, provisions, charges financières et exceptionnelles",
)
DIGITAL_TITLES = tuple(f"Numérique, {title[0].lower()}{title[1:]}" for title in TITLES)


def euros(label: str, hint: str = "") -> FrenchDecimalField:
    """An amount « 1 234 567,89 »."""
    return FrenchDecimalField(
        label=label, help_text=hint, unit="€", required=False, max_digits=15, decimal_places=2
    )


def quantity(label: str, hint: str = "", places: int = 2) -> FrenchDecimalField:
    """A figure that is not euros."""
    return FrenchDecimalField(
        label=label, help_text=hint, required=False, max_digits=15, decimal_places=places
    )


def year(label: str, *, required: bool, hint: str = "") -> forms.IntegerField:
    """A year of four figures."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input-number"})
    return forms.IntegerField(label=label, required=required, help_text=hint, widget=widget)


class ComputationFields(FactFormMixin):
    bears_for_others = False

    fiscal_year = year(
        "Exercice budgétaire",
        required=True,
        hint="Une année close. Chaque année, le texte demande la précédente.",
    )
    computed_on = FrenchDateField(
        label="Calcul validé le",
        required=False,
        help_text="Laissez vide tant que le calcul n’est pas validé dans l’établissement.",
    )
    etp_ssi_own = quantity(
        "ETP propres consacrés à la sécurité des systèmes d’information",
        "De l’établissement, pas tout le service informatique. 0 est une réponse.",
        3,
    )
    etp_ssi_shared = quantity(
        "ETP mutualisés consacrés à la sécurité des systèmes d’information",
        "La part de l’équipe du GHT ou du groupe. L’instruction ne dit pas comment la répartir.",
        3,
    )
    charges_t1 = euros(TITLES[0])
    charges_t2 = euros(TITLES[1])
    charges_t3 = euros(TITLES[2])
    charges_t4 = euros(TITLES[3])
    charges_total = euros("Ou leur total", "À défaut des titres. Sans le budget G du GHT.")
    principal_charges = euros(
        "Dont budget principal seul", "Facultatif, pour montrer aussi la part sur ce seul budget."
    )
    digital_t1 = euros(DIGITAL_TITLES[0])
    digital_t2 = euros(DIGITAL_TITLES[1])
    digital_t3 = euros(DIGITAL_TITLES[2])
    digital_t4 = euros(DIGITAL_TITLES[3])
    has_shared_spending = AnswerField(
        required=False,
        label="Des dépenses numériques sont-elles partagées dans un GHT ou un groupe\u00a0?",
    )
    shared_by_combined_activity = AnswerField(
        required=False,
        label="Votre part est-elle calculée selon l’activité combinée\u00a0?",
        help_text="L’activité combinée, pas la clé comptable du compte 653.",
    )
    shared_received = euros(
        "Part qui vous revient", "Vide\u00a0: Hygie la calcule avec la clé ci-dessous."
    )
    paid_to_group = euros(
        "Déjà compris dans vos charges pour ce partage",
        "Compte 653, quote-part informatique des frais de siège\u00a0: retiré du total.",
    )
    shared_gross = euros(
        "Dépense partagée, en tout", "Nette des recettes venues de l’extérieur du groupe."
    )
    own_activity = quantity("Activité combinée de l’établissement")
    total_activity = quantity("Somme des activités combinées")
    activity_source = forms.CharField(
        label="Source de l’activité combinée", required=False, max_length=150
    )
    activity_year = year("Année de l’activité combinée", required=False)
    follows_note_2019_207 = AnswerField(
        required=False,
        label="Le calcul suit-il la note DGOS/PF2/2019/207\u00a0?",
        help_text="Demandé aux établissements publics.",
    )
    has_non_sanitary_structures = AnswerField(
        required=False,
        label="Y a-t-il des structures non sanitaires sous la même entité juridique\u00a0?",
        help_text="EHPAD, ESMS, école, centre de recherche…",
    )
    counts_whole_expense = AnswerField(
        required=False, label="Si oui, la dépense entière est-elle comptée\u00a0?"
    )
    depreciation = euros("Compte 68 dans les charges")
    digital_depreciation = euros("Compte 68 dans les charges numériques")
    investments = euros("Investissements de l’exercice")
    digital_investments = euros("Investissements numériques de l’exercice")
    entered_on = FrenchDateField(label="Saisi sur la plateforme nationale le", required=False)

    groups = (
        ("L’exercice", ("fiscal_year", "computed_on")),
        ("Sécurité des systèmes d’information", ("etp_ssi_own", "etp_ssi_shared")),
        (
            "Charges de l’exercice",
            (
                "charges_t1",
                "charges_t2",
                "charges_t3",
                "charges_t4",
                "charges_total",
                "principal_charges",
            ),
        ),
        (
            "Dont charges numériques propres",
            ("digital_t1", "digital_t2", "digital_t3", "digital_t4"),
        ),
        (
            "Ce qui est partagé",
            (
                "has_shared_spending",
                "shared_by_combined_activity",
                "shared_received",
                "paid_to_group",
                "shared_gross",
                "own_activity",
                "total_activity",
                "activity_source",
                "activity_year",
                "pool",
            ),
        ),
        (
            "Méthode et périmètre",
            ("follows_note_2019_207", "has_non_sanitary_structures", "counts_whole_expense"),
        ),
        (
            "Investissements, facultatif",
            ("depreciation", "digital_depreciation", "investments", "digital_investments"),
        ),
        ("Saisie sur la plateforme nationale", ("entered_on", "receipt")),
        ("D’où viennent ces chiffres", ("provenance", "note")),
    )

    class Meta:
        model = BudgetComputation
        fields = (
            "fiscal_year",
            "computed_on",
            "etp_ssi_own",
            "etp_ssi_shared",
            "charges_t1",
            "charges_t2",
            "charges_t3",
            "charges_t4",
            "charges_total",
            "principal_charges",
            "digital_t1",
            "digital_t2",
            "digital_t3",
            "digital_t4",
            "has_shared_spending",
            "shared_by_combined_activity",
            "shared_received",
            "paid_to_group",
            "shared_gross",
            "own_activity",
            "total_activity",
            "activity_source",
            "activity_year",
            "pool",
            "follows_note_2019_207",
            "has_non_sanitary_structures",
            "counts_whole_expense",
            "depreciation",
            "digital_depreciation",
            "investments",
            "digital_investments",
            "entered_on",
            "receipt",
        )
        labels = {"pool": "Membres du partage", "receipt": "Référence de l’accusé"}
        help_texts = {
            "pool": (
                "Facultatif\u00a0: une ligne par établissement, numéro FINESS puis activité "
                "combinée, «\u00a0310000001\u00a0: 210\u00a0000\u00a0». Les parts tombent alors au "
                "centime."
            ),
            "receipt": "Sans accusé, la saisie est notée mais ne compte pas encore.",
        }
        widgets = {"pool": forms.Textarea(attrs={"rows": 4})}


class ComputationForm(FactForm, ComputationFields):
    """Notes the computation of a fiscal year that has none yet; proposes the last closed.

    `noted`: the computations of the bearer by fiscal year; `chosen`: the one of the year typed.
    """

    chosen: BudgetComputation | None = None

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        rows = BudgetComputation.objects.filter(bearer=bearer).order_by("-fiscal_year")
        self.noted = {one.fiscal_year: one for one in rows}
        last_closed = on.year - 1
        self.fields["fiscal_year"].initial = None if last_closed in self.noted else last_closed

    def clean_fiscal_year(self) -> int:
        chosen: int = self.cleaned_data["fiscal_year"]
        self.chosen = self.noted.get(chosen)
        if self.chosen is not None:
            raise forms.ValidationError(
                f"Le calcul de l’exercice {chosen} est déjà noté\u00a0: ouvrez-le, ou choisissez "
                "une autre année.",
                code="noted",
            )
        return chosen


class ComputationEditForm(FactEditForm, ComputationFields):
    """Corrects a computation."""
