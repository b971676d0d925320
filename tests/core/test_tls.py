from pathlib import Path

import pytest

from core.tls import Tls, TlsFileError
from tests.certificates import Authority


def refusal(tls: Tls) -> TlsFileError:
    with pytest.raises(TlsFileError) as caught:
        tls.context()
    assert caught.value.mend
    return caught.value


def test_that_files_that_fit_make_a_context(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    own = ca.signed("client")
    context = Tls(ca.cacertfile, own.certfile, own.keyfile).context()
    assert context.check_hostname
    assert [one["subject"] for one in context.get_ca_certs()]


def test_that_without_verification_nothing_is_checked() -> None:
    context = Tls(verify=False).context()
    assert not context.check_hostname
    assert context.verify_mode == 0


@pytest.mark.parametrize("which", ["cacertfile", "certfile", "keyfile"])
def test_that_a_file_that_is_not_there_is_named(tmp_path: Path, which: str) -> None:
    own = Authority(tmp_path).signed("client")
    files = {"cacertfile": "", "certfile": own.certfile, "keyfile": own.keyfile}
    files[which] = str(tmp_path / "none.pem")
    tls = Tls(files["cacertfile"], files["certfile"], files["keyfile"])
    assert refusal(tls).why == f"{tmp_path / 'none.pem'} cannot be read: no such file or directory"


def test_that_a_name_that_no_file_can_have_is_refused_in_words() -> None:
    assert "cannot be read" in refusal(Tls("a\0b")).why


def test_that_a_file_that_holds_something_else_is_named(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("no certificate")
    words = str(tmp_path / "words")
    assert "holds no CA certificate" in refusal(Tls(words)).why
    assert "no certificate with its key" in refusal(Tls("", words)).why


def test_that_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    ca = Authority(tmp_path)
    one, other = ca.signed("one"), ca.signed("other")
    assert "is not that of the certificate" in refusal(Tls("", one.certfile, other.keyfile)).why


def test_that_nobody_is_asked_for_a_passphrase(tmp_path: Path) -> None:
    own = Authority(tmp_path).signed("client", passphrase="hunter2")
    error = refusal(Tls("", own.certfile, own.keyfile))
    assert "is encrypted" in error.why
    assert "openssl pkey" in error.mend


def test_that_the_certificate_has_the_hosts_name_or_another() -> None:
    assert Tls().name_of("mq") == "mq"
    assert Tls(server_name="inner").name_of("mq") == "inner"
