from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.publish.body_editor import BodyEditor


def editor_with(qtbot: QtBot, text: str) -> BodyEditor:
    editor = BodyEditor()
    qtbot.addWidget(editor)
    editor.show()
    editor.text.clear()
    qtbot.keyClicks(editor.text, text)
    return editor


def test_that_wrong_json_is_named_with_line_and_column_while_typing(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, '{"a": }')

    assert "line 1, column 7" in editor.error.text
    assert len(editor.text.extraSelections()) == 1
    assert editor.body() is None


def test_that_good_json_is_sent_as_it_was_typed(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, '{"a":1.10}')

    assert editor.error.text == ""
    assert editor.body() == b'{"a":1.10}'


def test_that_formatting_changes_no_value_and_can_be_undone(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, '{"a":1.10}')

    qtbot.mouseClick(editor.format, Qt.MouseButton.LeftButton)
    assert editor.text.toPlainText() == '{\n  "a": 1.10\n}'

    editor.text.undo()
    assert editor.text.toPlainText() == '{"a":1.10}'


def test_that_text_may_be_anything(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "<b>{")

    editor.plain.click()

    assert editor.error.text == ""
    assert editor.body() == b"<b>{"
    assert editor.size_label.text() == "4 B"


def test_that_a_sent_body_comes_back_in_its_form(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "")

    editor.show_body(b"[1]")
    assert editor.json.isChecked()

    editor.show_body(b"plain")
    assert editor.plain.isChecked()
    assert editor.body() == b"plain"


def test_that_a_binary_body_comes_back_to_the_last_byte(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "")

    editor.show_body(b"\x00\xff\r\n")

    assert editor.base64.isChecked()
    assert editor.body() == b"\x00\xff\r\n"
    assert editor.size_label.text() == "4 B"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.binary(max_size=20) | st.text("a{}[]1 \r\n\t\xa0\u2028\u2029\0", max_size=9).map(str.encode)
)
def test_that_any_body_comes_back_to_the_last_byte(qapp: QApplication, body: bytes) -> None:
    editor = BodyEditor()

    editor.show_body(body)

    assert editor.body() == body
    assert qapp is not None


def test_that_wrong_base64_is_said_at_the_field(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "AA")

    editor.base64.click()

    assert "No base64" in editor.error.text
    assert editor.body() is None
