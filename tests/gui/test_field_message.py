from pytestqt.qtbot import QtBot

from gui.field_message import FieldMessage


def test_that_it_takes_no_room_while_there_is_nothing_to_say(qtbot: QtBot) -> None:
    message = FieldMessage()
    qtbot.addWidget(message)
    assert message.isHidden()

    message.say("too long")
    assert not message.isHidden()
    assert message.text == "too long"

    message.clear()
    assert message.isHidden()
