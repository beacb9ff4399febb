"""Settings of the tests: quick password hashing, files in a temporary folder."""

import tempfile
from pathlib import Path

from hygie.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="hygie-test-"))
STATIC_ROOT = Path(tempfile.mkdtemp(prefix="hygie-test-static-"))
ALLOWED_HOSTS = ["*"]
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
