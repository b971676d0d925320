import pytest

from core.graph import EdgeKey
from gui.flow import labels
from gui.flow.scene import Scene, scene_of
from tests.gui.flow.sample_graphs import Broker, for_a_while, shop

pytestmark = pytest.mark.usefixtures("qapp")


def written(scene: Scene, key: EdgeKey) -> list[str]:
    return [text for text, _ in labels.parts(scene, scene.keys.index(key))]


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (("publish", "service:web-shop", "exchange:shop.events"), ["41.2/s"]),
        (("publish", "service:mobile-api", "exchange:shop.events"), ["12.4/s", "↩ 1.3/s"]),
        (
            ("publish", "service:stock", "exchange:broadcast"),
            ["0.4/s", "\N{MULTIPLICATION X} 0.2/s"],
        ),
        (("publish", "service:audit", "exchange:unroutable"), ["0/s"]),
        (("route", "exchange:shop.events", "queue:reports.daily"), ["?"]),
        (
            ("deliver", "queue:payments.requests", "service:payments"),
            ["31.0/s", "↻ 6.2/s", "ack 21.4/s"],
        ),
        (("deliver", "queue:orders.new", "service:orders"), ["38.1/s"]),
        (("deliver", "queue:audit.all", "service:audit"), ["103/s"]),
    ],
)
def test_that_an_edge_says_its_rate_and_what_is_remarkable(key: EdgeKey, texts: list[str]) -> None:
    assert written(scene_of(for_a_while(shop()).graph, None), key) == texts


def test_that_nothing_in_a_moment_is_not_told_as_nothing() -> None:
    key: EdgeKey = ("publish", "service:audit", "exchange:unroutable")

    assert written(scene_of(shop().graph, None), key) == ["?"]


def test_that_idle_and_unknown_rates_are_dim() -> None:
    scene = scene_of(for_a_while(shop()).graph, None)
    written = [labels.parts(scene, edge)[0] for edge in range(len(scene.keys))]
    colours = {colour for text, colour in written if text in ("?", "0/s")}

    assert colours == {"text_dim"}


def test_that_drops_of_the_default_exchange_have_no_mark_as_they_may_be_replies() -> None:
    broker = Broker()
    desk, default = broker.service("tariff-desk"), broker.exchange("", "direct")
    edge = broker.edge("publish", desk, default, publish=2.0, drop_unroutable=2.0)
    broker.tick()
    scene = scene_of(for_a_while(broker).graph, None)

    assert labels.parts(scene, scene.keys.index(edge.key))[1:] == ()


@pytest.mark.parametrize(("share", "mark"), [(1.0, "✕ 2.0/s"), (0.25, "✕ 0.5/s"), (0.0, "")])
def test_that_drops_of_the_default_exchange_have_a_mark_as_far_as_they_were_heard(
    share: float, mark: str
) -> None:
    broker = Broker()
    desk, default = broker.service("tariff-desk"), broker.exchange("", "direct")
    edge = broker.edge("publish", desk, default, publish=2.0, drop_unroutable=2.0)
    broker.tick()
    graph = for_a_while(broker).graph
    graph.lost_shares = {edge.key: share}
    scene = scene_of(graph, None)

    marks = labels.parts(scene, scene.keys.index(edge.key))[1:]
    assert [text for text, _ in marks] == ([mark] if mark else [])
