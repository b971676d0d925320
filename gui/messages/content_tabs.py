"""What a message carries, to read: its body in one form or another, its properties, its headers."""

import json
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core import numbers
from core.amqp.fields import Field, as_json
from core.amqp.fields import shown as printable
from core.amqp.properties import Properties
from core.tapped import TappedMessage
from core.wording import phrase, tr
from gui import icons
from gui.fonts import fixed
from gui.messages.body_text import Form, shown
from gui.messages.local_time import local_time
from gui.messages.properties_table import PropertiesTable
from gui.plain import tooltip

FORMS: tuple[tuple[str, Form | None], ...] = (
    (phrase("automatic"), None),
    ("JSON", "JSON"),
    (phrase("text"), "text"),
    (phrase("hex"), "hex"),
)
TAG_WORDS = {
    "S": "string",
    "t": "bool",
    "b": "int 8",
    "B": "uint 8",
    "s": "int 16",
    "U": "int 16",
    "u": "uint 16",
    "I": "int 32",
    "i": "uint 32",
    "l": "int 64",
    "L": "int 64",
    "f": "float 32",
    "d": "float 64",
    "D": "decimal",
    "T": "timestamp",
    "x": "bytes",
    "A": "array",
    "F": "table",
    "V": "null",
}
_LONGEST_VALUE = 4_000

Row = tuple[str, str, str, str]
"""Name, type and value, and what the value was before it was made readable."""


class ContentTabs(QTabWidget):
    """Body and properties of one message; pages that tell more may stand before them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message: TappedMessage | None = None
        self.form = QComboBox()
        for words, form in FORMS:
            self.form.addItem(tr(words), form)
        self.form.setAccessibleName(tr("Form of the body"))
        self.note = line_of_text()
        self.note.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setFont(fixed())
        self.body.setAccessibleName(tr("Body"))
        self.copy_body = QToolButton()
        self.copy_body.setToolTip(tr("Copy the body as text"))
        self.properties = PropertiesTable()
        self._why_none = ""
        self._lay_out()
        self.form.currentIndexChanged.connect(self._show_body)
        self.copy_body.clicked.connect(self._on_copy)

    def show_message(self, message: TappedMessage | None, why_none: str = "") -> None:
        """Show what a message carries, or why that is not there."""
        self.message, self._why_none = message, why_none
        for button in (self.copy_body, self.form):
            button.setEnabled(message is not None)
        if message is None:
            self.properties.setRowCount(0)
            self._name_properties("")
        else:
            self._show_properties(message.wire)
        self._show_body()

    def _show_body(self) -> None:
        if self.message is None:
            self.body.clear()
            self.body.setPlaceholderText(self._why_none)
            self.note.setText("")
            return
        self.body.setPlaceholderText("")
        what = shown(self.message.body, self.form.currentData())
        self.body.setPlainText(what.text)
        form = next(tr(words) for words, form in FORMS if form == what.form)
        parts = [tr("{form}, {size}", form=form, size=numbers.size(self.message.size)), what.note]
        if self.message.truncated:
            kept = numbers.size(len(self.message.body))
            parts.append(tr("Only the first {size} were kept.", size=kept))
        self.note.setText(tr(".  ").join(filter(None, parts)))
        self.note.setToolTip(tooltip(self.note.text()))

    def _show_properties(self, properties: Properties) -> None:
        headers = properties.headers or {}
        rows = [_property_row(name, value) for name, value in properties.as_json().items()]
        rows += [_header_row(name, field) for name, field in headers.items()]
        if properties.fault:
            rows.append((tr("(unreadable)"), "", properties.fault, ""))
        self.properties.setRowCount(len(rows))
        for line, (*texts, raw) in enumerate(rows):
            for column, text in enumerate(texts):
                self.properties.put(line, column, text, tooltip(raw))
        self.properties.fit()
        self._name_properties(tr("Properties ({n:,})", n=len(rows)))

    def _name_properties(self, title: str) -> None:
        self.setTabText(self.indexOf(self.properties), title or tr("Properties"))

    def _on_copy(self) -> None:
        if self.message is not None:
            text = self.message.body.decode("utf-8", "backslashreplace")
            QGuiApplication.clipboard().setText(text)

    def _lay_out(self) -> None:
        icons.wear(self.copy_body, "content-copy")
        self.copy_body.setAutoRaise(True)
        self.copy_body.setAccessibleName(self.copy_body.toolTip())
        corner = QWidget()
        bar = QHBoxLayout(corner)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.form)
        bar.addWidget(self.copy_body)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 3, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.note)
        column.addWidget(self.body, 1)
        self.addTab(page, tr("Body"))
        self.setCornerWidget(corner)  # a low panel keeps room for the body itself
        self.currentChanged.connect(lambda _: corner.setVisible(self.currentWidget() is page))
        self.addTab(self.properties, tr("Properties"))


def _property_row(name: str, value: Any) -> Row:
    date = local_time(value) if name == "timestamp" else ""
    return (name, "", date, _raw(value)) if date else (name, "", _words(value), "")


def _header_row(name: str, field: Field) -> Row:
    said = tr("header  {name}", name=printable(name))
    kind, value = TAG_WORDS.get(field.tag, field.tag), as_json(field)
    date = local_time(value) if field.tag == "T" else ""
    return (said, kind, date, _raw(value)) if date else (said, kind, _words(value), "")


def _raw(seconds: int) -> str:
    return tr("timestamp {seconds}, in seconds since 1970", seconds=seconds)


def _words(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    if len(text) > _LONGEST_VALUE:
        beginning = text[:_LONGEST_VALUE]
        return tr("{beginning}… ({n:,} characters)", beginning=beginning, n=len(text))
    return text


def line_of_text() -> QLabel:
    """A line whose text can be marked, and that never asks for much room."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setMinimumWidth(40)
    return label
