import numpy as np
import pytest

from core.firehose_load import FirehoseLoad, load_of
from core.graph import EdgeKind, FlowGraph


def passing(graph: FlowGraph, kind: EdgeKind, source: str, target: str, rate: float) -> None:
    edge = graph.edge(kind, source, target)
    graph.count_with(edge)
    name = "deliver" if kind == "deliver" else "publish"
    counter, pace = np.array([edge.counters[name]]), graph.tally.pace()
    for second in range(1, 12):
        graph.tally.advance(pace, counter, np.array([rate]), float(second), 10.0)


def shop() -> FlowGraph:
    """30/s to one exchange, 10/s to another; 35/s from one queue, 5/s from another."""
    graph = FlowGraph()
    passing(graph, "publish", "service:web", "exchange:events", 20)
    passing(graph, "publish", "service:stock", "exchange:events", 10)
    passing(graph, "publish", "service:web", "exchange:", 10)
    passing(graph, "route", "exchange:events", "queue:all", 30)
    passing(graph, "deliver", "queue:all", "service:audit", 35)
    passing(graph, "deliver", "queue:mails", "service:mailer", 5)
    return graph


def test_that_everything_is_what_is_published_and_delivered() -> None:
    assert load_of(shop()) == FirehoseLoad(40, 40, 80)


def test_that_less_is_copied_of_a_part_though_all_passes() -> None:
    assert load_of(shop(), ["events"], ["mails"]) == FirehoseLoad(40, 40, 35)
    assert load_of(shop(), [""]) == FirehoseLoad(40, 40, 10)


def test_that_nothing_is_said_without_rates() -> None:
    graph = FlowGraph()
    graph.edge("publish", "service:web", "exchange:events")
    assert load_of(graph) is None


def test_that_what_was_measured_comes_out_again() -> None:
    everything = FirehoseLoad(2712, 2712, 5424)
    assert everything.share + 2712 / 11_325 == pytest.approx(1.0)
    nothing = FirehoseLoad(8395, 8395, 0)
    assert nothing.share + 8395 / 11_325 == pytest.approx(1.0)


def test_that_it_is_said_what_it_means() -> None:
    load = load_of(shop())
    assert load is not None
    assert load.words == (
        "here: about 40 messages/s are published now and 40/s delivered; by these figures, "
        "listening takes 1.1% of what the measured broker could do: that is hardly felt"
    )


@pytest.mark.parametrize(
    ("rate", "words"),
    [(500, "is felt where"), (2000, "may slow services down"), (4000, "more than it could carry")],
)
def test_that_more_is_told_as_worse(rate: float, words: str) -> None:
    assert words in FirehoseLoad(rate, rate, 2 * rate).words
