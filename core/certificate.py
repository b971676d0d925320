"""What a TLS certificate says of itself, also one that is not trusted.

Python decodes a certificate only once it has verified it; what is wrong with the others is exactly
what somebody wants to see. Only names and dates are read, of the DER that X.509 prescribes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address

from core.wording import counted, phrase, tr

_COMMON_NAME, _ORGANISATION = b"\x55\x04\x03", b"\x55\x04\x0a"
_ALTERNATIVE_NAMES = b"\x55\x1d\x11"
_UTC_TIME, _DNS, _ADDRESS, _EXTENSIONS, _VERSION = 0x17, 0x82, 0x87, 0xA3, 0xA0
_MOST_NAMES = 4


class CertificateError(ValueError):
    """It is no certificate that could be read."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose it is, who says so, and how long."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    """Hosts and addresses for which it is good."""
    not_before: datetime
    not_after: datetime

    def words(self, now: datetime) -> str:
        """In one line, to be read."""
        told = {"subject": self.subject, "issuer": self.issuer, "life": self._life(now)}
        if not self.names:
            return tr("certificate of {subject}, issued by {issuer}, {life}", **told)
        hosts = ", ".join(self.names[:_MOST_NAMES])
        more = len(self.names) - _MOST_NAMES
        if more > 0:
            hosts = tr("{names} and {n:,} more", names=hosts, n=more)
        told["hosts"] = hosts
        return tr("certificate of {subject} for {hosts}, issued by {issuer}, {life}", **told)

    def _life(self, now: datetime) -> str:
        if now < self.not_before:
            return tr("not valid before {time:%Y-%m-%d %H:%M} UTC", time=self.not_before)
        days, date = (self.not_after - now).days, f"{self.not_after:%Y-%m-%d}"
        if days < 0:
            return tr("expired on {date}", date=date)
        if days == 0:
            return tr("expires on {date} (today)", date=date)
        one, many = (
            phrase("expires on {date} (in {n:,} day)"),
            phrase("expires on {date} (in {n:,} days)"),
        )
        return counted(days, one, many, date=date)


def certificate_of(der: bytes) -> Certificate:
    """The certificate in some DER. Raises CertificateError."""
    try:
        (_, whole), *_ = _items(der)
        (_, signed), *_ = _items(whole)
        parts = [(tag, value) for tag, value in _items(signed) if tag != _VERSION]
        _, _, (_, issuer), (_, validity), (_, subject), *rest = parts
        since, until = (_time(tag, value) for tag, value in _items(validity))
        names = [name for tag, value in rest if tag == _EXTENSIONS for name in _alternatives(value)]
        return Certificate(_name(subject), _name(issuer), tuple(names), since, until)
    except (IndexError, ValueError) as error:
        raise CertificateError(tr("it is not a certificate")) from error


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements in a constructed one: tag and contents."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise CertificateError(tr("it is cut off"))
        yield tag, data[at : at + length]
        at += length


def _name(data: bytes) -> str:
    """The common name, else the organisation, else whatever there is."""
    found: dict[bytes, str] = {}
    for _, part in _items(data):
        for _, pair in _items(part):
            (_, kind), (_, value) = _items(pair)
            found.setdefault(kind, value.decode("utf-8", "replace"))
    return found.get(_COMMON_NAME) or found.get(_ORGANISATION) or tr("somebody without a name")


def _time(tag: int, value: bytes) -> datetime:
    text = value.decode("ascii")
    if tag == _UTC_TIME:  # two digits of the year: from 1950 on
        text = ("19" if text[:2] >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _alternatives(data: bytes) -> Iterator[str]:
    for _, extensions in _items(data):
        for _, extension in _items(extensions):
            (_, kind), *_, (_, value) = _items(extension)
            if kind == _ALTERNATIVE_NAMES:
                yield from _hosts(value)


def _hosts(data: bytes) -> Iterator[str]:
    for _, names in _items(data):
        for tag, value in _items(names):
            if tag == _DNS:
                yield value.decode("ascii", "replace")
            elif tag == _ADDRESS:
                yield str(ip_address(value))
