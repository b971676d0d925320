"""How a broker proves who it is, and we to it, in the words of RabbitMQ's own URL parameters."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core.wording import tr

if TYPE_CHECKING:
    import ssl


class TlsFileError(Exception):
    """A file that TLS needs cannot be used: what is wrong with it, and what to do."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why = why
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Tls:
    """What TLS needs beyond a host; the usual is the CAs of this computer and no certificate."""

    cacertfile: str = ""
    """PEM file of the CAs to trust; empty: those of this computer, or of SSL_CERT_FILE."""
    certfile: str = ""
    """PEM file of the client certificate, where the broker wants one."""
    keyfile: str = ""
    """PEM file of its key; empty: the key is in `certfile`, too."""
    server_name: str = ""
    """The name that the broker's certificate has to have, where that is not the host's."""
    verify: bool = True
    """False: anybody on the way may be the broker, and read the password."""

    def context(self) -> "ssl.SSLContext":
        """What a connection is secured with. Raises TlsFileError; reads files."""
        import ssl  # a window without TLS need not load it

        for path in (self.cacertfile, self.certfile, self.keyfile):
            _look_at(path)
        try:
            context = ssl.create_default_context(cafile=self.cacertfile or None)
        except ssl.SSLError:
            raise TlsFileError(
                tr("{file} holds no CA certificate", file=self.cacertfile),
                tr("name a PEM file of CA certificates"),
            ) from None
        if not self.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.certfile:
            self._present(context)
        return context

    def name_of(self, host: str) -> str:
        """The name that the certificate of a host has to have."""
        return self.server_name or host

    def _present(self, context: "ssl.SSLContext") -> None:
        """Show our certificate to whoever asks for it."""
        import ssl

        key = self.keyfile or self.certfile
        try:
            context.load_cert_chain(self.certfile, key, lambda: _refuse_to_ask(key))
        except ssl.SSLError as error:
            files = {"key": key, "certificate": self.certfile}
            why = tr("{certificate} and {key} hold no certificate with its key", **files)
            if error.reason == "KEY_VALUES_MISMATCH":
                why = tr(
                    "the key in {key} is not that of the certificate in {certificate}", **files
                )
            mend = tr("name the PEM files of a certificate and its key")
            raise TlsFileError(why, mend) from None


USUAL_TLS = Tls()
"""The CAs of this computer, and no client certificate."""


def _look_at(path: str) -> None:
    if not path:
        return
    try:
        with Path(path).open("rb"):
            pass
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None
    except ValueError as error:  # the name holds what no name of a file can
        raise _unreadable(repr(path), str(error)) from None


def _unreadable(name: str, why: str) -> TlsFileError:
    told = tr("{file} cannot be read: {why}", file=name, why=why.lower())
    return TlsFileError(told, tr("correct the path of this file"))


def _refuse_to_ask(key: str) -> NoReturn:
    raise TlsFileError(
        tr("the key in {key} is encrypted, and nobody is asked for its passphrase", key=key),
        tr("decrypt it into a file that only you can read: openssl pkey -in {key}", key=key),
    )
