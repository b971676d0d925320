"""Who a client says it is, when it logs in. Its password is read over and never kept."""

from typing import Any

from core.amqp.fields import Field, FieldError, decode_table
from core.message_facts import Party
from core.services import service_name
from core.topology import Connection


def party_of(connection: str, host: str, said: dict[str, Any]) -> Party:
    """The party of a connection from the arguments of its start-ok."""
    properties = said["client_properties"]
    known = Connection(
        name=connection,
        user=_user(said["mechanism"], said["response"]),
        peer_host=host,
        provided_name=_text(properties, "connection_name") or None,
        product=_text(properties, "product") or None,
        client_properties={name: _text(properties, name) for name in properties},
    )
    return Party(connection, service_name(known).name, known.user)


def _user(mechanism: str, response: bytes) -> str:
    """As the login mechanism tells it; empty for those that tell none."""
    if mechanism == "PLAIN":
        words = response.split(b"\0")
        return words[1].decode("utf-8", "backslashreplace") if len(words) == 3 else ""
    if mechanism == "AMQPLAIN":
        try:
            login, _ = decode_table(len(response).to_bytes(4) + response)
        except FieldError:
            return ""
        return _text(login, "LOGIN")
    return ""


def _text(table: dict[str, Field], name: str) -> str:
    value = table[name].value if name in table else ""
    return value if isinstance(value, str) else ""
