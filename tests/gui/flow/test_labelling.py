import pytest
from pytestqt.qtbot import QtBot

from core.edge_times import Spread
from core.graph import EdgeKey
from gui.flow.label_choice import ORDER, WORDS, Choice, after, chosen
from gui.flow.labelling import Labelling, Spreads
from gui.flow.scene import scene_of
from gui.flow.stage import Stage
from gui.flow.words import tooltip
from gui.theme import DARK
from tests.gui.flow.sample_graphs import Broker, for_a_while, hello, shop
from tests.gui.flow.shown import middle, shown

pytestmark = pytest.mark.usefixtures("qapp")
WEB: EdgeKey = ("publish", "service:web-shop", "exchange:shop.events")
MOBILE: EdgeKey = ("publish", "service:mobile-api", "exchange:shop.events")
UNKNOWN: EdgeKey = ("route", "exchange:shop.events", "queue:reports.daily")
HELLO: EdgeKey = ("route", "exchange:", "queue:hello")
SPREADS: Spreads = {
    (WEB, "confirm"): Spread(0.0042, 0.34, 120),
    (HELLO, "wait"): Spread(1.25, 90.0, 7),
}


def said(broker: Broker, choice: Choice, key: EdgeKey) -> list[str]:
    scene = scene_of(broker.graph, None)
    labelling = Labelling(choice, lambda: SPREADS)
    labelling.read(scene)
    return [text for text, _ in labelling.parts(scene, scene.keys.index(key))]


@pytest.mark.parametrize(
    ("choice", "key", "texts"),
    [
        ("rates", WEB, ["41.2/s"]),
        ("totals", WEB, ["82"]),
        ("totals", MOBILE, ["24", "↩ 2"]),
        ("totals", UNKNOWN, ["?"]),
        ("share", WEB, ["100%"]),
        ("share", UNKNOWN, ["?"]),
        ("times", WEB, ["4.2 ms", "p99 340 ms"]),
        ("times", MOBILE, ["?"]),
        ("none", WEB, []),
    ],
)
def test_that_an_edge_says_what_was_chosen(choice: Choice, key: EdgeKey, texts: list[str]) -> None:
    assert said(shop(), choice, key) == texts


def test_that_an_edge_on_which_nothing_passes_has_no_share() -> None:
    key: EdgeKey = ("publish", "service:audit", "exchange:unroutable")

    assert said(for_a_while(shop()), "share", key) == ["idle"]


def test_that_shares_of_a_source_are_told_only_while_all_its_rates_are_known() -> None:
    broker = Broker()
    exchange, queues = broker.exchange("x"), [broker.queue(f"q{n}") for n in range(3)]
    for rate, queue in zip((30.0, 9.0, 1.0), queues, strict=True):
        broker.edge("route", exchange, queue, publish=rate)
    broker.edge("dead_letter", queues[0], exchange)
    broker.tick()
    broker.tick()
    keys: list[EdgeKey] = [("route", exchange, queue) for queue in queues]
    assert [said(broker, "share", key) for key in keys] == [["75%"], ["22%"], ["2.5%"]]

    broker.edge("route", exchange, broker.queue("unknown"))

    assert [said(broker, "share", key) for key in keys] == [["?"]] * 3


def test_that_what_cannot_be_timed_says_nothing() -> None:
    scene = scene_of(shop().graph, None)
    labelling = Labelling("times", lambda: SPREADS)
    kinds = {edge.kind for n, edge in enumerate(scene.edges) if labelling.parts(scene, n)}

    assert kinds == {"publish", "route", "deliver"}


def test_that_times_are_asked_for_only_while_they_are_shown() -> None:
    asked: list[Spreads] = []

    def ask() -> Spreads:
        asked.append(SPREADS)
        return SPREADS

    stage = Stage(hello().graph, DARK)
    stage.labelling.follow(ask)
    stage.read_values()
    assert not asked

    stage.label("times")
    stage.read_values()

    assert len(asked) == 2


@pytest.mark.parametrize("choice", ORDER)
def test_that_the_picture_is_drawn_with_every_choice(qtbot: QtBot, choice: Choice) -> None:
    view = shown(qtbot, hello())
    view.show_graph(hello().graph, lambda: SPREADS)
    view.show_labels(choice)
    view.stage.complete()

    picture = view.stage.layer.picture
    assert picture is not None
    assert bool(picture.labels) == (choice != "none")
    assert view.corner.labels.text().startswith(WORDS[choice].short)
    assert WORDS[choice].short in view.corner.labels.accessibleName()


def test_that_another_graph_is_labelled_in_the_same_way(qtbot: QtBot) -> None:
    view = shown(qtbot, shop())
    view.show_labels("times")
    view.show_graph(hello().graph, lambda: SPREADS)
    view.stage.complete()

    picture = view.stage.layer.picture
    assert picture is not None
    texts = {view.stage.scene.keys[n]: label.parts for n, label in picture.labels.items()}
    assert [text for text, _ in texts[HELLO]] == ["1.3 s", "p99 1 min 30 s"]


def test_that_a_tooltip_tells_times_whatever_the_labels_say(qtbot: QtBot) -> None:
    view = shown(qtbot, None)
    view.show_graph(hello().graph, lambda: SPREADS)
    view.stage.complete()
    point = middle(view, HELLO)

    told = view.stage.labelling.told(view.stage.scene, view.stage.at(point.toPointF()))

    assert told == ["publish to deliver: p50 1.3 s, p99 1 min 30 s (7 in the last minute)"]
    assert tooltip(view.stage.graph, HELLO, told).endswith(f"{told[0]}</div>")


def test_that_the_choices_go_round() -> None:
    seen: list[Choice] = ["rates"]
    while len(seen) <= len(ORDER):
        seen.append(after(seen[-1]))

    assert seen == [*ORDER, "rates"]
    assert (chosen("share"), chosen("nonsense"), chosen(None)) == ("share", "rates", "rates")
