from collections.abc import Iterator

import pytest

from core.endpoints import endpoints
from core.facts import CapabilityChanged, ChannelReductions, Item, TopologyRead
from core.sources.http import SurfaceError
from core.sources.management import ManagementApi, ManagementSource, broker_of, depths_at
from tests.api_replies import OVERVIEW, PUBLISHER, replies, reply
from tests.local_http import Answer, LocalHttp, free_port, serving
from tests.reports import Reports, identity


class Watch:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Asked:
    """A source that is polled by hand, and what it has reported."""

    def __init__(self, base: str, cluster: str = "") -> None:
        self.items = Reports()
        self.watch = Watch()
        found = endpoints("amqp://guest:hunter2@localhost/research", base, "off", {})
        self.source = ManagementSource(found, self.items.put, self.watch, identity(cluster))
        self.source.wants_names = False

    def poll(self, seconds: float = 0.0) -> list[Item]:
        before = len(self.items)
        self.watch.now += seconds
        self.source._poll()
        return self.items[before:]

    @property
    def said(self) -> list[CapabilityChanged]:
        return [item for item in self.items if isinstance(item, CapabilityChanged)]


@pytest.fixture
def local() -> Iterator[LocalHttp]:
    with serving(replies()) as found:
        yield found


def api(local: LocalHttp) -> ManagementApi:
    return ManagementApi(
        endpoints("amqp://guest:hunter2@localhost/research", local.base, "off", {})
    )


def kinds(items: list[Item]) -> list[str]:
    return [type(item).__name__ for item in items]


def test_that_a_real_brokers_topology_is_read(local: LocalHttp) -> None:
    topology, rows = api(local).topology()
    assert set(topology.queues) == {"audit.q", "billing", "dead", "shipping"}
    assert set(topology.exchanges) >= {"", "orders", "audit", "dlx"}
    assert len(topology.bindings) == 9
    assert len(topology.connections) == 4
    assert len(topology.channels) == 4
    assert {c.queue for c in topology.consumers} == {"audit.q", "billing", "shipping"}
    assert topology.fed_from_inside == {"audit", "dlx"}
    assert len(rows) == 4
    connection = topology.channels[PUBLISHER].connection
    assert topology.connections[connection].provided_name == "order-service"


def test_that_only_cheap_questions_are_asked(local: LocalHttp) -> None:
    api(local).topology()
    queues = next(path for path in local.asked if path.startswith("/api/queues"))
    assert "disable_stats=true" in queues
    assert "enable_queue_totals=true" in queues
    assert all(path.startswith("/api/") for path in local.asked)
    assert not [path for path in local.asked if "aliveness" in path or path.endswith("/get")]


def test_that_a_vhost_with_a_slash_is_asked_for_by_its_name() -> None:
    with serving(lambda _path: b"[]") as local:
        ManagementApi(endpoints("amqp://h/%2F", local.base, "off", {})).of_vhost("bindings")
        ManagementApi(endpoints("amqp://h/a%2Fb%20c", local.base, "off", {})).of_vhost("bindings")
    assert local.asked == ["/api/bindings/%2F", "/api/bindings/a%2Fb%20c"]


def test_that_a_user_who_may_not_see_policies_sees_the_rest() -> None:
    with serving(replies(policies=Answer(status=401))) as local:
        topology, _ = api(local).topology()
        assert len(topology.queues) == 4
    with serving(replies(policies=Answer(status=500))) as local, pytest.raises(SurfaceError):
        api(local).topology()


def test_that_another_servers_json_is_not_taken_for_the_api() -> None:
    for body in (b"{}", b"[]", b'{"version":"9"}'):
        with serving(lambda _path, body=body: body) as local, pytest.raises(SurfaceError) as raised:  # type: ignore[misc]
            api(local).overview()
        assert "is not RabbitMQ's management API" in raised.value.why


def test_that_a_page_is_not_json() -> None:
    with serving(lambda _path: b"<html>") as local, pytest.raises(SurfaceError) as raised:
        api(local).overview()
    assert "not with JSON" in raised.value.why
    assert "15672" in raised.value.mend


def test_that_channels_are_listed_with_their_work(local: LocalHttp) -> None:
    names = api(local).reductions(5.0)
    assert names.at == 5.0
    assert names.reductions[PUBLISHER] == 1410148
    assert names.connections[PUBLISHER] == PUBLISHER.removesuffix(" (1)")
    assert names.nodes[PUBLISHER] == "lab@localhost"


def test_that_a_channel_that_has_just_opened_is_left_out() -> None:
    rows = [{"name": "a (1)"}, {"reductions": 5}, {"name": "b (1)", "reductions": 7}]
    with serving(replies(channels=rows)) as local:
        assert api(local).reductions(5.0).reductions == {"b (1)": 7}


def test_that_the_broker_is_told_with_where_its_metrics_are() -> None:
    found = broker_of(OVERVIEW)
    assert found["version"] == "3.10.8"
    assert found["product"] == "RabbitMQ 3.10.8"
    assert found["cluster_name"] == "lab@vm"
    assert found["rates_mode"] == "basic"
    assert found["prometheus_listeners"] == [("lab@localhost", 15692)]
    assert broker_of({})["prometheus_listeners"] == []


@pytest.mark.parametrize(
    ("product", "words"),
    [
        (None, "RabbitMQ 4.0.5"),
        ("", "RabbitMQ 4.0.5"),
        ("RabbitMQ", "RabbitMQ 4.0.5"),
        ("Flowscope", "Flowscope, like RabbitMQ 4.0.5"),
    ],
)
def test_that_a_broker_that_is_not_rabbitmq_is_not_called_so(
    product: str | None, words: str
) -> None:
    overview = {"rabbitmq_version": "4.0.5", "product_name": product}
    assert broker_of(overview)["product"] == words


def test_that_depths_are_told_for_the_queues_that_tell_them() -> None:
    depths = depths_at([*reply("queues"), {"name": "down"}], 5.0)
    assert depths.ready == {"audit.q": 0, "billing": 0, "dead": 164, "shipping": 0}
    assert set(depths.unacked) == set(depths.ready)


def test_that_a_topology_comes_at_once_and_then_at_its_pace(local: LocalHttp) -> None:
    asked = Asked(local.base)
    assert kinds(asked.poll()) == ["TopologyRead", "QueueDepths", "CapabilityChanged"]
    assert kinds(asked.poll(1.0)) == []
    assert kinds(asked.poll(5.0)) == ["TopologyRead", "QueueDepths"]
    (said,) = asked.said
    assert said.ok
    assert said.detail == "RabbitMQ 3.10.8"
    assert said.where == local.base


def test_that_a_change_is_looked_at_as_soon_as_it_may_be(local: LocalHttp) -> None:
    asked = Asked(local.base)
    asked.poll()
    asked.source.seconds_between_topologies = 60.0
    asked.source.poke()
    assert "TopologyRead" in kinds(asked.poll(0.1))


def test_that_it_looks_once_more_when_the_broker_lists_who_came(local: LocalHttp) -> None:
    asked = Asked(local.base)
    asked.poll()
    asked.source.seconds_between_topologies = 60.0
    asked.source.poke()
    asked.poll(0.1)
    assert kinds(asked.poll(5.0)) == []
    assert "TopologyRead" in kinds(asked.poll(1.0))
    assert kinds(asked.poll(30.0)) == []


def test_that_names_and_totals_are_asked_for_only_when_wanted(local: LocalHttp) -> None:
    asked = Asked(local.base)
    asked.poll()
    asked.source.wants_names = True
    (names,) = asked.poll(0.1)
    assert isinstance(names, ChannelReductions)
    assert asked.poll(0.5) == []
    assert kinds(asked.poll(0.5)) == ["ChannelReductions"]
    asked.source.wants_names = False
    asked.source.wants_totals = True
    assert asked.poll(0.1) == []  # nothing is known of a sample that was read once
    assert kinds(asked.poll(0.3)) == ["ObjectTotals"]
    assert asked.poll(0.3) == []
    assert kinds(asked.poll(0.5)) == ["ObjectTotals"]


def test_that_a_dear_topology_is_read_less_often() -> None:
    with serving(lambda path: replies()(path)) as local:
        asked = Asked(local.base)
        answer = local.answer

        def slow(path: str) -> Answer | bytes:
            asked.watch.now += 0.05
            return answer(path)

        local.answer = slow
        asked.poll()
        took = asked.source._topology.took
        assert took > 0.2
        assert asked.source.period == pytest.approx(took / 0.05 / 0.25)


def slowly(asked: Asked, local: LocalHttp) -> None:
    """From now on every request takes a twentieth of a second."""
    answer = local.answer

    def slow(path: str) -> Answer | bytes:
        asked.watch.now += 0.05
        return answer(path)

    local.answer = slow


def test_that_changes_without_end_stay_within_the_budget(local: LocalHttp) -> None:
    asked = Asked(local.base)
    slowly(asked, local)
    asked.poll()
    begun = asked.watch.now
    while asked.watch.now < begun + 200.0:
        asked.source.poke()
        asked.poll(0.5)
    spent = kinds(asked.items[3:]).count("TopologyRead") * asked.source._topology.took
    assert 0.0 < spent <= 0.05 * 0.25 * 200.0


def test_that_who_waits_for_a_dear_topology_gets_it_soon(local: LocalHttp) -> None:
    asked = Asked(local.base)
    slowly(asked, local)
    asked.poll()
    asked.source.refresh()
    assert asked.poll(4.0) == []
    assert "TopologyRead" in kinds(asked.poll(1.1))


def test_that_a_failure_is_said_once_and_recovery_too(local: LocalHttp) -> None:
    asked = Asked(local.base)
    asked.poll()
    local.answer = lambda _path: Answer(status=401)
    asked.poll(10.0)
    asked.poll(1.0)
    local.answer = replies()
    items = asked.poll(1.0)
    assert [said.ok for said in asked.said] == [True, False, True]
    assert "refused the login" in asked.said[1].why
    assert "monitoring" in asked.said[1].mend
    assert "hunter2" not in f"{asked.said}"
    assert any(isinstance(item, TopologyRead) for item in items)


def test_that_a_closed_port_is_named() -> None:
    base = f"http://127.0.0.1:{free_port()}"
    asked = Asked(base)
    (said,) = asked.poll()
    assert isinstance(said, CapabilityChanged)
    assert said.why == f"nothing listens at {base}"
    assert "rabbitmq-plugins enable rabbitmq_management" in said.mend


def test_that_an_api_that_is_switched_off_cannot_be_asked() -> None:
    with pytest.raises(SurfaceError) as raised:
        ManagementApi(endpoints("amqp://h", "off", "off", {}))
    assert "--management-url" in raised.value.mend


def test_that_another_brokers_topology_is_not_taken(local: LocalHttp) -> None:
    asked = Asked(local.base, cluster="ours")
    assert kinds(asked.poll()) == ["CapabilityChanged"]
    (said,) = asked.said
    assert not said.ok
    assert "is another broker's: its cluster is 'lab@vm'" in said.why
    assert "rabbitmq-plugins" not in said.mend
