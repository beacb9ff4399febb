"""The computation of one fiscal year: amounts, sharing, ETP, entry on the platform."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from hygie.digital_budget import checks
from hygie.digital_budget.pool import valid_pool
from hygie.domain.budget_formulas import F1, ZERO, Amounts, Share, share_f1, share_f2
from hygie.organisations.models import Fact
from hygie.organisations.rights import Room

FIRST_YEAR, LAST_YEAR = 2015, 2035
POSITIVE = MinValueValidator(ZERO, "Un montant ne peut pas être négatif.")


def amount(name: str) -> "models.DecimalField[Any, Any]":
    """Euros with cents; None: not known."""
    return models.DecimalField(
        name, max_digits=15, decimal_places=2, null=True, blank=True, validators=[POSITIVE]
    )


def number(name: str, places: int) -> "models.DecimalField[Any, Any]":
    """A quantity that is not euros; None: not known."""
    return models.DecimalField(
        name, max_digits=15, decimal_places=places, null=True, blank=True, validators=[POSITIVE]
    )


class BudgetComputation(Fact):
    """The computation of a fiscal year. Every amount may be unknown; titles go all or none.

    Answers None: « on ne sait pas ». `computed_on`: validated in the establishment. `entered_on`:
    entered on the national platform; `receipt`: the reference that proves it, "" while missing.
    `formula`: name and version of the formula at the time of the computation.
    """

    fact_kind: ClassVar[str] = "budget_computation"
    room: ClassVar[Room] = Room.DIGITAL_BUDGET

    fiscal_year = models.PositiveSmallIntegerField(
        "exercice budgétaire",
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    formula = models.CharField(max_length=20, default=F1.code, editable=False)
    charges_t1 = amount("charges du titre 1")
    charges_t2 = amount("charges du titre 2")
    charges_t3 = amount("charges du titre 3")
    charges_t4 = amount("charges du titre 4")
    charges_total = amount("total des charges")
    principal_charges = amount("charges du seul budget principal")
    digital_t1 = amount("charges numériques du titre 1")
    digital_t2 = amount("charges numériques du titre 2")
    digital_t3 = amount("charges numériques du titre 3")
    digital_t4 = amount("charges numériques du titre 4")
    depreciation = amount("compte 68 dans les charges")
    digital_depreciation = amount("compte 68 dans les charges numériques")
    investments = amount("investissements")
    digital_investments = amount("investissements numériques")
    has_shared_spending = models.BooleanField("dépenses partagées", null=True, blank=True)
    shared_by_combined_activity = models.BooleanField(
        "part selon l’activité combinée", null=True, blank=True
    )
    shared_received = amount("part reçue")
    paid_to_group = amount("déjà versé au groupe")
    shared_gross = amount("dépense partagée")
    own_activity = number("activité combinée de l’établissement", 2)
    total_activity = number("somme des activités combinées", 2)
    activity_source = models.CharField("source de l’activité combinée", max_length=150, blank=True)
    activity_year = models.PositiveSmallIntegerField(
        "année de l’activité combinée",
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    pool = models.TextField(
        "membres du partage", max_length=4000, blank=True, validators=[valid_pool]
    )
    has_non_sanitary_structures = models.BooleanField(
        "structures non sanitaires", null=True, blank=True
    )
    counts_whole_expense = models.BooleanField("dépense entière comptée", null=True, blank=True)
    follows_note_2019_207 = models.BooleanField("suit la note de 2019", null=True, blank=True)
    etp_ssi_own = number("ETP propres", 3)
    etp_ssi_shared = number("ETP mutualisés", 3)
    computed_on = models.DateField("calcul validé le", null=True, blank=True)
    entered_on = models.DateField("saisi sur la plateforme le", null=True, blank=True)
    receipt = models.CharField("référence de l’accusé", max_length=200, blank=True)

    class Meta:
        verbose_name = "calcul de la part numérique"
        verbose_name_plural = "calculs de la part numérique"
        ordering = ["-fiscal_year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bearer", "fiscal_year"],
                name="budget_computation_once",
                violation_error_message=(
                    "Un calcul est déjà noté pour cet exercice\u00a0: corrigez-le plutôt."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"Budget numérique {self.fiscal_year}"

    def clean(self) -> None:
        checks.check(self)

    @property
    def bearer_finess(self) -> str | None:
        """FINESS number of who bears it; None while nobody does."""
        return self.bearer.finess if self.bearer_id else None

    def sum_of(self, names: Iterable[str]) -> Decimal | None:
        """The sum of these amounts; None when one is not known."""
        values = [getattr(self, name) for name in names]
        return None if None in values else sum(values, ZERO)

    @property
    def charges(self) -> Decimal | None:
        """Total of the charges: the four titles, else the total given."""
        titles = self.sum_of(checks.CHARGES)
        total: Decimal | None = self.charges_total
        return total if titles is None else titles

    @property
    def digital(self) -> Decimal | None:
        """Own digital charges."""
        return self.sum_of(checks.DIGITAL)

    @property
    def has_digital(self) -> bool:
        return any(getattr(self, name) is not None for name in checks.DIGITAL)

    @property
    def has_key(self) -> bool:
        """Whether a whole key of activité combinée is given."""
        return all(getattr(self, name) for name in checks.KEY)

    @property
    def part_by_key(self) -> Decimal | None:
        """The part of the shared spending that the key gives, in cents."""
        return checks.part_of(self)

    @property
    def shared(self) -> Decimal:
        """The shared part added to both sides: as received, else as the key gives it."""
        received: Decimal | None = self.shared_received
        return (self.part_by_key or ZERO) if received is None else received

    @property
    def amounts(self) -> Amounts | None:
        """What the formulas read; None while charges or digital charges are not known."""
        if self.charges is None or self.digital is None:
            return None
        return Amounts(
            charges=self.charges,
            digital=self.digital,
            shared=self.shared,
            paid_to_group=self.paid_to_group or ZERO,
            depreciation=self.depreciation,
            digital_depreciation=self.digital_depreciation,
            investments=self.investments,
            digital_investments=self.digital_investments,
        )

    @property
    def share(self) -> Share | None:
        """The share by F1; None while it cannot be computed."""
        return share_f1(self.amounts) if self.amounts else None

    @property
    def share_with_investments(self) -> Share | None:
        """The share by F2; None while it cannot be computed."""
        return share_f2(self.amounts) if self.amounts else None

    @property
    def share_on_principal(self) -> Share | None:
        """The share by F1 on the principal budget alone, for information."""
        if self.amounts is None or self.principal_charges is None:
            return None
        net = self.principal_charges - (self.paid_to_group or ZERO) + self.shared
        return Share(F1, self.amounts.digital + self.shared, net) if net > ZERO else None

    @property
    def etp_ssi(self) -> Decimal | None:
        """ETP devoted to the security of information systems, own and shared."""
        own: Decimal | None = self.etp_ssi_own
        return None if own is None else own + (self.etp_ssi_shared or ZERO)

    @property
    def follows_combined_activity(self) -> bool | None:
        """Whether the shared part follows the activité combinée: a key given is an answer."""
        answer: bool | None = self.shared_by_combined_activity
        return True if answer is None and self.has_key else answer

    @property
    def shares_spending(self) -> bool | None:
        """Whether spending is shared: a key or a part received is an answer."""
        answer: bool | None = self.has_shared_spending
        is_shared = self.has_key or bool(self.shared_received)
        return True if answer is None and is_shared else answer

    @property
    def is_entered(self) -> bool:
        """Whether the entry is closed: a receipt proves it."""
        return self.entered_on is not None and bool(self.receipt)
