from pathlib import Path

import pytest

from core.capabilities import NAMES, Capability
from core.doctor import check
from core.endpoints import Endpoints, endpoints
from core.stage import capabilities_of
from tests.api_replies import replies
from tests.local_http import Answer, free_port, serving

METRICS = Path(__file__).parents[1] / "data" / "metrics-detailed-4.0.5.txt"


def at(management: str = "off", prometheus: str = "off") -> Endpoints:
    """A broker whose AMQP port is shut."""
    url = f"amqp://guest:hunter2@127.0.0.1:{free_port()}/research"
    return endpoints(url, management, prometheus, {})


def found(where: Endpoints) -> dict[str, Capability]:
    looked_at = capabilities_of(check(where))
    assert "hunter2" not in str(looked_at)
    for capability in looked_at.values():
        assert capability.ok or (capability.why and capability.mend)
    return looked_at


def test_that_every_capability_is_looked_at_in_order() -> None:
    where = at()
    assert tuple(found(where)) == NAMES


def test_that_a_shut_port_is_said_for_everything_that_needs_it() -> None:
    looked_at = found(at())
    for name in ("amqp", "event_exchange", "firehose"):
        assert looked_at[name].ok is False
    assert looked_at["amqp"].why == looked_at["firehose"].why


def test_that_surfaces_that_are_switched_off_name_their_option() -> None:
    looked_at = found(at())
    for name in ("management", "prometheus"):
        assert looked_at[name].why == "switched off"
        assert f"--{name}-url" in looked_at[name].mend


def test_that_surfaces_that_are_there_say_what_they_are() -> None:
    with serving(replies()) as api, serving(lambda _path: METRICS.read_bytes()) as metrics:
        looked_at = found(at(api.base, f"{metrics.base},{metrics.base}/"))
    assert looked_at["management"].ok
    assert looked_at["management"].detail == "RabbitMQ 3.10.8, rates_mode basic"
    assert looked_at["prometheus"].ok
    told = "RabbitMQ 4.0.5, node resn4@localhost"
    assert looked_at["prometheus"].detail == f"{told}; {told}"


@pytest.mark.parametrize("path", ["overview", "bindings", "nodes"])
def test_that_a_user_who_may_not_see_enough_is_told_which_tag_is_missing(path: str) -> None:
    with serving(replies(**{path: Answer(status=401)})) as api:
        capability = found(at(api.base))["management"]
    assert not capability.ok
    assert "monitoring" in capability.mend


def test_that_one_node_without_metrics_is_enough_to_say_so() -> None:
    with serving(lambda _path: METRICS.read_bytes()) as metrics:
        shut = f"http://127.0.0.1:{free_port()}"
        capability = found(at("off", f"{metrics.base},{shut}"))["prometheus"]
    assert capability.why == f"nothing listens at {shut}"
    assert "rabbitmq-plugins enable rabbitmq_prometheus" in capability.mend


def test_that_other_metrics_are_not_taken_for_rabbitmqs() -> None:
    with serving(lambda _path: b"process_cpu_seconds_total 4\n") as metrics:
        capability = found(at("off", metrics.base))["prometheus"]
    assert not capability.ok
    assert "does not answer like RabbitMQ's" in capability.why
