"""What a binding asks of the headers of a message, in words that tell a number from a text."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.amqp.fields import Field, as_json, field_of
from core.broker.field_types import type_class, type_name
from core.broker.routing import HeadersPattern, headers_pattern
from core.wording import phrase, tr

_VOID = "undefined"
"""How RabbitMQ's management API spells a value that is void; nobody can tell the word from it."""
_LONGEST = 60
"""Letters of a value of a header."""
_WITH_KIND = {
    "number": phrase("the number {value}"),
    "text": phrase("the text {value}"),
    "boolean": phrase("the boolean {value}"),
}
_MARKED = {"number": phrase("{value} (number)"), "boolean": phrase("{value} (boolean)")}


def fields_of(arguments: Mapping[str, Any]) -> dict[str, Field]:
    """The arguments of a binding as fields; the management API tells no types."""
    return {name: _field(value) for name, value in arguments.items()}


def headers_words(arguments: Mapping[str, Any]) -> str:
    """`x-match all: document = 'invoice', weight_class = 3 (number)`."""
    pattern, match = headers_pattern(fields_of(arguments)), arguments.get("x-match", "all")
    wanted = tr(", ").join(_wishes(pattern))
    if wanted:
        return tr("x-match {match}: {wanted}", match=match, wanted=wanted)
    if pattern.is_any:
        return tr("x-match {match}: any of no headers, which never matches", match=match)
    return tr("x-match {match}: no header, which always matches", match=match)


def argument_words(arguments: Mapping[str, Any]) -> str:
    """The same where nobody knows whether the exchange looks at headers at all."""
    if "x-match" in arguments:
        return headers_words(arguments)
    pattern = headers_pattern(fields_of(arguments))
    return tr(", ").join(_wishes(pattern)) or str(dict(arguments))


def wish_words(name: str, wanted: Field, found: Field | None) -> str:
    """What a binding asks of one header that the message does not have so."""
    if wanted.tag == "V":
        return tr("a header {name}", name=name)
    value = value_words(wanted)
    if found is None:
        return tr("{name} = {value}, which is missing", name=name, value=value)
    has = value_words(found)
    if _kind(wanted) != _kind(found):
        value, has = _with_kind(wanted), _with_kind(found)
    return tr("{name} = {value}, which is {found}", name=name, value=value, found=has)


def value_words(field: Field) -> str:
    """The value of a header, as long as fits."""
    text = f"'{field.value}'" if isinstance(field.value, str) else str(as_json(field))
    text = text.lower() if isinstance(field.value, bool) else text
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _wishes(pattern: HeadersPattern) -> Iterator[str]:
    for name, wanted in sorted(pattern.wanted.items()):
        if wanted.tag == "V":
            yield tr("a header {name}", name=name)
            continue
        value, marked = value_words(wanted), _MARKED.get(_kind(wanted))
        yield f"{name} = {tr(marked, value=value) if marked else value}"


def _with_kind(field: Field) -> str:
    words = _WITH_KIND.get(_kind(field))
    return tr(words, value=value_words(field)) if words else value_words(field)


def _kind(field: Field) -> str:
    """What matching tells apart: a text is no number, though it may look the same."""
    if type_class(field) in ("int", "float") or field.tag == "T":
        return "number"
    return {"S": "text", "x": "text", "t": "boolean"}.get(field.tag, type_name(field))


def _field(value: Any) -> Field:
    if value == _VOID:
        return Field("V", None)
    is_late = isinstance(value, int) and value >= 2**63
    return Field("T", value) if is_late else field_of(value)
