import numpy as np

from core.counters import Tally
from core.facts import Readings
from core.series import SeriesTable
from core.series_tables import SeriesTables


def readings(node: str, group: str = "edges", at: float = 0.0) -> Readings:
    return Readings(
        at=at,
        took=0.0,
        node=node,
        group=group,
        first=False,
        restarted=False,
        gone=np.array([], np.int64),
        new=(),
        numbers=np.array([], np.int64),
        values=np.array([]),
        period=1.0,
    )


def read(tables: SeriesTables, node: str, group: str, at: float) -> SeriesTable:
    table = tables.of(readings(node, group))
    table.read_at = at
    return table


def test_that_each_group_of_each_node_has_one_table() -> None:
    tables = SeriesTables(Tally())
    edges = read(tables, "one", "edges", 1.0)

    assert tables.of(readings("one", "edges", at=2.0)) is edges
    routes = read(tables, "one", "routes", 1.0)
    assert tables.routes("one") is routes
    assert tables.routes("two") is None
    assert tables.of_node("one") == [edges, routes]


def test_that_it_tells_what_was_read_last_and_how_far_apart() -> None:
    tables = SeriesTables(Tally())
    assert (tables.read_at, tables.read_apart, tables.was_read_since(0.0)) == (0.0, 0.0, False)
    read(tables, "one", "edges", 5.0)
    read(tables, "two", "edges", 7.5)

    assert (tables.read_at, tables.read_apart) == (7.5, 2.5)
    assert not tables.was_read_since(6.0)
    assert tables.was_read_since(6.0, {"two"})
    assert not tables.was_read_since(6.0, {"nobody"})


def test_that_a_node_that_is_gone_takes_its_tables_with_it() -> None:
    tables = SeriesTables(Tally())
    for group in ("edges", "routes"):
        read(tables, "one", group, 9.0)
    left = read(tables, "two", "edges", 7.0)
    tables.drop("one")

    assert tables.nodes == {"two"}
    assert [*tables] == [left]
    assert tables.read_at == 7.0
