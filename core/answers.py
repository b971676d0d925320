"""How messages of an edge were answered, beyond what brokers count: nack, reject, requeue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.bands import Band
from core.facts import Provenance
from core.graph import Edge, EdgeKind, FlowGraph
from core.wording import phrase

AnswerName = Literal[
    "ack", "nack", "reject", "nack_or_reject", "requeue", "redeliver", "dead_letter"
]
ANSWERS: Mapping[EdgeKind, tuple[AnswerName, ...]] = {
    "deliver": ("ack", "nack", "reject", "nack_or_reject", "requeue", "redeliver"),
    "dead_letter": ("dead_letter",),
}
"""What may be known of an edge; `nack_or_reject` is what counters cannot tell apart."""
NEGATIVE: tuple[AnswerName, ...] = ("nack", "reject", "nack_or_reject", "requeue")
HOW_NOT = phrase(
    "RabbitMQ counts no nacks, rejects and requeues: they are seen where the service connects "
    "through Flowscope's proxy"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind of answer on an edge."""

    total: Band
    """Since watching began."""
    rate: Band | None
    """Per second, lately."""
    provenance: Provenance
    how: str
    at_least: bool = False
    """There may be more that was not seen."""

    @property
    def is_certain(self) -> bool:
        """There are some now."""
        return self.rate is not None and self.rate.low > 0

    def rate_words(self) -> str:
        """`3/s`, `2.5-3.5/s`, `?`."""
        return "?" if self.rate is None else f"{_sign(self)}{self.rate.words}/s"

    def total_words(self) -> str:
        """`31`, `26-34`."""
        return f"{_sign(self)}{self.total.words}"

    def as_json(self) -> dict[str, Any]:
        """The form that the command line prints."""
        shown: dict[str, Any] = {
            "provenance": self.provenance,
            "count": self.total.as_json(),
            "rate": None if self.rate is None else self.rate.as_json(),
            "how": self.how,
        }
        if self.at_least:
            shown["at_least"] = True
        return shown


Answers = Mapping[AnswerName, Answer]


def answers_of(graph: FlowGraph, edge: Edge) -> Answers:
    """What is known of the answers on an edge; what is absent is not known."""
    return graph.answers.get(edge.key, {})


def told_names(edge: Edge, known: Answers) -> list[AnswerName]:
    """What a user is told of an edge, whether or not it is known.

    Where the sum of nacks and rejects is derived, that there are no fewer than none says nothing.
    """
    names = [name for name in ANSWERS.get(edge.kind, ()) if name not in edge.counters]
    if "nack_or_reject" not in known:
        return names
    return [name for name in names if not (name in known and _says_nothing(known[name]))]


def _says_nothing(answer: Answer) -> bool:
    is_idle = answer.rate is None or not answer.rate.low
    return answer.at_least and not answer.total.low and is_idle


def answers_json(graph: FlowGraph, edge: Edge) -> dict[str, Any]:
    """All of them, for programs; null for what is not known."""
    known = answers_of(graph, edge)
    return {
        name: known[name].as_json() if name in known else None
        for name in ANSWERS.get(edge.kind, ())
        if name not in edge.counters
    }


def _sign(answer: Answer) -> str:
    return "\N{GREATER-THAN OR EQUAL TO} " if answer.at_least else ""
