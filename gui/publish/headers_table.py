"""The headers of a test event: name, type and value, each checked while it is typed."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.amqp.fields import Field, FieldError, encode_short_string, field_of
from core.amqp.typed_json import typed_json
from core.typed_input import InputError, header_value
from core.wording import phrase, tr
from gui import icons
from gui.field_message import FieldMessage

_KIND_OF = {
    "S": "str",
    "t": "bool",
    "f": "float",
    "d": "float",
    "T": "timestamp",
    "x": "base64",
    "V": "null",
    "F": "table",
    "A": "array",
    "D": "json",
}
_KINDS = {
    "str": ("string", phrase("value"), phrase("A long string (S)")),
    "int": ("int", phrase("whole number"), phrase("32 bits (I) if it fits, else 64 (l)")),
    "float": ("float", phrase("number"), phrase("A double (d)")),
    "bool": ("bool", phrase("true or false"), phrase("A boolean (t)")),
    "timestamp": ("timestamp", phrase("now, seconds or date"), phrase("Seconds since 1970 (T)")),
    "table": ("table", '{"key": 1}', phrase("A field table (F), typed as JSON")),
    "array": ("array", '[1, "two"]', phrase("An array (A), typed as JSON")),
    "base64": ("bytes", "base64", phrase("Bytes (x), typed as base64")),
    "null": ("null", phrase("nothing"), phrase("No value (V)")),
    "json": (
        phrase("other"),
        '{"$decimal": "1.50"}',
        phrase("Any JSON, with $decimal and $base64_string"),
    ),
}
"""How each kind is called in the list, what is typed, and what travels; types as AMQP names them."""

LONGEST_VALUE = 10_000_000
"""Characters; beyond what any broker takes, so that nothing that is typed is cut off silently."""


class HeaderRow:
    """The widgets of one header."""

    def __init__(self) -> None:
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("name"))
        self.name.setAccessibleName(tr("Header name"))
        self.kind = QComboBox()
        for kind, (label, _, travels) in _KINDS.items():
            self.kind.addItem(tr(label) if kind == "json" else label, kind)  # AMQP's own names
            self.kind.setItemData(self.kind.count() - 1, tr(travels), Qt.ItemDataRole.ToolTipRole)
        self.kind.setAccessibleName(tr("Header type"))
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.value = QLineEdit()
        self.value.setPlaceholderText(tr("value"))
        self.value.setMaxLength(LONGEST_VALUE)
        self.value.setAccessibleName(tr("Header value"))
        self.remove = QToolButton()
        self.remove.setAutoRaise(True)
        self.remove.setToolTip(tr("Remove this header"))
        icons.wear(self.remove, "close")
        self.error = FieldMessage()

    def show_kind(self, kind: str) -> None:
        """Choose a kind of `core.typed_input.HEADER_KINDS`."""
        self.kind.setCurrentIndex(self.kind.findData(kind))

    def widgets(self) -> tuple[QWidget, ...]:
        """In reading order."""
        return (self.name, self.kind, self.value, self.remove)

    def is_empty(self) -> bool:
        """Nothing was typed: as if the row were not there."""
        return not self.name.text() and not self.value.text()

    def is_begun(self) -> bool:
        """The name or the value is still to come: nothing is wrong yet."""
        return not self.name.text() or not self.value.text()

    def read(self, taken: Mapping[str, Field]) -> tuple[str, Field]:
        """Name and value. Raises InputError or FieldError."""
        name = self.name.text()
        if not name:
            raise InputError(tr("a header needs a name"))
        if name in taken:
            raise InputError(tr("there is a header {name!r} already", name=name))
        encode_short_string(name, tr("a header's name"))
        return name, header_value(str(self.kind.currentData()), self.value.text())

    def _on_kind(self) -> None:
        """Say what is typed for this kind; nothing is typed for null."""
        _, typed_so, travels = _KINDS[str(self.kind.currentData())]
        self.value.setPlaceholderText(tr(typed_so))
        self.kind.setToolTip(tr(travels))
        self.value.setEnabled(self.kind.currentData() != "null")
        if not self.value.isEnabled():
            self.value.clear()


class HeadersTable(QWidget):
    """Typed headers."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[HeaderRow] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(2, 3)
        self.empty = QLabel(tr("No headers"))
        self.empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.add_button = QPushButton(tr("Add header"))
        icons.wear(self.add_button, "plus")
        self.add_button.clicked.connect(lambda: self.add().name.setFocus())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.empty)
        column.addLayout(self._grid)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self, name: str = "", value: Any = "") -> HeaderRow:
        """A further row."""
        row = HeaderRow()
        kind, text = typed(field_of(value))
        row.name.setText(name)
        row.show_kind(kind)
        row.value.setText(text)
        row.remove.clicked.connect(lambda: self.remove(row))
        row.name.textEdited.connect(self._on_edited)
        row.value.textEdited.connect(self._on_edited)
        row.kind.currentTextChanged.connect(self._on_edited)
        self.rows.append(row)
        self._lay_out()
        self._put_in_tab_order(row)
        self.edited.emit()
        return row

    def remove(self, row: HeaderRow) -> None:
        """Take a header out."""
        self.rows.remove(row)
        for widget in (*row.widgets(), row.error):
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._lay_out()
        self._on_edited()

    def show_headers(self, headers: Mapping[str, Any]) -> None:
        """Show these headers instead of what is there."""
        for row in list(self.rows):
            self.remove(row)
        for name, value in headers.items():
            self.add(name, value)

    def headers(self, *, still_typing: bool = False) -> dict[str, Field] | None:
        """The headers, or None when one of them is wrong: then it says so at its row.

        While somebody is `still_typing`, what is missing is not said to be wrong.
        """
        found: dict[str, Field] = {}
        good = True
        for row in self.rows:
            row.error.clear()
            if row.is_empty():
                continue
            try:
                name, value = row.read(found)
            except (InputError, FieldError) as error:
                good = False
                if not (still_typing and row.is_begun()):
                    row.error.say(str(error))
            else:
                found[name] = value
        return found if good else None

    def _on_edited(self) -> None:
        self.headers(still_typing=True)
        self.edited.emit()

    def _put_in_tab_order(self, row: HeaderRow) -> None:
        """Behind the other rows: Qt puts what is made later behind the whole window."""
        before: QWidget | None = self.add_button.previousInFocusChain()
        while before is not None and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = before.previousInFocusChain()
        assert before is not None  # a chain of focus is a ring
        for widget in row.widgets():
            if before is not None:
                self.setTabOrder(before, widget)
            before = widget

    def _lay_out(self) -> None:
        self.empty.setVisible(not self.rows)
        for line, row in enumerate(self.rows):
            for column, widget in enumerate(row.widgets()):
                self._grid.addWidget(widget, 2 * line, column)
            self._grid.addWidget(row.error, 2 * line + 1, 0, 1, 4)


def typed(value: Field) -> tuple[str, str]:
    """The type and the text that `header_value` turns back into this value."""
    kind = _KIND_OF.get(value.tag, "int")
    match kind:
        case "null":
            return kind, ""
        case "json" | "table" | "array":
            return kind, json.dumps(typed_json(value), ensure_ascii=False)
        case "bool":
            return kind, "true" if value.value else "false"
        case "base64":
            return kind, base64.b64encode(value.value).decode("ascii")
    if isinstance(value.value, bytes):
        return "base64", base64.b64encode(value.value).decode("ascii")
    return kind, str(value.value)
