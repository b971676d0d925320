"""What a client may say about who it is."""

import pytest

from core.amqp.fields import encode_table
from core.broker.login import credentials
from core.broker.refusal import Refusal


def amqplain(**fields: object) -> bytes:
    return encode_table(fields)[4:]


@pytest.mark.parametrize(
    ("mechanism", "response", "found"),
    [
        ("PLAIN", b"\0guest\0secret", ("guest", "secret")),
        ("PLAIN", b"\0guest\0", ("guest", "")),
        ("PLAIN", "\0jürgen\0größe".encode(), ("jürgen", "größe")),
        ("AMQPLAIN", amqplain(LOGIN="guest", PASSWORD="secret"), ("guest", "secret")),
        ("AMQPLAIN", amqplain(PASSWORD="", LOGIN="guest", further=1), ("guest", "")),
    ],
)
def test_that_user_and_password_are_found(
    mechanism: str, response: bytes, found: tuple[str, str]
) -> None:
    assert credentials(mechanism, response) == found


@pytest.mark.parametrize(
    ("mechanism", "response", "reason"),
    [
        ("EXTERNAL", b"", "COMMAND_INVALID - unknown authentication mechanism 'EXTERNAL'"),
        ("PLAIN", b"guest", "SYNTAX_ERROR - a PLAIN response is"),
        ("PLAIN", b"other\0guest\0guest", "SYNTAX_ERROR - a PLAIN response is"),
        ("PLAIN", b"\0guest\0guest\0", "SYNTAX_ERROR - a PLAIN response is"),
        ("AMQPLAIN", b"guest", "SYNTAX_ERROR - an AMQPLAIN response is a table"),
        ("AMQPLAIN", amqplain(LOGIN="guest"), "SYNTAX_ERROR - .* no text in its field PASSWORD"),
        ("AMQPLAIN", amqplain(LOGIN=1, PASSWORD="x"), "SYNTAX_ERROR - .* its field LOGIN"),
    ],
)
def test_that_anything_else_is_refused_without_telling_a_secret(
    mechanism: str, response: bytes, reason: str
) -> None:
    with pytest.raises(Refusal, match=reason) as raised:
        credentials(mechanism, response)

    assert "guest" not in str(raised.value)
