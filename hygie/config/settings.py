"""Settings of every instance; what differs is given by the environment (docs/exploitation.md)."""

from typing import Any

import dj_database_url

from hygie.config.env import env_bool, env_choice, env_int, env_list, env_text
from hygie.config.paths import data_dir, secret_key

DATA_DIR = data_dir()
SECRET_KEY = secret_key(DATA_DIR)
# Former keys: what they signed and encrypted is still read.
SECRET_KEY_FALLBACKS = env_text("HYGIE_SECRET_KEY_FALLBACKS").split()
DEBUG = env_bool("HYGIE_DEBUG", default=False)
HTTPS = env_bool("HYGIE_HTTPS", default=False)
ALLOWED_HOSTS = env_list("HYGIE_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("HYGIE_ORIGINS", [])

INSTALLED_APPS = [
    "hygie.web",
    "hygie.journal",
    "hygie.accounts",
    "hygie.organisations",
    "hygie.obligations",
    "hygie.documents",
    "hygie.logbook",
    "hygie.notifications",
    "hygie.quality_plan",
    "hygie.exercises",
    "hygie.self_assessments",
    "hygie.audits",
    "hygie.continuity",
    "hygie.identification",
    "hygie.digital_budget",
    "hygie.compliance",
    "hygie.oversight",
    "hygie.exchanges",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hygie.web.csp.ContentSecurityPolicyMiddleware",
    "hygie.web.nul.NulCharacterMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hygie.accounts.middleware.IdleSessionMiddleware",
    "hygie.accounts.middleware.SecondFactorMiddleware",
    "hygie.organisations.middleware.ScopeMiddleware",
]

CSRF_FAILURE_VIEW = "hygie.web.errors.csrf_failure"
ROOT_URLCONF = "hygie.config.urls"
ASGI_APPLICATION = "hygie.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hygie.organisations.context.shell",
                "hygie.compliance.context.rail",
                "hygie.exercises.context.exercise_band",
            ],
        },
    }
]


def database() -> dict[str, Any]:
    """PostgreSQL when `DATABASE_URL` says so, else the embedded SQLite, durable and in WAL mode."""
    url = env_text("DATABASE_URL")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "hygie.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Throttling of sign-in counts here, so every process must see the same table, on both databases:
# a memory cache would give each process its own count and forget it at each start. Counts must not
# be pushed out by a flood of other keys: hence the number of entries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hygie.accounts.passwords.FrenchUsualWordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hygie.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "hygie.accounts.forms.signin.LoginForm",
    "reauthenticate": "hygie.accounts.forms.signin.ReauthenticateForm",
    "change_password": "hygie.accounts.forms.password.ChangePasswordForm",
    "set_password": "hygie.accounts.forms.password.SetPasswordForm",
    "reset_password": "hygie.accounts.forms.password.ResetPasswordForm",
    "reset_password_from_key": "hygie.accounts.forms.password.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Hygie\u00a0: "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/compte/connexion/"
# A failure counts for the address and for the account; what succeeds is given back.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "hygie.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "hygie.accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "hygie.accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "hygie.accounts.forms.second_factor.ActivateTOTPForm",
    "deactivate_totp": "hygie.accounts.forms.second_factor.DeactivateTOTPForm",
    "generate_recovery_codes": "hygie.accounts.forms.second_factor.GenerateRecoveryCodesForm",
    "add_webauthn": "hygie.accounts.forms.second_factor.AddWebAuthnForm",
    "edit_webauthn": "hygie.accounts.forms.second_factor.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Hygie"
MFA_TOTP_TOLERANCE = 1  # clocks half a minute apart; a code still serves once (forms.second_factor)
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are opened by an administrator, never by sign-up
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Mail: without HYGIE_SMTP_HOST nothing is sent, and the screens say so.
EMAIL_HOST = env_text("HYGIE_SMTP_HOST")
EMAIL_ENABLED = bool(EMAIL_HOST)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_ENABLED
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_SECURITY = env_choice("HYGIE_SMTP_TLS", ("starttls", "tls", "non"), "starttls")
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_PORT = env_int("HYGIE_SMTP_PORT", 465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = env_text("HYGIE_SMTP_USER")
EMAIL_HOST_PASSWORD = env_text("HYGIE_SMTP_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_text("HYGIE_SMTP_FROM", "hygie@localhost")
ACCOUNT_EMAIL_NOTIFICATIONS = EMAIL_ENABLED
# Root of the addresses written in mails and calendars, which are read elsewhere.
NAMED_HOST = next((host for host in ALLOWED_HOSTS if host[0] not in "*."), "localhost")
PUBLIC_URL_IS_SAID = bool(env_text("HYGIE_URL"))
PUBLIC_URL = env_text("HYGIE_URL").rstrip("/") or (
    f"https://{NAMED_HOST}" if HTTPS else "http://localhost:8000"
)
# `hygie serve --reseau`: the authority that phones install (DER), the SHA-256 of what is served.
NETWORK_AUTHORITY: bytes = b""
NETWORK_FINGERPRINT = ""
# The worker inside `hygie serve`; without it, `hygie worker` is run beside.
WORKER_IN_SERVER = env_bool("HYGIE_WORKER", default=True)
PASSWORD_RESET_TIMEOUT = 3600

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "pieces"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_TEMP_DIR = None

EVIDENCE_MAX_BYTES = 25 * 1024 * 1024
FINESS_UPLOAD_MAX_BYTES = 400 * 1024 * 1024
# The largest file of a request, refused by `config.body_limit` before it is written to disk: for
# every address, then for those that take more (the second: a workbook and the ZIP of its proofs).
REQUEST_MAX_BYTES = EVIDENCE_MAX_BYTES
LARGE_REQUESTS = [
    (r"/administration/finess/$", FINESS_UPLOAD_MAX_BYTES),
    (r"/etablissements/[^/]+/reprise/", 320 * 1024 * 1024),
    (r"/etablissements/[^/]+/exercices/archives/", 100 * 1024 * 1024),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env_text("HYGIE_LOG_LEVEL", "WARNING")},
}
