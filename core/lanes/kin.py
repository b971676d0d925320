"""Which messages a message comes from and which came from it, as far as their ids prove it.

Nothing is guessed from times or places: one message names another, by the id of what caused it in a
header, by a correlation id, or by answering where and as it was asked to. That two have the same
correlation id or are of one trace says that they belong together, not which came from which.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from core.life_table import HANDED
from core.recent_steps import RecentSteps
from core.sightings import name_of
from core.watched_message import Message, Step
from core.wording import phrase, tr

Proof = Literal["header", "correlation", "reply", "same correlation", "same trace"]
PROOFS: dict[Proof, str] = {
    "header": phrase("header {header}: {id}"),
    "correlation": phrase("correlation_id {id} is the message_id"),
    "reply": phrase("reply to {queue} with correlation_id {id}"),
    "same correlation": phrase("the same correlation_id {id}"),
    "same trace": phrase("the same traceparent trace {id}"),
}
MOST = 200
"""Of each kind that are told."""
_LONGEST = 40
"""Letters: an UUID has fewer."""
_TOLD = frozenset({"publish", *HANDED})


@dataclass(slots=True)
class Relative:
    """Another message, and what it has to do with this one."""

    message: Message
    at: float
    """When it was first seen."""
    proof: Proof
    says: dict[str, str]
    """What the proof consists of."""

    @property
    def proof_words(self) -> str:
        """By what it is known."""
        return tr(PROOFS[self.proof], **{name: short(one) for name, one in self.says.items()})

    @property
    def service(self) -> str:
        """Who published it, or where it was seen."""
        party = (self.message.origin or self.message).party
        return party.service or party.connection

    def as_json(self) -> dict[str, Any]:
        """The form that is copied."""
        message = self.message
        return {
            "at": self.at,
            "message": name_of(message),
            "exchange": message.exchange,
            "routing_key": message.routing_key,
            "service": self.service or None,
            "proof": self.proof,
            **self.says,
        }


class Kin:
    """The relatives of one message; what happens later is taken in step by step."""

    def __init__(self, message: Message) -> None:
        self.message = message
        self.causes: dict[Hashable, Relative] = {}
        self.effects: dict[Hashable, Relative] = {}
        self.beside: dict[Hashable, Relative] = {}
        """Those that belong together with it, nobody knows how."""
        self.left_out = 0
        """Steps of relatives that were too many to be told."""
        self._me = identity(message)
        self._vhost = message.party.vhost
        self._replies_at = {message.reply_to} - {""}
        self._taken = 0

    @property
    def can_be_told(self) -> bool:
        """It has an id by which others might name it, or names one."""
        one = self.message
        return bool(one.message_id or one.correlation_id or one.cause or one.trace_id)

    def of(self, kind: str) -> list[Relative]:
        """`causes`, `effects` or `beside`, in the order in which they were seen."""
        kinds = {"causes": self.causes, "effects": self.effects, "beside": self.beside}
        return sorted(kinds[kind].values(), key=lambda one: one.at)

    @property
    def unseen_cause(self) -> str:
        """The id of what caused it as its header says, where that was not seen."""
        is_seen = any(one.proof == "header" for one in self.causes.values())
        return "" if is_seen else self.message.cause

    def as_json(self) -> dict[str, Any]:
        """The form that is copied."""
        return {
            "caused_by": [one.as_json() for one in self.of("causes")],
            "then_caused": [one.as_json() for one in self.of("effects")],
            "belongs_with": [one.as_json() for one in self.of("beside")],
        }

    def take(self, recent: RecentSteps) -> None:
        """What has happened since the last time."""
        if self.can_be_told:
            steps: Iterable[Step] = recent.since(self._taken) if self._taken else recent
            for step in steps:
                if step.event in _TOLD and step.message.party.vhost == self._vhost:
                    self._meet(step)
        self._taken = recent.end

    def _meet(self, step: Step) -> None:
        me, other = self.message, step.message
        if identity(other) == self._me:
            self._replies_at |= {other.reply_to} - {""}
        elif other.cause and other.cause == me.message_id:
            self._add(self.effects, step, "header", header=other.cause_header, id=other.cause)
        elif me.cause and me.cause == other.message_id:
            self._add(self.causes, step, "header", header=me.cause_header, id=me.cause)
        elif other.correlation_id:
            self._meet_correlated(step)
        elif me.correlation_id and me.correlation_id == other.message_id:
            self._add(self.causes, step, "correlation", id=me.correlation_id)
        elif me.trace_id and me.trace_id == other.trace_id:
            self._add(self.beside, step, "same trace", id=me.trace_id)

    def _meet_correlated(self, step: Step) -> None:
        me, other = self.message, step.message
        known = other.correlation_id
        is_mine = known == me.correlation_id
        if known == me.message_id:
            self._add(self.effects, step, "correlation", id=known)
        elif me.correlation_id and me.correlation_id == other.message_id:
            self._add(self.causes, step, "correlation", id=me.correlation_id)
        elif is_mine and _answers(other, self._replies_at):
            self._add(self.effects, step, "reply", queue=other.routing_key, id=known)
        elif is_mine and _answers(me, {other.reply_to} - {""}):
            self._add(self.causes, step, "reply", queue=me.routing_key, id=known)
        elif is_mine:
            self._add(self.beside, step, "same correlation", id=known)
        elif me.trace_id and me.trace_id == other.trace_id:
            self._add(self.beside, step, "same trace", id=me.trace_id)

    def _add(self, kind: dict[Hashable, Relative], step: Step, proof: Proof, **says: str) -> None:
        """Once each; what is proved to come before or after is not told as beside as well."""
        key = identity(step.message)
        if key in self.causes or key in self.effects or key in kind:
            return
        if len(kind) >= MOST:
            self.left_out += 1
            return
        self.beside.pop(key, None)
        kind[key] = Relative(step.message, step.at, proof, says)


def short(text: str) -> str:
    """The beginning of a name that is long, as addresses for direct replies are."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def identity(message: Message) -> Hashable:
    """The same for publish and deliveries of one message, as far as that can be told."""
    if message.message_id:
        return message.party.vhost, message.message_id
    return id(message.origin or message)


def _answers(message: Message, replies_at: set[str]) -> bool:
    """It was sent to a queue where an answer is waited for."""
    return not message.exchange and message.routing_key in replies_at
