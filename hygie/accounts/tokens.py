"""Secrets of invitations and personal links: shown once, only their SHA-256 is kept."""

import hashlib
import secrets

SECRET_BYTES = 32
SECRET_MAX_LENGTH = 100


def new_secret() -> str:
    """256 bits, in letters that an address takes as they are."""
    return secrets.token_urlsafe(SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """What is kept of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
