"""Certificates for tests: a CA, and what it has signed, as PEM files."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key."""

    certfile: str
    keyfile: str


class Authority:
    """A CA that signs what a test wants."""

    def __init__(self, folder: Path, name: str = "Test CA") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        builder = _builder(self._name, self._name, self._key, NOW - DAY, NOW + 30 * DAY)
        own = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        signed = own.sign(self._key, hashes.SHA256())
        self.cacertfile = str(folder / "ca.pem")
        Path(self.cacertfile).write_bytes(signed.public_bytes(Encoding.PEM))

    def signed(
        self,
        name: str,
        *hosts: str,
        since: datetime = NOW - DAY,
        until: datetime = NOW + 20 * DAY,
        passphrase: str = "",
    ) -> Pair:
        """A certificate of `name`, good for these hosts and addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_named(name), self._name, key, since, until)
        if hosts:
            names = x509.SubjectAlternativeName([_general(host) for host in hosts])
            builder = builder.add_extension(names, critical=False)
        signed = builder.sign(self._key, hashes.SHA256())
        pair = Pair(str(self._folder / f"{name}.pem"), str(self._folder / f"{name}.key"))
        Path(pair.certfile).write_bytes(signed.public_bytes(Encoding.PEM))
        secret: KeySerializationEncryption = NoEncryption()
        if passphrase:
            secret = BestAvailableEncryption(passphrase.encode())
        Path(pair.keyfile).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret))
        return pair


def _named(name: str) -> x509.Name:
    organisation = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Flowscope tests")
    return x509.Name([organisation, x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    since: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
