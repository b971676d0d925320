"""Settings of a broker by which its surfaces answer, but do not tell what Flowscope asks for."""

from dataclasses import dataclass

from core.sources import management_json as read


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """What cannot be seen, and the setting that changes it."""

    why: str
    mend: str


_NO_COUNTERS = BlindSpot(
    "rates_mode = none: the broker counts no messages, neither here nor for Prometheus",
    "set management.rates_mode = basic in rabbitmq.conf and restart the broker",
)
_NO_CLIENTS = BlindSpot(
    "its statistics are switched off: it does not tell who is connected and who consumes",
    "remove management.disable_stats and management_agent.disable_metrics_collector "
    "from rabbitmq.conf and restart the broker",
)


def counts_messages(rates_mode: object) -> bool:
    """Whether the broker counts messages by channel at all."""
    return rates_mode != "none"


def tells_clients(overview: read.Json) -> bool:
    """Whether the management API lists connections, channels and consumers."""
    return not overview.get("disable_stats")


def blind_spot(overview: read.Json) -> BlindSpot | None:
    """What `/api/overview` says that is switched off."""
    if not counts_messages(overview.get("rates_mode")):
        return _NO_COUNTERS
    return None if tells_clients(overview) else _NO_CLIENTS
