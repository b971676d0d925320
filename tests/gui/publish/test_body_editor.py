from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.body_forms import Form
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

    editor.choose("text")

    assert editor.error.text == ""
    assert editor.body() == b"<b>{"
    assert editor.size_label.text() == "4 B"


def test_that_a_sent_body_comes_back_in_its_form(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "")

    editor.show_body(b"[1]")
    assert editor.form.currentData() == "json"

    editor.show_body(b"plain")
    assert editor.form.currentData() == "text"
    assert editor.body() == b"plain"


def test_that_a_binary_body_comes_back_to_the_last_byte(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "")

    editor.show_body(b"\x00\xff\r\n")

    assert editor.form.currentData() == "base64"
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


@pytest.mark.parametrize(
    ("form", "text", "why"),
    [
        ("base64", "AA", "Not base64"),
        ("hex", "00 f", "one is missing"),
        ("hex", "00\nxf", "line 2, column 1: 'x' is not one of 0 to 9"),
    ],
)
def test_that_wrong_bytes_are_said_at_the_field(
    qtbot: QtBot, form: Form, text: str, why: str
) -> None:
    editor = editor_with(qtbot, "")
    editor.choose(form)

    editor.text.insertPlainText(text)

    assert why in editor.error.text
    assert editor.body() is None
    editor.choose("text")
    assert editor.form.currentData() == form
    assert "Fix it first" in editor.error.text


def test_that_the_form_is_changed_by_key_and_no_byte_with_it(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, '{"a": 1}')

    qtbot.keyClick(editor.form, Qt.Key.Key_Down)
    assert editor.form.currentData() == "text"
    qtbot.keyClick(editor.form, Qt.Key.Key_Down)
    assert editor.text.toPlainText() == "eyJhIjogMX0="
    qtbot.keyClick(editor.form, Qt.Key.Key_Down)
    assert editor.text.toPlainText() == "7b 22 61 22 3a 20 31 7d"
    assert editor.size_label.text() == "8 B"
    editor.choose("json")

    assert editor.text.toPlainText() == '{"a": 1}'


@pytest.mark.parametrize("digits", ["00 ff 80", "61 0d 0a"])
def test_that_bytes_that_text_would_lose_stay_as_they_are(qtbot: QtBot, digits: str) -> None:
    editor = editor_with(qtbot, "")
    editor.choose("hex")
    qtbot.keyClicks(editor.text, digits)

    editor.choose("text")

    assert editor.form.currentData() == "hex"
    assert "base64 or hex" in editor.error.text
    assert editor.text.toPlainText() == digits
    assert editor.body() == bytes.fromhex(digits)
    editor.choose("base64")
    assert editor.body() == bytes.fromhex(digits)


def test_that_a_file_is_sent_as_it_is_and_the_text_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "label.bin").write_bytes(b"\x00\xff" * 100_000)
    editor = editor_with(qtbot, "[1]")

    editor.choose(None)
    assert editor.body() is None
    assert "Choose a file" in editor.error.text
    editor.held.read(tmp_path / "label.bin")
    qtbot.waitUntil(lambda: not editor.held.is_reading)

    assert editor.body() == b"\x00\xff" * 100_000
    assert editor.size_label.text() == "195.3 KiB"
    assert "label.bin" in editor.held.name.text()
    assert "2 frames" in editor.held.size_words.text()
    assert editor.held.warning.isHidden()
    editor.choose("json")
    assert editor.body() == b"[1]"


def test_that_a_file_that_cannot_be_read_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    editor = editor_with(qtbot, "")
    editor.choose(None)

    editor.held.read(tmp_path / "gone")
    qtbot.waitUntil(lambda: not editor.held.is_reading)

    assert editor.held.error.text == "gone: No such file or directory"
    assert editor.body() is None


def test_that_a_large_body_that_was_sent_is_held_not_edited(qtbot: QtBot) -> None:
    editor = editor_with(qtbot, "[1]")
    large = b"x" * (17 * 1024 * 1024)

    editor.show_body(large)

    assert editor.body() == large
    assert "RabbitMQ 4 takes 16 MiB" in editor.held.warning.text()
    editor.show_body(b"[2]")
    assert editor.body() == b"[2]"
