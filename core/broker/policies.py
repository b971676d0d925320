"""Policies: what a vhost asks of all queues or exchanges whose name fits, over their arguments."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.broker.queue_settings import LONGEST_MILLISECONDS, OVERFLOWS

APPLY_TO = ("queues", "classic_queues", "exchanges", "all")
_KINDS = {"queue": ("queues", "classic_queues", "all"), "exchange": ("exchanges", "all")}


class PolicyError(ValueError):
    """A policy that cannot hold, in RabbitMQ's words."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy of a vhost."""

    name: str
    pattern: str
    definition: Mapping[str, Any]
    apply_to: str = "all"
    priority: int = 0

    @property
    def told(self) -> dict[str, Any]:
        """As the surfaces tell it."""
        return {
            "name": self.name,
            "pattern": self.pattern,
            "apply-to": self.apply_to,
            "definition": dict(self.definition),
            "priority": self.priority,
        }

    def fits(self, kind: str, name: str) -> bool:
        """Whether it is meant for a queue or exchange of that name."""
        return self.apply_to in _KINDS[kind] and re.search(self.pattern, name) is not None


def strongest(policies: Iterable[Policy], kind: str, name: str) -> Policy | None:
    """The policy that applies: of those that fit the one with the highest priority."""
    fitting = [policy for policy in policies if policy.fits(kind, name)]
    return max(fitting, key=lambda policy: policy.priority, default=None)


def check(policy: Policy) -> None:
    """Raises PolicyError for what RabbitMQ does not accept, or is not served here."""
    try:
        re.compile(policy.pattern)
    except re.error as error:
        raise PolicyError(
            f'pattern should be regular expression but is invalid: {{"{error.msg}",{error.pos}}}'
        ) from error
    if policy.apply_to not in APPLY_TO:
        raise PolicyError(f"apply-to should be one of {', '.join(APPLY_TO)}")
    if not policy.definition:
        raise PolicyError("no policy provided")
    for key, value in policy.definition.items():
        if key not in _CHECKS:
            raise PolicyError(
                f'[{{<<"{key}">>,{_term(value)}}}] are not recognised policy settings'
            )
        word, is_valid = _CHECKS[key]
        if not is_valid(value):
            raise PolicyError(f"{_term(value)} is not a valid {word}")


def _term(value: object) -> str:
    return f'<<"{value}">>' if isinstance(value, str) else str(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_time(value: object) -> bool:
    return isinstance(value, int) and _is_count(value) and value <= LONGEST_MILLISECONDS


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_CHECKS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "message-ttl": ("message TTL", _is_time),
    "expires": ("queue expiry", lambda value: _is_time(value) and value > 0),
    "max-length": ("maximum length", _is_count),
    "max-length-bytes": ("maximum length in bytes", _is_count),
    "overflow": ("overflow value", lambda value: value in OVERFLOWS),
    "dead-letter-exchange": ("dead letter exchange name", _is_text),
    "dead-letter-routing-key": ("dead letter routing key", _is_text),
    "alternate-exchange": ("alternate exchange name", _is_text),
    "queue-mode": ("queue mode", lambda value: value in ("default", "lazy")),
    "queue-version": ("queue version", lambda value: value in (1, 2)),
}
