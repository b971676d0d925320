"""Flow graphs made by hand: the smallest, and a busy shop with everything that can happen."""

import random

import numpy as np

from core.counters import Pace
from core.graph import Edge, EdgeKind, FlowGraph


class Broker:
    """Builds a graph and feeds its counters, as a source would."""

    def __init__(self) -> None:
        self.graph = FlowGraph()
        self.pace: Pace = self.graph.tally.pace()
        self.rates: dict[int, float] = {}
        self.at = 1000.0

    def service(self, name: str, instances: int = 1) -> str:
        node = self.graph.node("service", name)
        node.instances, node.named_by = instances, "connection_name"
        return node.id

    def exchange(self, name: str, type_: str = "topic", present: bool = True) -> str:
        node = self.graph.node("exchange", name)
        node.type, node.present = type_, present
        return node.id

    def queue(
        self,
        name: str,
        ready: int | None = 0,
        unacked: int | None = 0,
        consumers: int | None = 1,
        type_: str = "classic",
    ) -> str:
        node = self.graph.node("queue", name)
        node.type, node.ready, node.unacked, node.consumers = type_, ready, unacked, consumers
        return node.id

    def edge(self, kind: EdgeKind, source: str, target: str, **rates: float) -> Edge:
        """An edge with known rates; without any it is unknown."""
        edge = self.graph.edge(kind, source, target)
        edge.declared = True
        if rates:
            edge.provenance = "counted"
            self.graph.count_with(edge, tuple(rates))
            for name, rate in rates.items():
                self.rates[edge.counters[name]] = rate
        return edge

    def tick(self, seconds: float = 1.0) -> None:
        """Let time pass at the present rates."""
        self.at += seconds
        counters = np.array(list(self.rates), dtype=np.int64)
        counts = np.array(list(self.rates.values())) * seconds
        self.graph.tally.advance(self.pace, counters, counts, self.at, 30.0)
        self.graph.values += 1


def for_a_while(broker: Broker) -> Broker:
    """Watched long enough to tell that nothing passes where nothing does."""
    broker.tick(4.0)
    return broker


def hello() -> Broker:
    broker = Broker()
    exchange = broker.exchange("", "direct")
    queue = broker.queue("hello")
    broker.edge("publish", broker.service("send.py"), exchange, publish=2.0)
    broker.edge("route", exchange, queue, publish=2.0)
    broker.edge("deliver", queue, broker.service("receive.py"), deliver=2.0, ack=2.0)
    broker.tick()
    broker.tick()
    return broker


def shop() -> Broker:
    broker = Broker()
    web, mobile = broker.service("web-shop", 4), broker.service("mobile-api", 2)
    orders, payments = broker.service("orders", 3), broker.service("payments", 2)
    stock, mail = broker.service("stock"), broker.service("mail-sender", 2)
    search, audit = broker.service("search-indexer"), broker.service("audit")
    importer = broker.service("legacy-catalogue-importer-nightly-batch")
    reports = broker.service("reports")
    shop_x, pay_x = broker.exchange("shop.events"), broker.exchange("payments", "direct")
    all_x, dead_x = broker.exchange("broadcast", "fanout"), broker.exchange("dead-letters", "topic")
    lost_x = broker.exchange("unroutable", "fanout")
    q = {
        "orders.new": broker.queue("orders.new", 4, 12, 3),
        "orders.paid": broker.queue("orders.paid", 0, 3, 3),
        "payments.requests": broker.queue("payments.requests", 1840, 250, 2, "quorum"),
        "stock.reserve": broker.queue("stock.reserve", 0, 1, 1),
        "stock.release": broker.queue("stock.release", 0, 0, 1),
        "mail.confirmation": broker.queue("mail.confirmation", 12, 20, 2),
        "mail.retry": broker.queue("mail.retry.after-five-minutes.with-backoff", 37, 0, None),
        "search.products": broker.queue("search.products", 0, 2, 1),
        "search.bulk": broker.queue("search.bulk", 48213, 0, 0, "quorum"),
        "audit.all": broker.queue("audit.all", 2, 100, 1, "stream"),
        "reports.daily": broker.queue("reports.daily", None, None, 1),
        "<b>bold</b>": broker.queue("<b>bold</b> & co", 0, 0, 1),
        "dead.mail": broker.queue("dead.mail", 213, 0, 0),
        "lost": broker.queue("lost.and.found", 9, 0, 0),
    }
    publishes: list[tuple[str, str, dict[str, float]]] = [
        (web, shop_x, {"publish": 41.2, "confirm": 41.2}),
        (mobile, shop_x, {"publish": 12.4, "confirm": 12.4, "return_unroutable": 1.3}),
        (orders, pay_x, {"publish": 38.0, "confirm": 38.0}),
        (orders, shop_x, {"publish": 25.6}),
        (payments, shop_x, {"publish": 24.1, "confirm": 24.1}),
        (stock, all_x, {"publish": 0.4, "drop_unroutable": 0.2}),
        (importer, all_x, {"publish": 1250.0}),
        (audit, lost_x, {"publish": 0.0}),
    ]
    for source, target, rates in publishes:
        broker.edge("publish", source, target, **rates)
    routes: list[tuple[str, str, float | None]] = [
        (shop_x, "orders.new", 38.1),
        (shop_x, "orders.paid", 24.1),
        (shop_x, "stock.reserve", 38.1),
        (shop_x, "stock.release", 0.0),
        (shop_x, "mail.confirmation", 24.1),
        (shop_x, "audit.all", 103.0),
        (shop_x, "reports.daily", None),
        (pay_x, "payments.requests", 38.0),
        (all_x, "search.products", 1250.4),
        (all_x, "search.bulk", 1250.4),
        (all_x, "<b>bold</b>", 0.0),
        (dead_x, "dead.mail", None),
        (dead_x, "mail.retry", None),
        (lost_x, "lost", None),
    ]
    for source, name, rate in routes:
        known = {} if rate is None else {"publish": rate}
        broker.edge("route", source, q[name], **known)
    delivers: list[tuple[str, str, dict[str, float]]] = [
        ("orders.new", orders, {"deliver": 38.1, "ack": 38.0}),
        ("orders.paid", orders, {"deliver": 24.1, "ack": 24.1}),
        ("payments.requests", payments, {"deliver": 31.0, "ack": 21.4, "redeliver": 6.2}),
        ("stock.reserve", stock, {"deliver": 38.1, "ack": 38.1}),
        ("stock.release", stock, {"deliver": 0.0, "ack": 0.0}),
        ("mail.confirmation", mail, {"deliver": 26.2, "ack": 24.0, "redeliver": 2.1}),
        ("search.products", search, {"deliver": 1248.0, "ack": 1248.0}),
        ("audit.all", audit, {"deliver_no_ack": 103.0}),
        ("reports.daily", reports, {}),
        ("<b>bold</b>", reports, {"deliver": 0.0, "ack": 0.0}),
    ]
    for name, target, rates in delivers:
        broker.edge("deliver", q[name], target, **rates)
    broker.edge("dead_letter", q["mail.confirmation"], dead_x, dead_letter=0.8)
    broker.edge("dead_letter", q["payments.requests"], dead_x, dead_letter=0.0)
    broker.edge("alternate", shop_x, lost_x)
    broker.edge("bind", shop_x, all_x, publish=3.0)
    broker.tick()
    broker.tick()
    return broker


def wide(nodes: int, edges: int, seed: int = 1) -> Broker:
    """A large system: clusters of services that mostly talk among themselves."""
    chance, broker = random.Random(seed), Broker()
    size = max(nodes // 4, 2)
    cluster = max(size // 12, 2)
    columns = [
        [broker.service(f"publisher-{i}", 1 + i % 3) for i in range(size)],
        [broker.exchange(f"domain{i // cluster}.events.{i}") for i in range(size)],
        [broker.queue(f"domain{i // cluster}.handler.{i}", i % 90, i % 7) for i in range(size)],
        [broker.service(f"consumer-{i}", 1 + i % 4) for i in range(size)],
    ]
    while len(broker.graph.edges) < edges:
        column, i = chance.randrange(3), chance.randrange(size)
        near = (i // cluster) * cluster + chance.randrange(cluster)
        j = min(near, size - 1) if chance.random() < 0.94 else chance.randrange(size)
        rate = 10 ** chance.uniform(-1, 3)
        _random_edge(broker, columns, chance.random(), (column, i, j), rate)
    broker.tick()
    broker.tick()
    return broker


def _random_edge(
    broker: Broker,
    columns: list[list[str]],
    luck: float,
    where: tuple[int, int, int],
    rate: float,
) -> None:
    column, i, j = where
    if luck < 0.04:
        broker.edge("dead_letter", columns[2][i], columns[1][j], dead_letter=rate / 50)
    elif column == 0:
        broker.edge("publish", columns[0][i], columns[1][j], publish=rate, confirm=rate)
    elif column == 1:
        broker.edge("route", columns[1][i], columns[2][j], publish=rate)
    else:
        broker.edge("deliver", columns[2][i], columns[3][j], deliver=rate, ack=0.95 * rate)
