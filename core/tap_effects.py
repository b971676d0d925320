"""What a tap changes for the system under test, in the words that are said before it binds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.topology import Binding, Exchange
from core.wording import tr

if TYPE_CHECKING:
    from core.tapping import Declared, TapBinding, TapTarget


def uncovered_notes(target: "TapTarget", declared: "Declared") -> list[str]:
    """Keys of the user's own that let the tap take messages that no queue wants."""
    exchange = declared.exchanges.get(target.exchange or "", Exchange(name=target.exchange or ""))
    taken = [key for key in target.binding_keys if not _reaches_queue(exchange, key, declared)]
    if not taken:
        return []
    notes = [_taken_words(exchange, taken)]
    if exchange.alternate is not None:
        notes.append(
            tr(
                "such messages no longer reach the alternate exchange '{name}'",
                name=exchange.alternate,
            )
        )
    if exchange.type == "headers":
        notes.append(tr("a headers exchange ignores keys: the tap takes every message"))
    return notes


def _taken_words(exchange: Exchange, keys: Sequence[str]) -> str:
    """What becomes of messages that only these keys take."""
    if exchange.type == "topic" and "#" in keys:
        return tr(
            "with the key # every message counts as routed: those that no queue wants are no longer "
            "returned to mandatory publishers nor counted as unroutable"
        )
    return tr(
        "messages with the key {keys} that no queue wants are no longer returned to mandatory "
        "publishers nor counted as unroutable",
        keys=", ".join(f"'{key}'" for key in keys),
    )


def passing_notes(mirrored: Sequence[Binding], declared: "Declared") -> list[str]:
    """Exchange-to-exchange bindings whose messages may end nowhere behind the next exchange."""
    unsure = {
        binding.destination
        for binding in mirrored
        if binding.destination_type == "exchange" and not _goes_on(binding, declared)
    }
    return [
        tr(
            "messages that pass on to exchange '{name}' and find no queue there are no longer "
            "returned to mandatory publishers",
            name=name,
        )
        for name in sorted(unsure)
    ]


def _goes_on(binding: Binding, declared: "Declared") -> bool:
    following = declared.exchanges.get(binding.destination)
    return following is not None and _reaches_queue(following, binding.routing_key, declared)


def _reaches_queue(exchange: Exchange, key: str, declared: "Declared") -> bool:
    """Whether everything that a binding key lets pass surely ends in somebody's queue."""
    keys = {
        binding.routing_key
        for binding in declared.of_others(exchange.name)
        if binding.destination_type == "queue"
    }
    match exchange.type:
        case "fanout":
            return bool(keys)
        case "topic":
            return "#" in keys or key in keys
    return exchange.type == "direct" and key in keys


def auto_delete_notes(declared: "Declared", bindings: Sequence["TapBinding"]) -> list[str]:
    """Exchanges that would be deleted with their last binding, and now have the tap's."""
    sources = {binding.exchange for binding in bindings}
    return [
        tr(
            "the auto-delete exchange '{name}' lives at least as long as the tap, "
            "even if all its other bindings go",
            name=name,
        )
        for name in sorted(sources)
        if name in declared.exchanges and declared.exchanges[name].auto_delete
    ]


def bound_words(target: "TapTarget", bindings: Sequence["TapBinding"]) -> str:
    """What is bound, and what every tap changes."""
    if not bindings:
        return tr(
            "nothing is bound to {target}: nothing is seen until something is", target=target.words
        )
    if target.binding_keys:
        return tr(
            "a tap of {target} adds a private queue and bindings with the keys asked for: the "
            "broker makes one more copy of each message and counts it as routed, and the exchange "
            "is in use meanwhile",
            target=target.words,
        )
    return tr(
        "a tap of {target} adds a private queue and bindings like those that exist: the broker "
        "makes one more copy of each message and counts it as routed, and the exchange is in use "
        "meanwhile",
        target=target.words,
    )


def taken_words(target: "TapTarget") -> str:
    """What is said before everything is taken."""
    return tr(
        "nothing is bound to {target}: until something is, a private queue takes every message; "
        "meanwhile they count as routed and are not returned to mandatory publishers",
        target=target.words,
    )
