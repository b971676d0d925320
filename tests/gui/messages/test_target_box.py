import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.topology import Exchange, Queue, Topology
from gui.messages.target_box import TargetBox
from tests.core.other_language import spoken

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # popups, offscreen
TOPOLOGY = Topology(
    exchanges={"": Exchange(name=""), "shop": Exchange(name="shop")},
    queues={"mails": Queue(name="mails")},
)


def box_in(qtbot: QtBot) -> TargetBox:
    box = TargetBox()
    qtbot.addWidget(box)
    box.show_topology(TOPOLOGY)
    return box


def test_that_all_but_the_default_exchange_are_offered(qtbot: QtBot) -> None:
    box = box_in(qtbot)

    assert [box.itemText(index) for index in range(box.count())] == [
        "exchange  shop",
        "queue  mails",
    ]
    assert box.target is None


def test_that_choosing_says_kind_and_name(qtbot: QtBot) -> None:
    box = box_in(qtbot)
    chosen: list[tuple[str, str]] = []
    box.chosen.connect(lambda *what: chosen.append(what))

    box.choose(("queue", "mails"))
    box.activated.emit(0)

    assert chosen == [("queue", "mails"), ("exchange", "shop")]
    assert box.target == ("queue", "mails")


def test_that_a_new_topology_keeps_what_is_typed(qtbot: QtBot) -> None:
    box = box_in(qtbot)
    box.setEditText("exchange  sh")

    box.show_topology(Topology(queues={"other": Queue(name="other")}))

    assert box.currentText() == "exchange  sh"
    assert box.count() == 1


def typed_in(qtbot: QtBot, text: str) -> tuple[TargetBox, list[tuple[str, ...]]]:
    """A box into which something was typed and left, and what it said then."""
    box = box_in(qtbot)
    said: list[tuple[str, ...]] = []
    box.chosen.connect(lambda *what: said.append(what))
    box.missed.connect(lambda name: said.append(("missed", name)))
    box.show()
    box.setFocus()
    qtbot.keyClicks(box.line, text)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    return box, said


@pytest.mark.parametrize("text", ["shop", "exchange shop", "exchange  shop", " shop "])
def test_that_a_name_that_is_typed_exactly_is_chosen(qtbot: QtBot, text: str) -> None:
    box, said = typed_in(qtbot, text)

    assert said[0] == ("exchange", "shop")
    assert box.target == ("exchange", "shop")
    assert box.currentText() == "exchange  shop"


def test_that_what_is_called_so_nowhere_is_said(qtbot: QtBot) -> None:
    box, said = typed_in(qtbot, "shopp")

    assert said == [("missed", "shopp")]
    assert box.target is None


def test_that_an_exchange_can_be_typed_as_the_user_calls_it(qtbot: QtBot) -> None:
    with spoken({"exchange  {name}": "交换机  {name}"}):
        box = box_in(qtbot)
        for text in ("交换机 shop", "exchange shop"):
            box.setEditText(text)
            assert box.target == ("exchange", "shop")


def test_that_the_exchanges_of_the_broker_itself_come_last(qtbot: QtBot) -> None:
    box = box_in(qtbot)
    names = ("amq.topic", "shop")

    box.show_topology(
        Topology(
            exchanges={name: Exchange(name=name) for name in names}, queues=dict(TOPOLOGY.queues)
        )
    )

    words = [box.itemText(index) for index in range(box.count())]
    assert words == ["exchange  shop", "queue  mails", "exchange  amq.topic"]
