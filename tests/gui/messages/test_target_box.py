from pytestqt.qtbot import QtBot

from core.topology import Exchange, Queue, Topology
from gui.messages.target_box import TargetBox

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
