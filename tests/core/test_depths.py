from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.counters import Tally
from core.depths import Depths
from core.directory import Directory
from core.facts import QueueDepths, Series
from core.graph import FlowGraph
from core.series import SeriesTable
from core.structure import Structure
from core.topology import Queue, Topology

AT = 1_000_000.0
NAMES = ("billing", "mail", "stock")
METRICS = {"queue_messages_ready": "ready", "queue_messages_unacked": "unacked"}


class Watched:
    """A graph whose queues are told of."""

    def __init__(self) -> None:
        self.graph = FlowGraph()
        directory = Directory("/")
        self.structure = Structure(self.graph, directory)
        self.depths = Depths(self.graph, self.structure, directory)
        self.table = SeriesTable(Tally().pace())

    def declare(self, *names: str) -> None:
        """These queues there are, and no others."""
        topology = Topology(queues={name: Queue(name=name) for name in names})
        for node in list(self.graph.nodes.values()):
            if node.name not in names:
                self.graph.remove_node(node.id)
        self.structure.take(topology)

    def poll(self, at: float, values: Mapping[str, int]) -> None:
        """The management API tells it."""
        self.depths.take(QueueDepths(at=at, ready=values, unacked={}))

    def scrape(self, at: float, values: Mapping[str, int]) -> None:
        """The metrics tell it: of other queues they have no rows."""
        numbers = {(s.metric, s.queue): n for n, s in self.table.series.items()}
        for (_, queue), number in numbers.items():
            if queue not in values:
                self.table.remove(number)
        for metric in METRICS:
            for queue, value in values.items():
                number = numbers.get((metric, queue), -1)
                if number < 0:
                    number = max(self.table.series, default=-1) + 1
                    series = Series(
                        number=number, metric=metric, channel="", exchange=None, queue=queue
                    )
                    self.table.add(series, 0.0)
                self.table.last[number] = value
        self.depths.take_read(self.table, at)

    def shown(self, name: str) -> int | None:
        node = self.graph.nodes.get(f"queue:{name}")
        return None if node is None else node.ready

    def history(self, name: str, seconds: int, at: float) -> list[float]:
        node = self.graph.nodes[f"queue:{name}"]
        if "ready" not in node.gauges:
            return [float("nan")] * seconds
        found: list[float] = self.graph.gauges.history(node.gauges["ready"], seconds, at).tolist()
        return found


def test_that_depths_fill_the_seconds_since_they_were_last_told() -> None:
    watched = Watched()
    watched.declare("billing")
    for at, value in ((AT, 5), (AT + 3, 8), (AT + 60, 1)):
        watched.poll(at, {"billing": value})
    node = watched.graph.nodes["queue:billing"]
    assert (node.ready, node.unacked) == (1, None)
    history = watched.history("billing", 61, AT + 60)
    assert history[0:4] == [5, 8, 8, 8]
    assert all(value != value for value in history[4:51])
    assert history[51:] == [1] * 10


def test_that_depths_of_unheard_of_queues_show_only_without_a_topology() -> None:
    watched = Watched()
    watched.poll(AT, {"billing": 5})
    assert watched.shown("billing") == 5
    watched.declare("billing")
    watched.poll(AT, {"other": 5})
    assert "queue:other" not in watched.graph.nodes
    watched.declare("billing", "other")
    watched.poll(AT + 1, {"other": 7})
    assert watched.shown("other") == 7


def test_that_there_may_be_many_queues_before_a_topology_tells_which() -> None:
    watched = Watched()
    names = [f"q{number}" for number in range(300)]
    watched.scrape(AT, dict.fromkeys(names, 3))
    watched.scrape(AT + 1, dict.fromkeys(names, 4))
    assert {node.ready for node in watched.graph.nodes.values()} == {4}
    assert len(watched.graph.nodes) == 300


def test_that_what_the_metrics_repeat_is_no_news() -> None:
    watched = Watched()
    watched.declare("billing")
    watched.scrape(AT, {"billing": 5})
    watched.poll(AT + 1, {"billing": 9})
    watched.scrape(AT + 2, {"billing": 5})
    assert watched.shown("billing") == 9
    watched.scrape(AT + 3, {"billing": 6})
    assert watched.shown("billing") == 6
    assert watched.history("billing", 4, AT + 3) == [5, 9, 9, 6]


def test_that_a_queue_that_comes_again_begins_anew() -> None:
    watched = Watched()
    watched.declare("billing", "mail")
    watched.scrape(AT, {"billing": 5, "mail": 1})
    watched.declare("mail")
    watched.declare("billing", "mail")
    assert watched.shown("billing") is None
    watched.scrape(AT + 1, {"billing": 5, "mail": 1})
    assert watched.shown("billing") == 5
    assert watched.shown("mail") == 1


def test_that_thousands_of_queues_that_came_and_went_are_forgotten() -> None:
    watched = Watched()
    watched.declare("stays")
    for number in range(0, 1000, 100):
        names = [f"amq.gen-{i}" for i in range(number, number + 100)]
        watched.declare("stays", *names)
        watched.scrape(AT + number, dict.fromkeys(["stays", *names], 3))
        watched.declare("stays")
    watched.scrape(AT + 1000, {"stays": 3})
    assert watched.shown("stays") == 3
    assert len(watched.depths._row) < 300


Told = tuple[str, dict[str, int], int]
TOLD = st.lists(
    st.tuples(
        st.sampled_from(["poll", "scrape", "declare"]),
        st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3)),
        st.integers(1, 14),
    ),
    max_size=15,
)


class Plain:
    """The same rules, queue by queue."""

    def __init__(self) -> None:
        self.queues: dict[str, dict[int, float]] = {}
        self.shown: dict[str, int] = {}
        self.told: dict[str, int] = {}
        self.at: dict[str, float] = {}

    def declare(self, names: set[str]) -> None:
        for gone in self.queues.keys() - names:
            self.shown.pop(gone, None)
        self.queues = {name: self.queues.get(name, {}) for name in names}

    def tell(self, at: float, values: Mapping[str, int], *, delayed: bool) -> None:
        for name, value in values.items():
            is_old = delayed and self.told.get(name) == value and name in self.shown
            if delayed:
                self.told[name] = value
            if name not in self.queues:
                continue
            self.shown[name] = self.shown[name] if is_old else value
            since = max(self.at.get(name, at - 1), at - 10)
            self.at[name] = at
            for second in range(int(since) + 1, int(at) + 1):
                self.queues[name][second] = self.shown[name]


@settings(max_examples=200, deadline=None)
@given(TOLD)
def test_that_all_queues_together_are_each_of_them_alone(told: list[Told]) -> None:
    watched, plain, at = Watched(), Plain(), AT
    names = {"always"}
    watched.declare(*names)
    plain.declare(names)
    for kind, values, passed in told:
        at += passed
        if kind == "declare":
            names = {"always", *values}
            watched.declare(*names)
            plain.declare(names)
        elif kind == "poll":
            watched.poll(at, values)
            plain.tell(at, values, delayed=False)
        else:
            watched.scrape(at, values)
            plain.tell(at, values, delayed=True)
    for name in names:
        assert watched.shown(name) == plain.shown.get(name)
        seconds = range(int(at) - 99, int(at) + 1)
        wanted = [plain.queues[name].get(second, np.nan) for second in seconds]
        np.testing.assert_array_equal(watched.history(name, 100, at), wanted)
