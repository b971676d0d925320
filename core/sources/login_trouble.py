"""Why a broker lets nobody in who logs in like this, and what mends it."""

import ssl
from pathlib import Path

from core.certificate import CertificateError, certificate_of
from core.endpoints import Endpoints
from core.sources.credentials import NotOfferedError
from core.wording import tr

_REFUSED = "Login was refused using authentication mechanism EXTERNAL"


def login_words(error: BaseException, at: str) -> tuple[str, str] | None:
    """Why and mend, or None when it is not the way of logging in that the broker lacks."""
    if not isinstance(error, NotOfferedError):
        return None
    offered = ", ".join(error.offered) or tr("nothing")
    if error.wanted != "EXTERNAL":
        why = tr(
            "{at} takes no user and password ({wanted}); it offers {offered}",
            at=at,
            wanted=error.wanted,
            offered=offered,
        )
        return why, tr(
            "log in by certificate: auth_mechanism=external and certfile=… in the AMQP URL, "
            "or add PLAIN to auth_mechanisms in rabbitmq.conf"
        )
    why = tr(
        "{at} lets nobody log in by certificate (EXTERNAL); it offers {offered}",
        at=at,
        offered=offered,
    )
    return why, tr(
        "have it offered: rabbitmq-plugins enable rabbitmq_auth_mechanism_ssl, and in rabbitmq.conf "
        "EXTERNAL among auth_mechanisms and ssl_options.verify = verify_peer; "
        "else log in by user and password"
    )


def refused_certificate(code: int, text: str, endpoints: Endpoints) -> tuple[str, str] | None:
    """Why and mend where the broker knows no user of the certificate's name."""
    if code != 403 or _REFUSED not in text:
        return None
    return (
        tr("the broker refuses the login by certificate: it has no user of the name in it"),
        tr(
            "add that user (rabbitmqctl add_user): the broker's log says which name it looked for, "
            "the whole subject or, with ssl_cert_login_from = common_name, '{name}'",
            name=_common_name(endpoints.security.certfile),
        ),
    )


def _common_name(certfile: str) -> str:
    try:
        text = Path(certfile).read_text("ascii", "replace")
        begin = text.index("-----BEGIN CERTIFICATE-----")
        end = text.index("-----END CERTIFICATE-----", begin)
        der = ssl.PEM_cert_to_DER_cert(text[begin:end] + "-----END CERTIFICATE-----\n")
        return certificate_of(der).subject
    except (OSError, ValueError, CertificateError):
        return "<CN>"
