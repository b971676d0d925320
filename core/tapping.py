"""What a tap binds, what that changes for the system under test, and what it cannot see.

A tap is a private queue that receives copies. It mirrors bindings that exist, so that it never
takes a message that nobody else wanted: alternate exchanges and `mandatory` stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.services import TAP_MARK
from core.topology import DEFAULT_EXCHANGE, Arguments, Binding, Exchange

MAX_LENGTH = 10_000
MAX_BYTES = 128 * 1024 * 1024
"""The largest message that RabbitMQ 3 accepts by default: each single one fits."""
TTL_MS = 60_000
NOWHERE = "amq.gen-flowscope-nowhere"
"""An exchange that does not exist: dead letters for it vanish."""

COPYING_TYPES = frozenset({"direct", "topic", "fanout", "headers", "x-delayed-message"})
"""Exchange types that give a copy to each binding; others may hand a message to one of them."""

_SPECIAL_MATCHES = frozenset({"all-with-x", "any-with-x"})
_MANAGEMENT_MEND = "name the management API with --management-url"


@dataclass(frozen=True, slots=True)
class TapTarget:
    """What a user wants to listen to: an exchange or a queue."""

    exchange: str | None = None
    queue: str | None = None
    binding_keys: tuple[str, ...] = ()
    """Keys to bind instead of the existing ones."""

    @property
    def words(self) -> str:
        """The target in words."""
        return f"exchange '{self.exchange}'" if self.queue is None else f"queue '{self.queue}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the broker has declared around the target of a tap."""

    exchanges: Mapping[str, Exchange] = field(default_factory=dict)
    """The target or the sources of its bindings, and exchanges that it is bound to."""
    bindings: Sequence[Binding] = ()
    """Those that leave the exchanges above or end in the target queue."""
    target_exists: bool = True
    own: Sequence[Binding] = ()
    """The bindings of the tap's own queue."""
    dead_letters: bool = False
    """A policy would dead-letter what the tap's queue drops."""


@dataclass(frozen=True, slots=True)
class TapBinding:
    """A binding that a tap wants for its queue."""

    exchange: str
    routing_key: str
    arguments: Arguments

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two bindings the same."""
        return (self.exchange, self.routing_key, repr(sorted(self.arguments.items())))


@dataclass(frozen=True, slots=True)
class TapPlan:
    """What to bind and what to say before it is done; or why it must not be done."""

    bindings: tuple[TapBinding, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""
    mend: str = ""


def plan_tap(target: TapTarget, declared: Declared | None) -> TapPlan:
    """Decide what a tap binds. `declared` is None when nobody can say what is declared."""
    refusal = _refusal(target, declared)
    if refusal is not None:
        return refusal
    if target.binding_keys:
        return _keyed(target, declared)
    assert declared is not None
    return _mirrored(target, declared)


def queue_arguments(declared: Declared | None) -> dict[str, Any]:
    """Arguments of the tap's queue: bounded, and it never passes a copy on."""
    arguments: dict[str, Any] = {
        "x-max-length": MAX_LENGTH,
        "x-max-length-bytes": MAX_BYTES,
        "x-overflow": "drop-head",
        "x-message-ttl": TTL_MS,
    }
    if declared is None or declared.dead_letters:
        arguments["x-dead-letter-exchange"] = NOWHERE
    return arguments


def to_change(plan: TapPlan, own: Sequence[Binding]) -> tuple[list[TapBinding], list[TapBinding]]:
    """What must be bound and unbound so that the tap's queue has just the planned bindings."""
    there = {one.identity: one for one in map(_as_bound, own) if one.exchange != DEFAULT_EXCHANGE}
    wanted = {one.identity: one for one in plan.bindings}
    missing = [one for identity, one in wanted.items() if identity not in there]
    extra = [one for identity, one in there.items() if identity not in wanted]
    return missing, extra


def _refusal(target: TapTarget, declared: Declared | None) -> TapPlan | None:
    if target.exchange == DEFAULT_EXCHANGE:
        return TapPlan(
            refusal="the default exchange cannot be tapped: RabbitMQ allows no bindings to it",
            mend="tap the queue's other exchanges, or publish through an exchange of your own",
        )
    if declared is None:
        return None if target.binding_keys else _blind(target)
    if not declared.target_exists:
        return TapPlan(
            refusal=f"{target.words} does not exist",
            mend="check the spelling and the vhost of the AMQP URL",
        )
    exchange = declared.exchanges.get(target.exchange) if target.exchange else None
    return _harmful(target, exchange, declared) if exchange is not None else None


def _blind(target: TapTarget) -> TapPlan:
    keys = " or give the keys with --binding-key" if target.queue is None else ""
    return TapPlan(
        refusal=f"without the management API nobody can say how {target.words} is bound",
        mend=f"{_MANAGEMENT_MEND}{keys}",
    )


def _harmful(target: TapTarget, exchange: Exchange, declared: Declared) -> TapPlan | None:
    if exchange.type not in COPYING_TYPES:
        return TapPlan(
            refusal=f"an exchange of type {exchange.type} may give a message to one binding only: "
            "a tap would take messages away from their queue",
            mend="tap an exchange further up or down the flow",
        )
    if target.binding_keys and exchange.auto_delete and not _of_others(declared, exchange.name):
        return TapPlan(
            refusal=f"{target.words} is auto-delete and nothing is bound to it: "
            "it would be deleted when the tap ends",
            mend="start its consumers first",
        )
    return None


def _mirrored(target: TapTarget, declared: Declared) -> TapPlan:
    ours = [
        binding
        for binding in _foreign(declared)
        if (binding.source == target.exchange if target.queue is None else _ends(binding, target))
    ]
    fit = {binding.identity: _unfit(binding, declared) for binding in ours}
    bindings = _unique([_mirror(binding) for binding in ours if not fit[binding.identity]])
    notes = [_bound_words(target, bindings)]
    notes += sorted({reason for reason in fit.values() if reason})
    notes += _auto_delete_notes(declared, bindings)
    if target.queue is None:
        notes += _passing_notes(ours, declared)
    else:
        notes.append(
            "what is sent straight to the queue through the default exchange is not seen: "
            "RabbitMQ allows no second binding there"
        )
    return TapPlan(bindings, tuple(notes))


def _keyed(target: TapTarget, declared: Declared | None) -> TapPlan:
    exchange = target.exchange or ""
    bindings = _unique([TapBinding(exchange, key, {TAP_MARK: True}) for key in target.binding_keys])
    notes = [_bound_words(target, bindings)]
    if "#" in target.binding_keys:
        notes.append("with the key # every message of a topic exchange counts as routed")
    if declared is None:
        notes.append(
            "without the management API it is unknown what else is bound: messages with these "
            "keys no longer reach an alternate exchange and are no longer returned to mandatory "
            "publishers, and if the exchange hands each message to one binding only "
            "(consistent hash, random) the tap takes messages away from their queues"
        )
        return TapPlan(bindings, tuple(notes))
    notes += _uncovered_notes(target, declared)
    return TapPlan(bindings, (*notes, *_auto_delete_notes(declared, bindings)))


def _uncovered_notes(target: TapTarget, declared: Declared) -> list[str]:
    exchange = declared.exchanges.get(target.exchange or "", Exchange(name=target.exchange or ""))
    taken = [key for key in target.binding_keys if not _reaches_queue(exchange, key, declared)]
    if not taken:
        return []
    keys = ", ".join(f"'{key}'" for key in taken)
    notes = [
        f"messages with the key {keys} that no queue wants are no longer returned to mandatory "
        "publishers nor counted as unroutable"
    ]
    if exchange.alternate is not None:
        notes.append(f"such messages no longer reach the alternate exchange '{exchange.alternate}'")
    if exchange.type == "headers":
        notes.append("a headers exchange ignores keys: the tap takes every message")
    return notes


def _passing_notes(mirrored: Sequence[Binding], declared: Declared) -> list[str]:
    """Exchange-to-exchange bindings whose messages may end nowhere behind the next exchange."""
    unsure = {
        binding.destination
        for binding in mirrored
        if binding.destination_type == "exchange" and not _goes_on(binding, declared)
    }
    return [
        f"messages that pass on to exchange '{name}' and find no queue there are no longer "
        "returned to mandatory publishers"
        for name in sorted(unsure)
    ]


def _goes_on(binding: Binding, declared: Declared) -> bool:
    following = declared.exchanges.get(binding.destination)
    return following is not None and _reaches_queue(following, binding.routing_key, declared)


def _reaches_queue(exchange: Exchange, key: str, declared: Declared) -> bool:
    """Whether everything that a binding key lets pass surely ends in somebody's queue."""
    keys = {
        binding.routing_key
        for binding in _of_others(declared, exchange.name)
        if binding.destination_type == "queue"
    }
    match exchange.type:
        case "fanout":
            return bool(keys)
        case "topic":
            return "#" in keys or key in keys
    return exchange.type == "direct" and key in keys


def _auto_delete_notes(declared: Declared, bindings: Sequence[TapBinding]) -> list[str]:
    sources = {binding.exchange for binding in bindings}
    return [
        f"the auto-delete exchange '{name}' lives at least as long as the tap, "
        "even if all its other bindings go"
        for name in sorted(sources)
        if name in declared.exchanges and declared.exchanges[name].auto_delete
    ]


def _bound_words(target: TapTarget, bindings: Sequence[TapBinding]) -> str:
    if not bindings:
        return (
            f"nothing is bound: {target.words} has no binding that can be mirrored, "
            "so nothing is seen until one appears"
        )
    like = "with the keys asked for" if target.binding_keys else "like those that exist"
    return (
        f"a tap of {target.words} adds a private queue and bindings {like}: the broker makes one "
        "more copy of each message and counts it as routed, and the exchange is in use meanwhile"
    )


def _unfit(binding: Binding, declared: Declared) -> str:
    """Why a binding cannot be mirrored; empty when it can."""
    exchange = declared.exchanges.get(binding.source)
    if binding.source == DEFAULT_EXCHANGE or exchange is None:
        return ""
    if exchange.type not in COPYING_TYPES:
        return (
            f"what comes from exchange '{exchange.name}' is not seen: its type {exchange.type} "
            "may give a message to one binding only"
        )
    if any(isinstance(value, float) for value in binding.arguments.values()):
        return f"a binding of '{exchange.name}' with a decimal argument cannot be mirrored"
    return ""


def _mirror(binding: Binding) -> TapBinding:
    # These two ways of matching look at every argument: our mark would keep them from matching.
    exact = binding.arguments.get("x-match") in _SPECIAL_MATCHES
    mark = {} if exact else {TAP_MARK: True}
    return TapBinding(binding.source, binding.routing_key, {**binding.arguments, **mark})


def _as_bound(binding: Binding) -> TapBinding:
    return TapBinding(binding.source, binding.routing_key, binding.arguments)


def _ends(binding: Binding, target: TapTarget) -> bool:
    return binding.destination_type == "queue" and binding.destination == target.queue


def _foreign(declared: Declared) -> list[Binding]:
    own = {binding.destination for binding in declared.own}
    return [
        binding
        for binding in declared.bindings
        if binding.source != DEFAULT_EXCHANGE
        and TAP_MARK not in binding.arguments
        and (binding.destination_type == "exchange" or binding.destination not in own)
    ]


def _of_others(declared: Declared, exchange: str) -> list[Binding]:
    return [binding for binding in _foreign(declared) if binding.source == exchange]


def _unique(bindings: Sequence[TapBinding]) -> tuple[TapBinding, ...]:
    return tuple({binding.identity: binding for binding in bindings}.values())
