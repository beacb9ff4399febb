"""Certificates made for a test: of an authority that the machine trusts during it, or of none."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """Signs certificates; `path`: its own, for who trusts it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "authority.pem"
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named("Autorité d’essai")
        own = _certificate(self.name, self.name, self.key, self.key, days=30, is_authority=True)
        self.path.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def context_for(self, host: str, *, days: int = 30) -> ssl.SSLContext:
        """What a server shows for this host; expired when `days` is negative."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(named(host), self.name, key, self.key, days=days)
        return _context(self.folder / f"{host}{days}.pem", made, key)


def self_signed(folder: Path, host: str) -> ssl.SSLContext:
    """What a server shows that nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), named(host)
    return _context(folder / "self.pem", _certificate(name, name, key, key, days=30), key)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    signing_key: Key,
    *,
    days: int,
    is_authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    host = str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()),
            critical=False,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_authority:
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(signing_key, hashes.SHA256())


def _context(path: Path, certificate: x509.Certificate, key: Key) -> ssl.SSLContext:
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
