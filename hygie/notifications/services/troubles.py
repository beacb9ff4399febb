"""Why a mail server cannot be used, in French, with its own words or those of the library."""

import socket
import ssl
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPResponseException,
    SMTPServerDisconnected,
)

MOST = 300
# OpenSSL's codes of what is wrong with a certificate.
CERTIFICATES = {
    10: "il a expiré",
    18: "il est auto-signé",
    19: "il est auto-signé",
    20: "son autorité n’est pas connue de cette machine",
    21: "son autorité n’est pas connue de cette machine",
    62: "il n’est pas à ce nom",
    64: "il n’est pas à cette adresse",
}


def cleaned(text: str) -> str:
    """What a server said, on one line, without control characters."""
    kept = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(kept.split())[:MOST]


def trouble_of(error: Exception) -> str:
    """The sentence of what kept this instance from its mail server."""
    words = "" if isinstance(error, UnicodeError) else f" ({_words(error)})"
    return cleaned(_sentence(error) + words)


# The first kind that an error is says the sentence.
SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (
        ssl.SSLError,
        "La liaison chiffrée ne s’établit pas\u00a0: vérifiez HYGIE_SMTP_TLS et _PORT.",
    ),
    (
        SMTPAuthenticationError,
        "Le serveur refuse l’identifiant ou le mot de passe\u00a0: vérifiez HYGIE_SMTP_USER et "
        "_PASSWORD.",
    ),
    (
        UnicodeError,
        "L’identifiant et le mot de passe du serveur ne passent qu’en lettres sans accent, "
        "chiffres et signes courants\u00a0: changez-les.",
    ),
    (
        SMTPNotSupportedError,
        "Le serveur ne propose pas le chiffrement ou l’authentification demandés\u00a0: vérifiez "
        "HYGIE_SMTP_TLS et _USER.",
    ),
    (socket.gaierror, "Le nom du serveur est inconnu\u00a0: vérifiez HYGIE_SMTP_HOST."),
    (
        ConnectionRefusedError,
        "Rien n’écoute à cette adresse\u00a0: vérifiez HYGIE_SMTP_HOST et _PORT.",
    ),
    (TimeoutError, "Le serveur ne répond pas à temps."),
    (SMTPServerDisconnected, "Le serveur a fermé la liaison."),
    (SMTPException, "Le serveur refuse la liaison."),
)


def _sentence(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = CERTIFICATES.get(error.verify_code, "il n’est pas valable")
        return f"Le certificat du serveur est refusé\u00a0: {why}. Aucun courriel n’est parti."
    found = (said for kind, said in SENTENCES if isinstance(error, kind))
    return next(found, "Le serveur n’est pas joignable.")


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    if isinstance(error, SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {text}"
    return str(error) or type(error).__name__
