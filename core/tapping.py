"""What a tap binds, and why it must not bind.

A tap is a private queue that receives copies. It mirrors bindings that exist, so that it never
takes a message that nobody else wanted: alternate exchanges and `mandatory` stay as they are.
Where nothing is bound there is nothing to mirror: then it takes everything, and says so before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.services import TAP_MARK
from core.tap_effects import (
    auto_delete_notes,
    bound_words,
    passing_notes,
    taken_words,
    uncovered_notes,
)
from core.topology import DEFAULT_EXCHANGE, Arguments, Binding, Exchange
from core.wording import phrase, tr

MAX_LENGTH = 10_000
MAX_BYTES = 128 * 1024 * 1024
"""The largest message that RabbitMQ 3 accepts by default: each single one fits."""
TTL_MS = 60_000
NOWHERE = "amq.gen-flowscope-nowhere"
"""An exchange that does not exist: dead letters for it vanish."""

COPYING_TYPES = frozenset({"direct", "topic", "fanout", "headers", "x-delayed-message"})
"""Exchange types that give a copy to each binding; others may hand a message to one of them."""

_SPECIAL_MATCHES = frozenset({"all-with-x", "any-with-x"})
_EVERYTHING: Mapping[str, tuple[str, Arguments]] = {
    "topic": ("#", {}),
    "fanout": ("", {}),
    "headers": ("", {"x-match": "all"}),
}
"""Routing key and arguments that let every message of an exchange type pass."""

_MEND_KEYS = phrase(" or give the keys with --binding-key")
_MANAGEMENT_MEND = phrase("name the management API with --management-url")


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
        if self.queue is None:
            return tr("exchange '{name}'", name=self.exchange)
        return tr("queue '{name}'", name=self.queue)


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

    @property
    def foreign(self) -> list[Binding]:
        """The bindings that are not those of a tap."""
        own = {binding.destination for binding in self.own}
        return [
            binding
            for binding in self.bindings
            if binding.source != DEFAULT_EXCHANGE
            and TAP_MARK not in binding.arguments
            and (binding.destination_type == "exchange" or binding.destination not in own)
        ]

    def of_others(self, exchange: str) -> list[Binding]:
        """Those of them that leave an exchange."""
        return [binding for binding in self.foreign if binding.source == exchange]


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
    takes_all: bool = False
    """Nothing else is bound, and what is bound here takes every message."""


def plan_tap(
    target: TapTarget, declared: Declared | None, began_with: TapPlan | None = None
) -> TapPlan:
    """Decide what a tap binds. `declared` is None when nobody can say what is declared.

    A running tap `began_with` a plan: where nothing is left to mirror it goes on taking everything
    only if it was said to do so when it began.
    """
    refusal = _refusal(target, declared)
    if refusal is not None:
        return refusal
    if target.binding_keys:
        return _keyed(target, declared)
    assert declared is not None
    plan = _mirrored(target, declared)
    waits = began_with is not None and not began_with.takes_all
    return plan if plan.bindings or waits else _unmirrored(target, declared)


def keys_instead(target: TapTarget) -> str:
    """The other way to tap an exchange, behind a mend."""
    return tr(_MEND_KEYS) if target.queue is None else ""


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
            refusal=tr("the default exchange cannot be tapped: RabbitMQ allows no bindings to it"),
            mend=tr("tap another exchange: what is sent straight to a queue cannot be copied"),
        )
    if declared is None:
        return None if target.binding_keys else _blind(target)
    if not declared.target_exists:
        return TapPlan(
            refusal=tr("{target} does not exist", target=target.words),
            mend=tr("check the spelling and the vhost of the AMQP URL"),
        )
    exchange = declared.exchanges.get(target.exchange) if target.exchange else None
    return _harmful(target, exchange, declared) if exchange is not None else None


def _blind(target: TapTarget) -> TapPlan:
    return TapPlan(
        refusal=tr(
            "without the management API nobody can say how {target} is bound", target=target.words
        ),
        mend=f"{tr(_MANAGEMENT_MEND)}{keys_instead(target)}",
    )


def _harmful(target: TapTarget, exchange: Exchange, declared: Declared) -> TapPlan | None:
    if exchange.type not in COPYING_TYPES:
        return TapPlan(
            refusal=tr(
                "an exchange of type {type} may give a message to one binding only: "
                "a tap would take messages away from their queue",
                type=exchange.type,
            ),
            mend=tr("tap an exchange further up or down the flow"),
        )
    if target.binding_keys and exchange.auto_delete and not declared.of_others(exchange.name):
        return _would_vanish(target)
    return None


def _would_vanish(target: TapTarget) -> TapPlan:
    return TapPlan(
        refusal=tr(
            "{target} is auto-delete and nothing is bound to it: "
            "it would be deleted when the tap ends",
            target=target.words,
        ),
        mend=tr("start its consumers first"),
    )


def _mirrored(target: TapTarget, declared: Declared) -> TapPlan:
    ours = _around(target, declared)
    fit = {binding.identity: _unfit(binding, declared) for binding in ours}
    bindings = _unique([_mirror(binding) for binding in ours if not fit[binding.identity]])
    notes = [bound_words(target, bindings)]
    notes += sorted({reason for reason in fit.values() if reason})
    notes += auto_delete_notes(declared, bindings)
    if target.queue is None:
        notes += passing_notes(ours, declared)
    else:
        notes.append(
            tr(
                "what is sent straight to the queue through the default exchange is not seen: "
                "RabbitMQ allows no second binding there"
            )
        )
    return TapPlan(bindings, tuple(notes))


def _unmirrored(target: TapTarget, declared: Declared) -> TapPlan:
    """Take everything of an exchange to which nothing is bound, if that does no harm."""
    exchange = declared.exchanges.get(target.exchange or "")
    if unfit := sorted({_unfit(one, declared) for one in _around(target, declared)}):
        mend = tr("tap an exchange or queue further up or down")
        return _uncopied(target, tr("; ").join(unfit), mend)
    if target.queue is not None or exchange is None:
        return _uncopied(
            target,
            tr("it is bound to no exchange, and what is sent straight to it cannot be copied"),
            tr("bind it to an exchange and publish there, or tap the exchange that publishers use"),
        )
    if exchange.auto_delete:
        return _would_vanish(target)
    if exchange.alternate is not None:
        name = exchange.alternate
        why = tr("all messages go on to the alternate exchange '{name}'", name=name)
        return _uncopied(target, why, tr("tap '{name}'", name=name) + tr(_MEND_KEYS))
    return _everything(target, exchange)


def _everything(target: TapTarget, exchange: Exchange) -> TapPlan:
    type_ = str(exchange.arguments.get("x-delayed-type", exchange.type))
    if type_ not in _EVERYTHING:
        why = tr(
            "nothing is bound to it, and type {type} has no key that takes every message",
            type=type_,
        )
        return _uncopied(target, why, tr("start its consumers first") + tr(_MEND_KEYS))
    key, arguments = _EVERYTHING[type_]
    binding = TapBinding(exchange.name, key, {**arguments, TAP_MARK: True})
    return TapPlan((binding,), (taken_words(target),), takes_all=True)


def _uncopied(target: TapTarget, why: str, mend: str) -> TapPlan:
    refusal = tr("nothing of {target} can be copied: {why}", target=target.words, why=why)
    return TapPlan(refusal=refusal, mend=mend)


def _keyed(target: TapTarget, declared: Declared | None) -> TapPlan:
    exchange = target.exchange or ""
    bindings = _unique([TapBinding(exchange, key, {TAP_MARK: True}) for key in target.binding_keys])
    notes = [bound_words(target, bindings)]
    if declared is None:
        if "#" in target.binding_keys:
            notes.append(tr("with the key # every message of a topic exchange counts as routed"))
        notes.append(
            tr(
                "without the management API it is unknown what else is bound: messages with these "
                "keys no longer reach an alternate exchange and are no longer returned to "
                "mandatory publishers, and if the exchange hands each message to one binding only "
                "(consistent hash, random) the tap takes messages away from their queues"
            )
        )
        return TapPlan(bindings, tuple(notes))
    notes += uncovered_notes(target, declared)
    return TapPlan(bindings, (*notes, *auto_delete_notes(declared, bindings)))


def _unfit(binding: Binding, declared: Declared) -> str:
    """Why a binding cannot be mirrored; empty when it can."""
    exchange = declared.exchanges.get(binding.source)
    if binding.source == DEFAULT_EXCHANGE or exchange is None:
        return ""
    if exchange.type not in COPYING_TYPES:
        return tr(
            "what comes from exchange '{name}' is not seen: its type {type} "
            "may give a message to one binding only",
            name=exchange.name,
            type=exchange.type,
        )
    if any(isinstance(value, float) for value in binding.arguments.values()):
        return tr(
            "a binding of '{name}' with a decimal argument cannot be mirrored", name=exchange.name
        )
    return ""


def _mirror(binding: Binding) -> TapBinding:
    # These two ways of matching look at every argument: our mark would keep them from matching.
    exact = binding.arguments.get("x-match") in _SPECIAL_MATCHES
    mark = {} if exact else {TAP_MARK: True}
    return TapBinding(binding.source, binding.routing_key, {**binding.arguments, **mark})


def _as_bound(binding: Binding) -> TapBinding:
    return TapBinding(binding.source, binding.routing_key, binding.arguments)


def _around(target: TapTarget, declared: Declared) -> list[Binding]:
    """The bindings of others that leave the target exchange or end in the target queue."""
    if target.queue is None:
        return declared.of_others(target.exchange or "")
    ends = ("queue", target.queue)
    return [one for one in declared.foreign if (one.destination_type, one.destination) == ends]


def _unique(bindings: Sequence[TapBinding]) -> tuple[TapBinding, ...]:
    return tuple({binding.identity: binding for binding in bindings}.values())
