"""Who holds which role in which organisation, and what an establishment opened to its group."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.organisations.models.dated import DatedQuerySet
from hygie.organisations.models.organisation import Organisation
from hygie.organisations.rights import Role, Room


class MembershipQuerySet(DatedQuerySet["Membership"]):
    """Roles held."""


class Membership(models.Model):
    """A person holds a role in an organisation from a day until another, excluded."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name="personne",
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=12, choices=Role.choices)
    room = models.CharField(
        "domaine ouvert à l’invité", max_length=20, choices=Room.choices, blank=True
    )
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)
    is_interim = models.BooleanField("intérim", default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["user", "role", "organisation"], name="membership_user_role"),
            models.Index(fields=["organisation", "role"], name="membership_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                name="membership_days_in_order",
                violation_error_message="La fin du droit doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.GUEST) | Q(until__isnull=False),
                name="guest_has_an_end",
                violation_error_message="Le droit d’un invité porte toujours une date de fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}\u00a0: {self.get_role_display()} de {self.organisation}"


class DelegationQuerySet(DatedQuerySet["Delegation"]):
    """Rooms opened."""


class Delegation(models.Model):
    """An establishment opens one room to its GHT or group, in writing, with dates."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="delegations_given")
    grantee = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="delegations_received",
        verbose_name="au profit de",
    )
    room = models.CharField("domaine", max_length=20, choices=Room.choices)
    can_write = models.BooleanField("peut écrire", default=False)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)
    reference = models.CharField(
        "référence de l’acte écrit",
        max_length=200,
        help_text="Convention, décision ou courrier qui porte la délégation.",
    )
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField("acte joint", max_length=200, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "délégation"
        verbose_name_plural = "délégations"
        ordering = ["grantee", "room", "since"]
        indexes = [models.Index(fields=["unit", "room", "grantee"], name="delegation_unit_room")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                name="delegation_days_in_order",
                violation_error_message="La fin de la délégation doit suivre son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.grantee}\u00a0: {self.get_room_display()}"
