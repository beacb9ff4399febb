"""The people who sign in, their invitations, and the personal links of those without an account."""

import secrets
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from hygie.domain.names import search_key


def new_stamp() -> str:
    """A value no session has seen: writing it on an account ends all its sessions."""
    return secrets.token_urlsafe(16)


class UserManager(BaseUserManager["User"]):
    """Accounts are found by their e-mail, whatever its letter case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account with an unusable password unless one is given."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


class User(AbstractBaseUser):
    """One person. Rights come from memberships, never from the account itself."""

    email = models.EmailField("adresse électronique", unique=True)
    full_name = models.CharField("nom", max_length=150)
    job_title = models.CharField("fonction", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    is_active = models.BooleanField("compte ouvert", default=True)
    is_demo = models.BooleanField(
        "compte de démonstration",
        default=False,
        help_text="Dispensé du second facteur\u00a0; signalé sur chaque page.",
    )
    must_use_second_factor = models.BooleanField("second facteur exigé", default=False)
    session_stamp = models.CharField(max_length=32, default=new_stamp, editable=False)
    search = models.CharField(max_length=300, editable=False, db_index=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["search", "id"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search = search_key(f"{self.full_name} {self.email}")[:300]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session keeps of the account: it dies when the password or the stamp changes."""
        key_salt = "hygie.accounts.models.User.get_session_auth_hash"
        value = f"{self.password}|{self.session_stamp}"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def journal_id(self) -> int | None:
        return self.pk

    @property
    def journal_name(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: rights are decided by Scope."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self, now: datetime) -> "InvitationQuerySet":
        """Invitations that still open a page."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A one-time right to choose the password of an account, or to open the very first one.

    `user` None: the first account of an empty instance. Only the SHA-256 of the secret is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="invitations_made"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("utilisée le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoquée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"invitation de {self.user}" if self.user else "invitation de premier démarrage"


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def usable(self, now: datetime) -> "PersonalLinkQuerySet":
        """Links neither revoked nor past their end."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class PersonalLink(models.Model):
    """A right to answer one form about one object until a day, without account or password.

    Only the SHA-256 of the secret is kept: the link itself is shown once, to who makes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    holder_name = models.CharField("contributeur", max_length=150)
    holder_email = models.EmailField("adresse électronique", blank=True)
    organisation_id = models.BigIntegerField("établissement")
    room = models.CharField("domaine", max_length=40)
    subject_kind = models.CharField("type d’objet", max_length=60)
    subject_id = models.CharField("identifiant de l’objet", max_length=64)
    subject_label = models.CharField("objet", max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="créé par")
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    last_used_at = models.DateTimeField("dernière utilisation", null=True, blank=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="link_subject")]

    def __str__(self) -> str:
        return f"lien de {self.holder_name}"

    @property
    def journal_id(self) -> int | None:
        return None

    @property
    def journal_name(self) -> str:
        return f"{self.holder_name} (lien personnel)"
