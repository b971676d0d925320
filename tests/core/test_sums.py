"""Counters that stand for others."""

import numpy as np

from core.sums import Sums
from tests.core.seen_between import look
from tests.core.test_hops import two_shops

ENDS = ("service:orders", "service:audit")


def test_that_a_sum_follows_its_parts() -> None:
    graph = two_shops().graph
    sums = Sums(graph)
    parts = [edge.counters["publish"] for edge in graph.edges.values() if edge.kind == "publish"]
    counter = sums.sum_of(parts)

    assert sums.total(counter) == 2 * (4 + 1 + 3)
    assert sums.steady_rate(counter) == 8.0
    assert np.isnan(sums.steady(np.array([-1, counter]))).tolist() == [True, False]


def test_that_what_was_seen_is_read_where_it_is_kept() -> None:
    broker = two_shops()
    sums = Sums(broker.graph)
    counter, unknown = sums.seen(ENDS, "deliver"), sums.seen(ENDS, "get")
    assert sums.total(counter) == 0
    assert np.isnan(sums.steady_rate(counter))

    look(broker, ENDS)
    assert (sums.total(counter), sums.steady_rate(counter)) == (30, 2.0)
    assert sums.total(unknown) == 0
    assert np.isnan(sums.steady_rate(unknown))
    assert sums.steady(np.array([counter, -1])).tolist()[0] == 2.0


def test_that_a_counter_that_was_given_back_is_none() -> None:
    sums = Sums(two_shops().graph)
    counter = sums.seen(ENDS, "deliver")
    sums.release(counter)
    sums.release(sums.sum_of([0]))

    assert sums.seen(ENDS, "deliver") != counter
