from core.demo.console import Console
from core.demo.scenarios import Scenario


def console(said: list[str], shown: list[str]) -> Console:
    flood = Scenario("flood", "Many come.", lambda work: work(), lambda: None, lambda: None)
    actions = {"hold": lambda: said.append("held")}
    return Console([flood], actions, lambda: [1], said.append, shown.append)


def test_that_trouble_is_switched_by_name() -> None:
    said: list[str] = []
    one = console(said, [])
    for line in ("start flood", "scenarios", "stop flood\r"):
        one.obey(line)

    assert said == ["flood is on. Many come.", "on  flood: Many come.", "flood is off"]


def test_that_what_is_not_known_is_answered_with_what_is() -> None:
    said: list[str] = []
    one = console(said, [])
    for line in ("", "start tsunami", "dance"):
        one.obey(line)

    assert len(said) == 2
    assert "flood" in said[0]
    assert "'dance'" in said[1]
    assert "quit" in said[1]


def test_that_the_books_are_the_only_thing_on_stdout() -> None:
    said: list[str] = []
    shown: list[str] = []
    one = console(said, shown)
    for line in ("hold", "books", "quit"):
        one.obey(line)

    assert (said, shown) == (["held"], ["[1]"])
    assert one.is_over
