"""Settings of a broker by which its surfaces answer, but do not tell what Flowscope asks for."""

from dataclasses import dataclass

from core.sources import management_json as read
from core.wording import tr


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """What cannot be seen, and the setting that changes it."""

    why: str
    mend: str


def counts_messages(rates_mode: object) -> bool:
    """Whether the broker counts messages by channel at all."""
    return rates_mode != "none"


def tells_clients(overview: read.Json) -> bool:
    """Whether the management API lists connections, channels and consumers."""
    return not overview.get("disable_stats")


def blind_spot(overview: read.Json) -> BlindSpot | None:
    """What `/api/overview` says that is switched off."""
    if not counts_messages(overview.get("rates_mode")):
        return BlindSpot(
            tr("rates_mode = none: the broker counts no messages, neither here nor for Prometheus"),
            tr("set management.rates_mode = basic in rabbitmq.conf and restart the broker"),
        )
    return None if tells_clients(overview) else _no_clients()


def _no_clients() -> BlindSpot:
    return BlindSpot(
        tr("its statistics are switched off: it does not tell who is connected and who consumes"),
        tr(
            "remove management.disable_stats and management_agent.disable_metrics_collector "
            "from rabbitmq.conf and restart the broker"
        ),
    )
