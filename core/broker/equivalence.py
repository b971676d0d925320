"""Whether something that is declared again is declared as it is, in RabbitMQ's words if not."""

from collections.abc import Iterable

from core.amqp.fields import Field, Table, shown
from core.broker.erlang_terms import term
from core.broker.exchange import Exchange
from core.broker.field_types import type_class, type_name, worded
from core.broker.queue import Queue
from core.broker.refusal import Refusal

_DEFAULTS = {"x-queue-type": Field("S", "classic")}
"""What is meant where an argument is left out."""


def require_same(what: Exchange | Queue, name: str, received: object, current: object) -> None:
    """Raises Refusal for a property that differs."""
    if received != current:
        raise _differs(what, name, f"'{worded(received)}'", f"'{worded(current)}'")


def require_same_arguments(what: Exchange | Queue, received: Table, names: Iterable[str]) -> None:
    """Raises Refusal for the first of these arguments that differs."""
    for name in names:
        new, old = received.get(name), what.arguments.get(name)
        if new is None or old is None:
            if new != old and (new or old) != _DEFAULTS.get(name):
                raise _differs(what, name, _described(new), _described(old))
        elif (type_class(new), new.value) != (type_class(old), old.value):
            raise _differs(what, name, _quoted(new), _quoted(old))


def _quoted(field: Field) -> str:
    if field.tag == "V":
        return "none"
    return f"'{term(field) if field.tag in 'AF' else worded(field.value)}'"


def _described(field: Field | None) -> str:
    if field is None:
        return "none"
    return f"the value '{worded(field.value)}' of type '{type_name(field)}'"


def _differs(what: Exchange | Queue, name: str, received: str, current: str) -> Refusal:
    return Refusal(
        406,
        f"inequivalent arg '{name}' for {what.kind} '{shown(what.name)}' in vhost "
        f"'{shown(what.vhost)}': received {received} but current is {current}",
    )
