"""Why an exchange passes a message on, in words."""

from core.amqp.fields import Field, as_json
from core.broker.routing import HeadersPattern, headers_pattern
from core.routes import ONE_OF_THEM, Passage, Routes, fields_of, rule
from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME, Exchange

_LONGEST = 60
"""Letters of a value of a header."""


def path_words(routes: Routes, path: tuple[Passage, ...]) -> str:
    """Every step of a message to a queue: `order.# matches; audit: takes everything`."""
    steps = [passage_words(routes, passage) for passage in path]
    shown = steps[0]
    for passage, step in zip(path[1:], steps[1:], strict=True):
        shown += f" \N{RIGHTWARDS ARROW} {passage.source or DEFAULT_EXCHANGE_NAME}: {step}"
    return shown


def passage_words(routes: Routes, passage: Passage) -> str:
    """Why a message takes one step."""
    if passage.kind == "alternate":
        may = ", perhaps" if passage.is_choice else ""
        return f"no binding matches{may}, so the alternate exchange gets it"
    if passage.source == DEFAULT_EXCHANGE:
        return f"its name is {_key_words(passage)}"
    exchange = routes.topology.exchanges[passage.source]
    if passage.binding is None:
        return ""
    return _delay_words(exchange) + _binding_words(routes, exchange, passage)


def wish_words(name: str, wanted: Field, found: Field | None) -> str:
    """What a binding asks of one header that the message does not have so."""
    if wanted.tag == "V":
        return f"a header {name}"
    has = "which is missing" if found is None else f"which is {value_words(found)}"
    return f"{name} = {value_words(wanted)}, {has}"


def value_words(field: Field) -> str:
    """The value of a header, as long as fits."""
    text = f"'{field.value}'" if isinstance(field.value, str) else str(as_json(field))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def quoted(key: str) -> str:
    """A routing key or a name as part of a sentence."""
    return f"'{key}'"


def choice_words(routes: Routes, exchange: Exchange) -> str:
    """How an exchange that is undecided will decide."""
    how = ONE_OF_THEM.get(rule(exchange))
    if how is None and rule(exchange) == "headers":
        return "it looks at the headers, and these are not known yet"
    if how is None:
        return f"a {exchange.type or 'nameless'} exchange decides, in a way that is not known here"
    targets = {(b.destination_type, b.destination) for b in routes.leaving(exchange.name)}
    return f"one of {len(targets)}, chosen {how} ({exchange.type})"


def _binding_words(routes: Routes, exchange: Exchange, passage: Passage) -> str:
    binding = passage.binding
    assert binding is not None
    if passage.is_choice:
        return choice_words(routes, exchange)
    match rule(exchange):
        case "fanout":
            return f"{exchange.type} passes everything on"
        case "direct":
            return f"bound with {_key_words(passage)}"
        case "topic":
            takes_all = binding.routing_key == "#"
            return "# takes every key" if takes_all else f"{binding.routing_key} matches"
        case "headers":
            return _pattern_words(headers_pattern(fields_of(binding)))
    return "the only one that is bound"


def _pattern_words(pattern: HeadersPattern) -> str:
    if not pattern.wanted:
        return "asks for no header"
    wanted = [
        name if one.tag == "V" else f"{name} = {value_words(one)}"
        for name, one in pattern.wanted.items()
    ]
    if len(wanted) == 1:
        return f"header {wanted[0]}"
    return f"{'any' if pattern.is_any else 'all'} of the headers {', '.join(wanted)}"


def _key_words(passage: Passage) -> str:
    return quoted(passage.routing_key) if passage.routing_key else "the empty key"


def _delay_words(exchange: Exchange) -> str:
    return "after its delay, " if exchange.type == "x-delayed-message" else ""
