"""The body of a test event: text, JSON that is checked while it is typed, or bytes as base64."""

import base64
import binascii

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.variables import as_digits, has_variables
from gui import icons, json_text, theme
from gui.field_message import FieldMessage
from gui.fonts import fixed

LIVE_LIMIT = 200_000
"""Characters up to which every keystroke is checked; a longer body is checked when it is sent."""


class BodyEditor(QWidget):
    """JSON, text or base64."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.json = QRadioButton("JSON")
        self.plain = QRadioButton("Text")
        self.base64 = QRadioButton("Base64")
        self._modes = QButtonGroup(self)
        self.format = QPushButton("Format")
        self.format.setToolTip("Indent the JSON; no value changes")
        icons.wear(self.format, "code-braces")
        self.size_label = QLabel()
        self.text = QPlainTextEdit()
        self.text.setFont(fixed())
        self.text.setAccessibleName("Body")
        self.text.setTabChangesFocus(True)
        self.error = FieldMessage()
        self._fills_in = False
        self._lay_out()
        self.json.setChecked(True)
        self.text.setPlainText("{}")
        self.text.textChanged.connect(self._on_text)
        self._modes.buttonToggled.connect(self._on_text)
        self.format.clicked.connect(self._on_format)
        self._on_text()

    def body(self) -> bytes | None:
        """The body, or None when it is not what it is meant to be: then it says where."""
        text = self._typed()
        if self.base64.isChecked():
            return self._decoded(text)
        if self.json.isChecked() and not self._check(text):
            return None
        return text.encode("utf-8", "surrogatepass")

    def has_variables(self) -> bool:
        """Whether anything in it can be filled in."""
        return not self.base64.isChecked() and has_variables(self._typed())

    def set_fills_in(self, fills_in: bool) -> None:
        """Take variables for values, not for text."""
        self._fills_in = fills_in
        self._on_text()

    def show_body(self, body: bytes) -> None:
        """Show a body that was sent or received before, to the last byte."""
        text = body.decode("utf-8", "replace")
        mode = self.plain if json_text.trouble(text) else self.json
        mode.setChecked(True)
        self.text.setPlainText(text)
        if self._typed().encode("utf-8") != body:  # an editor of text cannot hold every byte
            self.base64.setChecked(True)
            self.text.setPlainText(base64.b64encode(body).decode("ascii"))

    def _typed(self) -> str:
        """The text to the letter; `toPlainText` would turn other spaces into common ones."""
        raw = self.text.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for button in (self.json, self.plain, self.base64):
            self._modes.addButton(button)
            row.addWidget(button)
        row.addWidget(self.format)
        row.addStretch(1)
        row.addWidget(self.size_label)
        self.size_label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        column.addWidget(self.error)

    def _on_text(self) -> None:
        text = self._typed()
        self.size_label.setText(f"{len(text.encode('utf-8', 'surrogatepass')):,} B")
        self.format.setEnabled(self.json.isChecked())
        self._mark(None)
        if self.base64.isChecked():
            self._decoded(text)
        elif self.json.isChecked() and len(text) <= LIVE_LIMIT:
            self._check(text)
        self.edited.emit()

    def _decoded(self, text: str) -> bytes | None:
        try:
            body = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            self.error.say(f"No base64: {str(error)[:1].lower()}{str(error)[1:]}")
            return None
        self.size_label.setText(f"{len(body):,} B")
        return body

    def _check(self, text: str) -> bool:
        trouble = json_text.trouble(as_digits(text) if self._fills_in else text)
        self._mark(trouble)
        return trouble is None

    def _mark(self, trouble: json_text.JsonTrouble | None) -> None:
        self.error.say(f"No JSON: {trouble}" if trouble else "")
        self.text.setExtraSelections([] if trouble is None else [self._underline(trouble)])

    def _underline(self, trouble: json_text.JsonTrouble) -> QTextEdit.ExtraSelection:
        block = self.text.document().findBlockByNumber(trouble.line - 1)
        cursor = QTextCursor(block)
        at = min(trouble.column - 1, max(0, block.length() - 2))
        cursor.setPosition(block.position() + at)
        cursor.movePosition(
            QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor
        )
        wrong = QTextCharFormat()
        wrong.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wrong.setUnderlineColor(theme.current().error)
        background = QColor(theme.faded(theme.current().error, 0.25))
        wrong.setBackground(background)
        selection = QTextEdit.ExtraSelection()
        # mypy: the stubs lack the two public fields of this struct
        setattr(selection, "cursor", cursor)  # noqa: B010
        setattr(selection, "format", wrong)  # noqa: B010
        return selection

    def _on_format(self) -> None:
        text = self._typed()
        if not self._check(text):
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        cursor = QTextCursor(self.text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(json_text.reindented(text))
