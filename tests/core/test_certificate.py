import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.certificate import Certificate, CertificateError, certificate_of
from tests.certificates import DAY, NOW, Authority


def der(folder: Path, since: datetime = NOW - DAY, until: datetime = NOW + DAY) -> bytes:
    hosts = ("mq.example", "127.0.0.1", "::1")
    pair = Authority(folder).signed("mq.example", *hosts, since=since, until=until)
    return ssl.PEM_cert_to_DER_cert(Path(pair.certfile).read_text())


def test_that_names_issuer_and_dates_are_read(tmp_path: Path) -> None:
    found = certificate_of(der(tmp_path, since=NOW - DAY, until=NOW + 90 * DAY))
    assert (found.subject, found.issuer) == ("mq.example", "Test CA")
    assert found.names == ("mq.example", "127.0.0.1", "::1")
    assert (found.not_before, found.not_after) == (NOW - DAY, NOW + 90 * DAY)


def test_that_dates_beyond_2050_are_read(tmp_path: Path) -> None:
    far = datetime(2061, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert certificate_of(der(tmp_path, since=NOW - DAY, until=far)).not_after == far


def life(since: timedelta, until: timedelta) -> str:
    names = ("a", "b", "c", "d", "e", "f")
    return Certificate("mq", "CA", names, NOW + since, NOW + until).words(NOW)


def test_that_it_is_said_in_words() -> None:
    assert life(-DAY, DAY / 2).startswith("certificate of mq for a, b, c, d and 2 more, issued by")
    assert life(-DAY, DAY / 2).endswith("(today)")
    assert life(-DAY, 1.5 * DAY).endswith("(in 1 day)")
    assert life(-DAY, 9.5 * DAY).endswith("(in 9 days)")
    assert "expired on" in life(-3 * DAY, -DAY)
    assert "not valid before" in life(DAY, 2 * DAY)


@given(st.binary(max_size=60))
def test_that_anything_else_is_no_certificate(data: bytes) -> None:
    with pytest.raises(CertificateError):
        certificate_of(data)


@example(cut=0, at=78, byte=0)
@given(cut=st.integers(0, 300), at=st.integers(0, 300), byte=st.integers(0, 255))
def test_that_a_damaged_one_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, cut: int, at: int, byte: int
) -> None:
    good = _CERTIFICATES.setdefault("der", der(tmp_path_factory.mktemp("ca")))
    damaged = bytearray(good)
    damaged[at] = byte
    for data in (bytes(damaged), good[:cut]):
        try:
            certificate_of(data)
        except CertificateError:
            continue


_CERTIFICATES: dict[str, bytes] = {}
