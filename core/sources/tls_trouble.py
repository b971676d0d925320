"""Why TLS failed, in plain words, and what mends it; for AMQP and HTTP alike."""

import re
import ssl

from core.wording import phrase, tr

_SAID = re.compile(r"\[SSL: (\w+)\]")
"""How the reason stands in the text of an error that somebody else has wrapped."""
_EXPIRED, _NOT_YET = 10, 9
_OTHER_HOST = (62, 64)

_MEND_TRUST = phrase(
    "name the CA that signed it (cacertfile=… in the AMQP URL, the CA file of a profile, or "
    "SSL_CERT_FILE) and use the host name of the certificate"
)
_MEND_NAME = phrase(
    "use the host name of the certificate, or give its name with server_name_indication=… in the "
    "AMQP URL or as the server name of a profile"
)
_MEND_CLIENT = phrase(
    "give one that its CA has signed: certfile=… and keyfile=… in the AMQP URL, or the client "
    "certificate of a profile"
)
_NOT_ACCEPTED = phrase("{at} does not accept our client certificate")
_ALERTS = {
    "CERTIFICATE_REQUIRED": (phrase("{at} wants a client certificate"), _MEND_CLIENT),
    "HANDSHAKE_FAILURE": (
        phrase(
            "{at} broke the TLS handshake off: it wants a client certificate, or there is no TLS "
            "version and cipher that both know"
        ),
        _MEND_CLIENT,
    ),
    "UNKNOWN_CA": (phrase("{at} does not trust the CA of our client certificate"), _MEND_CLIENT),
    "CERTIFICATE_EXPIRED": (
        phrase("{at} says that our client certificate has expired"),
        _MEND_CLIENT,
    ),
    "CERTIFICATE_UNKNOWN": (_NOT_ACCEPTED, _MEND_CLIENT),
    "BAD_CERTIFICATE": (_NOT_ACCEPTED, _MEND_CLIENT),
}
"""What the broker says about us, by the name of its alert."""


def tls_words(error: BaseException, at: str, mend_plain: str) -> tuple[str, str] | None:
    """Why and mend, or None when it is not TLS that failed; `mend_plain`: where there is no TLS."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _of_certificate(error, at)
    reason = _reason(error)
    if reason is None:
        return None
    _, is_alert, alert = reason.partition("_ALERT_")
    if is_alert and alert in _ALERTS:
        why, mend = _ALERTS[alert]
        return tr(why, at=at), tr(mend)
    said = reason.replace("_", " ").lower()
    return tr("TLS with {at} failed: {said}", at=at, said=said), mend_plain


def _of_certificate(error: ssl.SSLCertVerificationError, at: str) -> tuple[str, str]:
    said = error.verify_message.rstrip(".")
    code = getattr(error, "verify_code", None)
    if code == _EXPIRED:
        why = tr("the TLS certificate of {at} has expired", at=at)
        return why, tr("renew the certificate of the broker")
    if code == _NOT_YET:
        why = tr("the TLS certificate of {at} is not valid yet", at=at)
        return why, tr("check the clock of this computer")
    if code in _OTHER_HOST:
        why = tr("the TLS certificate of {at} is another host's: {said}", at=at, said=said)
        return why, tr(_MEND_NAME)
    why = tr("the TLS certificate of {at} is not trusted: {said}", at=at, said=said)
    return why, tr(_MEND_TRUST)


def _reason(error: BaseException) -> str | None:
    if isinstance(error, ssl.SSLError):
        return getattr(error, "reason", None) or str(error) or tr("no reason given")
    found = _SAID.search(str(error))
    return found[1] if found else None
