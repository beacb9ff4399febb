"""Secrets of invitations and personal links: shown once, only their SHA-256 is kept."""

import base64
import hashlib
import secrets
from uuid import UUID

from django.utils.crypto import salted_hmac

SECRET_BYTES = 32
SECRET_MAX_LENGTH = 100


def new_secret() -> str:
    """256 bits, in letters that an address takes as they are."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_of(sending: UUID) -> str:
    """256 bits drawn from the key of the instance for one form: sent twice, the same secret."""
    digest = salted_hmac("hygie.accounts.secret", str(sending), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def fingerprint(secret: str) -> str:
    """What is kept of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
