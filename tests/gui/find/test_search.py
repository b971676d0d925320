from core.graph import EdgeKey
from gui.find.search import Search, in_order, stepped
from gui.flow.scene import Keys, scene_of
from tests.gui.flow.sample_graphs import hello

PUBLISH: EdgeKey = ("publish", "service:send.py", "exchange:")


def test_that_what_was_understood_holds_while_one_types_on() -> None:
    search = Search()
    search.ask("queue:a")
    understood = search.expression

    search.ask("queue:a and")
    assert search.is_unfinished
    assert search.expression is understood

    search.ask("queue:a and (b")
    assert search.is_unfinished
    assert search.expression is understood


def test_that_a_mistake_finds_nothing() -> None:
    search = Search()
    search.ask("queue:a")
    search.ask("rate > x")

    assert search.expression is None
    assert not search.is_unfinished


def test_that_matches_are_in_the_order_of_reading() -> None:
    scene = scene_of(hello().graph, None)
    found: Keys = frozenset(("queue:hello", PUBLISH, "exchange:", "service:gone"))

    assert in_order(scene, found) == ["exchange:", "queue:hello", PUBLISH]


def test_that_steps_go_round() -> None:
    matches: list[str | EdgeKey] = ["a", "b", PUBLISH]

    assert stepped(matches, None, 1) == "a"
    assert stepped(matches, None, -1) == PUBLISH
    assert stepped(matches, "b", 1) == PUBLISH
    assert stepped(matches, PUBLISH, 1) == "a"
    assert stepped(matches, "a", -1) == PUBLISH
    assert stepped([], "a", 1) is None
