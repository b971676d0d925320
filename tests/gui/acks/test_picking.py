from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from gui.acks.view import AckView
from tests.core.lanes.lane_facts import NOW, Told, consuming, delivered
from tests.gui.acks.shown import again, shown


def crowded(qtbot: QtBot, *ages: float) -> AckView:
    told = Told(consuming(10), *(delivered(n, NOW - age) for n, age in enumerate(ages, 1)))
    view = shown(qtbot, told)
    view.set_held(True)
    again(view)
    return view


def labelled(view: AckView) -> dict[str, QPointF]:
    """The messages that are named, with the middle of their labels."""
    frame, model = view.strip.frame, view.strip.model
    assert frame is not None
    assert model is not None
    rows, waiting = frame.held.rows, model.ledger.waiting
    return {
        waiting.message(int(rows[number])).message_id: place.center()
        for number, place in view.strip._labels.waiting.items()
    }


def test_that_of_messages_in_one_place_a_click_opens_the_one_that_is_named(qtbot: QtBot) -> None:
    view = crowded(qtbot, 2.0, 2.0001)
    ((name, _),) = labelled(view).items()
    moving = view.strip._moving
    assert moving is not None
    for x, y in moving.waiting_at.tolist():
        again(view)
        at = QPointF(x, y).toPoint()

        qtbot.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=at)

        assert view.message is not None
        assert view.message.message_id == name
        assert view.life.title.text() == name


def test_that_messages_that_cover_each_other_open_the_one_that_is_named(qtbot: QtBot) -> None:
    view = crowded(qtbot, 2.0, 2.2)
    ((name, _),) = labelled(view).items()
    moving = view.strip._moving
    assert moving is not None
    left, right = sorted(moving.waiting_at.tolist())
    assert right[0] - left[0] < 5

    pick = view.strip.pick(QPointF(*left))

    assert pick is not None
    assert pick.message is not None
    assert pick.message.message_id == name


def test_that_a_click_on_a_label_opens_its_message(qtbot: QtBot) -> None:
    view = crowded(qtbot, 0.01, 20.0)
    places = labelled(view)
    assert set(places) == {"m1", "m2"}

    for name, place in places.items():
        again(view)
        at = labelled(view)[name].toPoint()
        qtbot.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=at)

        assert place == labelled(view)[name]
        assert view.life.title.text() == name
