"""The certificate of a laptop that serves its own network: made on the spot, kept, renewed.

A local authority signs one certificate and its key is forgotten at once: who trusts it trusts this
machine for a year, and nobody can ever sign anything else with it.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone

FILE = "reseau.pem"
# Phones refuse a certificate that lasts longer; and one whose day has not come on a slow clock.
LASTS, SLOW_CLOCK = timedelta(days=397), timedelta(days=1)
# Never let it end during the exercise.
RENEWED_BEFORE = timedelta(days=14)
MOST_FORMER = 7
LOCAL = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """`path`: key, certificate and authority in one PEM file, readable by its owner only."""

    path: Path
    served: x509.Certificate
    authority: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate that browsers show."""
        return self.served.fingerprint(SHA256()).hex(":").upper()

    @property
    def authority_der(self) -> bytes:
        """What a phone installs to trust this machine."""
        return self.authority.public_bytes(Encoding.DER)


def certificate_for(folder: Path, addresses: Sequence[str]) -> Certificate:
    """The kept certificate when it names these addresses for some time yet, else a new one.

    A new one also names the last addresses of the former: back on a network already served, nobody
    has to trust this machine again.
    """
    path, now = folder / FILE, datetime.now(UTC)
    kept = _read(path)
    if kept is None:
        return _made(path, addresses, now)
    if _serves(kept.served, addresses, now):
        return kept
    former = [one for one in _named(kept.served) if one not in (*addresses, *LOCAL)]
    return _made(path, [*addresses, *former[:MOST_FORMER]], now)


def _read(path: Path) -> Certificate | None:
    """What is kept; None when there is nothing, or nothing that can be used."""
    try:
        content = path.read_bytes()
        key = load_pem_private_key(content, password=None)
        served, authority = x509.load_pem_x509_certificates(content)
    except (OSError, ValueError):
        return None
    if key.public_key() != served.public_key():
        return None
    return Certificate(path, served, authority)


def _serves(served: x509.Certificate, addresses: Iterable[str], now: datetime) -> bool:
    fresh = served.not_valid_before_utc <= now < served.not_valid_after_utc - RENEWED_BEFORE
    return fresh and set(_named(served)).issuperset(addresses)


def _named(served: x509.Certificate) -> list[str]:
    """The addresses that it names, the last served first."""
    names = served.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(one) for one in names.get_values_for_type(x509.IPAddress)]


def _made(path: Path, addresses: Sequence[str], now: datetime) -> Certificate:
    today = timezone.localdate(now)
    signer = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"Hygie, autorité locale du {today:%d/%m/%Y}")
    authority = (
        _builder(issuer, issuer, signer.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signer.public_key()), False)
        .sign(signer, SHA256())
    )
    ips = [x509.IPAddress(ip_address(one)) for one in dict.fromkeys((*addresses, *LOCAL))]
    served = (
        _builder(_name(f"Hygie, {addresses[0]}"), issuer, key.public_key(), now)
        .add_extension(x509.SubjectAlternativeName([*ips, x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
        )
        .sign(signer, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = b"".join(one.public_bytes(Encoding.PEM) for one in (served, authority))
    _kept(path, secret + public)
    return Certificate(path, served, authority)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - SLOW_CLOCK,
        not_valid_after=now - SLOW_CLOCK + LASTS,
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _kept(path: Path, content: bytes) -> None:
    """Writes the file, never readable by others, never half written."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(content)
    beside.replace(path)
