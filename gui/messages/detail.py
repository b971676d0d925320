"""One message in full: where it went, its properties, its typed headers, its body."""

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
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
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import phrase, tr
from gui import icons
from gui.fonts import fixed
from gui.messages.body_text import Form, shown
from gui.messages.local_time import local_time
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


class MessageDetail(QWidget):
    """What there is to know about one message; keeps it although the ring may drop it."""

    publish_wanted = Signal(object)
    """Show this message in the publish form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message: TappedMessage | None = None
        self.title = _line()
        self.form = QComboBox()
        for words, form in FORMS:
            self.form.addItem(tr(words), form)
        self.form.setAccessibleName(tr("Form of the body"))
        self.note = _line()
        self.note.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.body = QPlainTextEdit()
        self.body.setReadOnly(True)
        self.body.setFont(fixed())
        self.body.setAccessibleName(tr("Body"))
        self.copy_body = QToolButton()
        self.copy_body.setToolTip(tr("Copy the body as text"))
        self.again = QToolButton()
        self.again.setToolTip(tr("Show this message in the publish form"))
        self.properties = _table()
        self.tabs = QTabWidget()
        self.setMinimumWidth(330)
        self._lay_out()
        self.form.currentIndexChanged.connect(self._show_body)
        self.copy_body.clicked.connect(self._on_copy)
        self.again.clicked.connect(lambda: self.publish_wanted.emit(self.message))
        self.show_message(None)

    def show_message(self, message: TappedMessage | None) -> None:
        """Show a message, or that none is chosen."""
        self.message = message
        for button in (self.copy_body, self.again, self.form):
            button.setEnabled(message is not None)
        if message is None:
            self.title.setText(tr("Choose a message in the list to see all of it."))
            self.properties.setRowCount(0)
        else:
            exchange = message.exchange or DEFAULT_EXCHANGE_NAME
            again = f"   {tr('redelivered')}" if message.redelivered else ""
            self.title.setText(f"{printable(exchange)}   {printable(message.routing_key)}{again}")
            self._show_properties(message.wire)
        self._show_body()

    def _show_body(self) -> None:
        if self.message is None:
            self.body.clear()
            self.note.setText("")
            return
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
                item = QTableWidgetItem(text)
                item.setToolTip(tooltip(raw))
                self.properties.setItem(line, column, item)
        self.properties.resizeRowsToContents()
        self.tabs.setTabText(1, tr("Properties ({n:,})", n=len(rows)))

    def _on_copy(self) -> None:
        if self.message is not None:
            text = self.message.body.decode("utf-8", "backslashreplace")
            QGuiApplication.clipboard().setText(text)

    def _lay_out(self) -> None:
        icons.wear(self.copy_body, "content-copy")
        icons.wear(self.again, "send")
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        for button in (self.copy_body, self.again):
            button.setAutoRaise(True)
            button.setAccessibleName(button.toolTip())
            top.addWidget(button)
        bar = QHBoxLayout()
        bar.addWidget(self.form)
        bar.addWidget(self.note, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.body, 1)
        self.tabs.addTab(page, tr("Body"))
        self.tabs.addTab(self.properties, tr("Properties"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(10, 4, 0, 0)
        outer.addLayout(top)
        outer.addWidget(self.tabs, 1)


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


def _line() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setMinimumWidth(40)
    return label


def _table() -> QTableWidget:
    table = QTableWidget(0, 3)
    table.setAccessibleName(tr("Properties and headers"))
    table.setHorizontalHeaderLabels([tr("name"), tr("type"), tr("value")])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    table.setColumnWidth(0, 200)
    table.setColumnWidth(1, 90)
    return table
