"""The basic properties of a test event."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.typed_input import InputError, property_value
from core.wording import phrase, tr
from gui.field_message import FieldMessage

CONTENT_TYPES = ("application/json", "text/plain", "application/xml", "application/octet-stream")
TEXTS: tuple[tuple[str, str, str], ...] = (
    ("content_encoding", phrase("content encoding"), "utf-8, gzip …"),
    ("correlation_id", phrase("correlation id"), ""),
    ("reply_to", phrase("reply to"), phrase("a queue")),
    ("message_id", phrase("message id"), ""),
    ("type", phrase("type"), phrase("name of the event")),
    ("app_id", phrase("app id"), ""),
    ("user_id", phrase("user id"), phrase("must be your login")),
    ("expiration", phrase("expiration"), phrase("milliseconds")),
    ("priority", phrase("priority"), phrase("0 to 255")),
    ("timestamp", phrase("timestamp"), phrase("now, or seconds since 1970")),
    ("cluster_id", phrase("cluster id"), ""),
)


class PropertiesForm(QWidget):
    """The basic properties, one below the other; an empty field is a property that the message lacks."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content_type = QComboBox()
        self.content_type.setEditable(True)
        self.content_type.addItems(["", *CONTENT_TYPES])
        self.content_type.setCurrentText(CONTENT_TYPES[0])
        self.persistent = QCheckBox(tr("persistent (2)"))
        self.fields = {name: QLineEdit() for name, _, _ in TEXTS}
        self.errors = {name: FieldMessage() for name in ("content_type", *self.fields)}
        self._lay_out()
        self._show_beginning()
        for field in self.fields.values():
            field.textEdited.connect(self._on_edited)
        self.content_type.editTextChanged.connect(self._on_edited)
        self.persistent.toggled.connect(self._on_edited)

    def values(self) -> dict[str, Any] | None:
        """The properties, or None when one of them is wrong: then it says so at its field."""
        texts = {name: field.text() for name, field in self.fields.items()}
        texts["content_type"] = self.content_type.currentText().strip()
        texts["delivery_mode"] = "2" if self.persistent.isChecked() else "1"
        found: dict[str, Any] = {}
        good = True
        for name, text in texts.items():
            value, trouble = _read(name, text)
            if name in self.errors:
                self.errors[name].say(trouble)
            good = good and not trouble
            if value is not None:
                found[name] = value
        return found if good else None

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the properties of a message that was sent before."""
        self.content_type.setCurrentText(str(values.get("content_type") or ""))
        self._show_beginning()
        self.persistent.setChecked(values.get("delivery_mode") == 2)
        for name, field in self.fields.items():
            value = values.get(name)
            field.setText("" if value is None else str(value))

    def summary(self) -> str:
        """What is set, for when they are folded."""
        words = [self.content_type.currentText() or tr("no content type")]
        words.append(tr("persistent") if self.persistent.isChecked() else tr("transient"))
        words += [tr(label) for name, label, _ in TEXTS if self.fields[name].text()]
        return tr(", ").join(words)

    def _lay_out(self) -> None:
        self.content_type.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(4)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        cell = _cell(self.content_type, self.errors["content_type"])
        rows.addRow(_label(tr("content type"), self.content_type), cell)
        for name, label, hint in TEXTS:
            field = self.fields[name]
            field.setPlaceholderText(tr(hint) if hint else "")
            rows.addRow(_label(tr(label), field), _cell(field, self.errors[name]))
        rows.addRow(_label(tr("delivery mode"), self.persistent), self.persistent)

    def _show_beginning(self) -> None:
        """`application/…` is shorter than its field, but only from its beginning is it known."""
        line = self.content_type.lineEdit()
        if line is not None:
            line.home(False)

    def _on_edited(self) -> None:
        self.values()
        self.edited.emit()


def _read(name: str, text: str) -> tuple[Any, str]:
    if not text:
        return None, ""
    try:
        return property_value(name, text), ""
    except InputError as error:
        return None, str(error)


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label


def _cell(field: QWidget, error: FieldMessage) -> QVBoxLayout:
    cell = QVBoxLayout()
    cell.setSpacing(2)
    cell.addWidget(field)
    cell.addWidget(error)
    return cell
