"""Why an exchange passes a message on, in words."""

from core.asked_headers import fields_of, value_words
from core.broker.routing import HeadersPattern, headers_pattern
from core.routes import ONE_OF_THEM, Passage, Routes, rule
from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME, Exchange
from core.wording import tr


def path_words(routes: Routes, path: tuple[Passage, ...]) -> str:
    """Every step of a message to a queue: `order.# matches; audit: takes everything`."""
    steps = [passage_words(routes, passage) for passage in path]
    shown = steps[0]
    for passage, step in zip(path[1:], steps[1:], strict=True):
        name = passage.source or DEFAULT_EXCHANGE_NAME
        shown += " \N{RIGHTWARDS ARROW} " + tr("{name}: {told}", name=name, told=step)
    return shown


def passage_words(routes: Routes, passage: Passage) -> str:
    """Why a message takes one step."""
    if passage.kind == "alternate":
        if passage.is_choice:
            return tr("no binding matches, perhaps, so the alternate exchange gets it")
        return tr("no binding matches, so the alternate exchange gets it")
    if passage.source == DEFAULT_EXCHANGE:
        if not passage.routing_key:
            return tr("its name is the empty key")
        return tr("its name is {key}", key=quoted(passage.routing_key))
    exchange = routes.topology.exchanges[passage.source]
    if passage.binding is None:
        return ""
    told = _binding_words(routes, exchange, passage)
    if exchange.type == "x-delayed-message":
        return tr("after its delay, {told}", told=told)
    return told


def quoted(key: str) -> str:
    """A routing key or a name as part of a sentence."""
    return f"'{key}'"


def choice_words(routes: Routes, exchange: Exchange) -> str:
    """How an exchange that is undecided will decide."""
    how = ONE_OF_THEM.get(rule(exchange))
    if how is None and rule(exchange) == "headers":
        return tr("it looks at the headers, and these are not known yet")
    if how is None and not exchange.type:
        return tr("a nameless exchange decides, in a way that is not known here")
    if how is None:
        return tr("a {type} exchange decides, in a way that is not known here", type=exchange.type)
    targets = {(b.destination_type, b.destination) for b in routes.leaving(exchange.name)}
    return tr(how, n=len(targets), type=exchange.type)


def _binding_words(routes: Routes, exchange: Exchange, passage: Passage) -> str:
    binding = passage.binding
    assert binding is not None
    if passage.is_choice:
        return choice_words(routes, exchange)
    match rule(exchange):
        case "fanout":
            return tr("{type} passes everything on", type=exchange.type)
        case "direct":
            return _bound_words(passage.routing_key)
        case "topic":
            if binding.routing_key == "#":
                return tr("# takes every key")
            return tr("{key} matches", key=binding.routing_key)
        case "headers":
            return _pattern_words(headers_pattern(fields_of(binding.arguments)))
    return tr("the only one that is bound")


def _pattern_words(pattern: HeadersPattern) -> str:
    if not pattern.wanted:
        return tr("asks for no header")
    wanted = [
        name if one.tag == "V" else f"{name} = {value_words(one)}"
        for name, one in pattern.wanted.items()
    ]
    if len(wanted) == 1:
        return tr("header {wanted}", wanted=wanted[0])
    listed = ", ".join(wanted)
    if pattern.is_any:
        return tr("any of the headers {wanted}", wanted=listed)
    return tr("all of the headers {wanted}", wanted=listed)


def _bound_words(key: str) -> str:
    return tr("bound with {key}", key=quoted(key)) if key else tr("bound with the empty key")
