"""Every way in which a line fails, in plain words with the mend and never with the password."""

import socket
import ssl
from typing import Any

import pytest
from pika import exceptions as amqp
from pika.adapters.utils import connection_workflow as workflow

from core.endpoints import Endpoints, endpoints
from core.sources.trouble import ForeignProtocolError, Trouble, explain, reply_of

SECRET = "s3cr3t-pass"


def where(vhost: str = "shop", scheme: str = "amqp") -> Endpoints:
    return endpoints(f"{scheme}://ann:{SECRET}@broker:5672/{vhost}", environment={})


def closed(code: int, text: str) -> Any:
    return amqp.ConnectionClosedByBroker(code, text)


def channel_closed(code: int, text: str) -> Any:
    return amqp.ChannelClosedByBroker(code, text)


def not_trusted() -> BaseException:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    return error


def wrong_version() -> BaseException:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


def refused() -> Any:
    return workflow.AMQPConnectorSocketConnectError(ConnectionRefusedError(111, "refused"))


DENIED = (
    "ConnectionClosedByBroker: (403) 'ACCESS_REFUSED - Login was refused using mechanism PLAIN'"
)
NO_VHOST = "ConnectionClosedByBroker: (530) 'NOT_ALLOWED - vhost shop not found'"
NO_ACCESS = "ConnectionClosedByBroker: (530) \"NOT_ALLOWED - access to vhost 'shop' refused for user 'ann'\""
TOO_MANY = "(530) 'NOT_ALLOWED - access to vhost 'shop' : connection limit (3) is reached'"

CASES: list[tuple[str, BaseException, str, str, bool]] = [
    ("refused", amqp.AMQPConnectionError(refused()), "connection refused", "start the", True),
    (
        "refused, as SelectConnection says it",
        amqp.AMQPConnectionError(workflow.AMQPConnectionWorkflowFailed([refused()])),
        "nothing listens at broker:5672",
        "start the broker",
        True,
    ),
    ("dns", socket.gaierror(-2, "Name or service not known"), "cannot be resolved", "host", True),
    ("timeout", TimeoutError(), "did not answer in time", "firewall", True),
    ("stack", workflow.AMQPConnectorStackTimeout(), "did not answer in time", "firewall", True),
    ("unreachable", OSError(113, "No route to host"), "No route to host", "broker", True),
    ("password", amqp.ProbableAuthenticationError(DENIED), "wrong user or password", "URL", False),
    ("vhost", amqp.ProbableAccessDeniedError(NO_VHOST), "does not exist", "add_vhost", False),
    (
        "vhost permission",
        amqp.ProbableAccessDeniedError(NO_ACCESS),
        "user 'ann' has no permissions in vhost 'shop'",
        "set_permissions",
        False,
    ),
    ("limit", amqp.ProbableAccessDeniedError(TOO_MANY), "no more connections", "limit", True),
    ("http", ForeignProtocolError("http"), "speaks HTTP, not AMQP", "--management-url", False),
    ("tls wanted", ForeignProtocolError("tls"), "wants TLS", "amqps://", False),
    ("silence", ForeignProtocolError("?"), "does not answer in AMQP", "port", True),
    ("eof", amqp.IncompatibleProtocolError("EOF"), "does not answer in AMQP", "proxy", True),
    ("no tls there", wrong_version(), "wrong version number", "amqp://", False),
    ("certificate", not_trusted(), "self-signed certificate", "SSL_CERT_FILE", False),
    ("404", channel_closed(404, "NOT_FOUND - no exchange 'x'"), "no exchange 'x'", "spell", False),
    ("403", channel_closed(403, "ACCESS_REFUSED - x"), "lacks a permission", "set_perm", False),
    (
        "internal",
        channel_closed(403, "ACCESS_REFUSED - cannot publish to internal exchange 'x'"),
        "is internal",
        "bound to it",
        False,
    ),
    (
        "default exchange",
        channel_closed(403, "ACCESS_REFUSED - operation not permitted on the default exchange"),
        "default exchange",
        "another exchange",
        False,
    ),
    ("405", channel_closed(405, "RESOURCE_LOCKED - x"), "exclusive", "not exclusive", False),
    (
        "user_id",
        channel_closed(406, "PRECONDITION_FAILED - user_id property set to 'bob'"),
        "user_id",
        "'ann'",
        False,
    ),
    (
        "size",
        channel_closed(
            406, "PRECONDITION_FAILED - message size 2 is larger than configured max size"
        ),
        "larger than the broker accepts",
        "max_message_size",
        False,
    ),
    (
        "406",
        channel_closed(406, "PRECONDITION_FAILED - inequivalent arg"),
        "refuses",
        "decl",
        False,
    ),
    ("other channel error", channel_closed(501, "FRAME_ERROR"), "501 FRAME_ERROR", "text", False),
    ("kicked", closed(320, "CONNECTION_FORCED - go away"), "operator", "broker", True),
    ("shutdown", closed(320, "CONNECTION_FORCED - 'shutdown'"), "shutting down", "broker", True),
    ("vhost down", closed(541, "INTERNAL_ERROR - vhost 'shop' is down"), "is down", "brok", True),
    ("other error", closed(505, "UNEXPECTED_FRAME"), "505 UNEXPECTED_FRAME", "broker", True),
    ("alarm", amqp.ConnectionBlockedTimeout(), "low on memory or disk", "alarms", True),
    ("heartbeat", amqp.AMQPHeartbeatTimeout("x"), "no heartbeat", "broker", True),
    ("lost", amqp.StreamLostError("EOF"), "was lost", "broker", True),
    (
        "lost with errno",
        amqp.StreamLostError(ConnectionResetError(104, "reset")),
        "reset",
        "",
        True,
    ),
    ("wrong state", amqp.ConnectionWrongStateError(), "was lost", "broker", True),
    ("unknown", RuntimeError(f"odd {SECRET}"), "odd ***", "broker", True),
    ("unknown and empty", RuntimeError(), "RuntimeError", "broker", True),
]


@pytest.mark.parametrize(
    ("error", "why", "mend", "retry"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_that_every_failure_has_a_reason_and_a_mend(
    error: BaseException, why: str, mend: str, retry: bool
) -> None:
    trouble = explain(error, where())

    assert why in trouble.why
    assert mend in trouble.mend
    assert trouble.mend
    assert trouble.retry is retry
    assert SECRET not in str(trouble)


def test_that_the_words_survive_braces_and_quotes_in_names() -> None:
    odd = endpoints("amqp://{u}:x@broker/%7Bvhost%7D", environment={})

    assert "vhost '{vhost}' does not exist" in explain(closed(530, "vhost {v} not found"), odd).why


def test_that_trouble_reads_as_sentences() -> None:
    assert str(Trouble("it failed", "do this", retry=True)) == "it failed. Do this."
    assert str(Trouble("it failed", "", retry=True)) == "it failed"


@pytest.mark.parametrize(
    ("error", "reply"),
    [
        (channel_closed(404, "NOT_FOUND"), (404, "NOT_FOUND")),
        (amqp.ProbableAccessDeniedError(NO_VHOST), (530, "NOT_ALLOWED - vhost shop not found")),
        (amqp.StreamLostError("EOF"), None),
        (TimeoutError(), None),
    ],
)
def test_that_the_brokers_own_reply_can_be_had(
    error: BaseException, reply: tuple[int, str] | None
) -> None:
    assert reply_of(error) == reply
