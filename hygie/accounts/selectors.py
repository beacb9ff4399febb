"""Reads of the room."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from hygie.accounts.models import Invitation, PersonalLink, User
from hygie.accounts.user_agents import browser_name
from hygie.domain.names import search_key


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What an account has set up. `is_on`: an application or a key, codes alone do not count."""

    has_totp: bool
    passkeys: int
    recovery_codes_left: int

    @property
    def is_on(self) -> bool:
        return self.has_totp or self.passkeys > 0


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session still open, as its holder may recognise it."""

    id: int
    browser: str
    ip: str
    signed_in_at: datetime
    is_current: bool


def user_by_email(email: str) -> User | None:
    """The account of this address, whatever its letter case."""
    return User.objects.filter(email__iexact=email.strip()).first()


def users_matching(words: str) -> QuerySet[User]:
    """Accounts whose name or address contains the text, accents or not; all without text."""
    return User.objects.filter(search__contains=search_key(words))


def has_demo_accounts() -> bool:
    """Whether accounts of demonstration, without second factor, may sign in here."""
    return User.objects.filter(is_demo=True, is_active=True).exists()


def second_factor_of(user: User) -> SecondFactor:
    """The second factor of an account, in one query."""
    authenticators = list(Authenticator.objects.filter(user=user))
    by_type = [authenticator.type for authenticator in authenticators]
    codes = next((a for a in authenticators if a.type == Authenticator.Type.RECOVERY_CODES), None)
    return SecondFactor(
        has_totp=Authenticator.Type.TOTP in by_type,
        passkeys=by_type.count(Authenticator.Type.WEBAUTHN),
        recovery_codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def has_main_factor(user: User, *, without: Authenticator | None = None) -> bool:
    """Whether the account has an application or a key, not counting `without`."""
    main = Authenticator.objects.filter(
        user=user, type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    )
    return bool((main.exclude(pk=without.pk) if without else main).exists())


def sessions_of(user: User, *, current_key: str | None) -> list[OpenSession]:
    """The open sessions of an account, the current one first, then the latest; two queries."""
    known = list(UserSession.objects.filter(user=user).order_by("-created_at", "-id"))
    alive = set(
        Session.objects.filter(
            session_key__in=[session.session_key for session in known],
            expire_date__gt=timezone.now(),
        ).values_list("session_key", flat=True)
    )
    sessions = [
        OpenSession(
            id=session.pk,
            browser=browser_name(session.user_agent),
            ip=session.ip,
            signed_in_at=session.created_at,
            is_current=session.session_key == current_key,
        )
        for session in known
        if session.session_key in alive
    ]
    return sorted(sessions, key=lambda session: not session.is_current)


def pending_invitation(user: User) -> Invitation | None:
    """The invitation that this account has not used yet."""
    return Invitation.objects.pending(timezone.now()).filter(user=user).first()


def links_about(subject_kind: str, subject_id: object) -> QuerySet[PersonalLink]:
    """Every link made to an object, latest first, with who made it."""
    links = PersonalLink.objects.filter(subject_kind=subject_kind, subject_id=str(subject_id))
    return links.select_related("created_by")
