"""The body of a test event: JSON that is checked while it is typed, text, base64, hex, or a file."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from core import numbers
from core.body_file import HeldBody
from core.body_forms import Form, FormError, read_as, typed_as
from core.variables import as_digits, has_variables
from core.wording import phrase, tr
from gui import icons, json_text, theme
from gui.field_message import FieldMessage
from gui.fonts import fixed
from gui.publish.held_body import HeldBodyView

LIVE_LIMIT = 200_000
"""Characters up to which every keystroke is checked; a longer body is checked when it is sent."""
EDITABLE = 1_000_000
"""Bytes up to which a body that was sent before is shown for editing."""
FORMS: tuple[tuple[str, Form], ...] = (
    ("JSON", "json"),
    (phrase("Text"), "text"),
    ("Base64", "base64"),
    (phrase("Hex"), "hex"),
)
_WRITTEN = ("json", "text")
"""Forms in which the text is the body itself."""


class BodyEditor(QWidget):
    """One body in one of several forms; changing the form changes no byte, or is refused."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = QComboBox()
        self.format = QPushButton(tr("Format"))
        self.size_label = QLabel()
        self.text = QPlainTextEdit()
        self.held = HeldBodyView()
        self.error = FieldMessage()
        self._stack = QStackedWidget()
        self._fills_in = False
        self._lay_out()
        self._last: Form = "json"
        """The form that the text is in."""
        self.text.setPlainText("{}")
        self.text.textChanged.connect(self._on_text)
        self.held.changed.connect(self._on_text)
        self.form.currentIndexChanged.connect(self._on_form)
        self.format.clicked.connect(self._on_format)
        self._on_text()

    @property
    def is_held(self) -> bool:
        """The body is a file, or too large to be edited."""
        return self.form.currentIndex() == len(FORMS)

    def body(self) -> bytes | None:
        """The body, or None when it is not what it is meant to be: then it says where."""
        if self.is_held:
            if self.held.held is None:
                self.error.say(tr("Choose a file first, or another form of body."))
                return None
            return self.held.held.body
        text = self._typed()
        if self._last == "json" and not self._check(text):
            return None
        return self._read(text)

    def has_variables(self) -> bool:
        """Whether anything in it can be filled in."""
        return self._last in _WRITTEN and not self.is_held and has_variables(self._typed())

    def set_fills_in(self, fills_in: bool) -> None:
        """Take variables for values, not for text."""
        self._fills_in = fills_in
        self._on_text()

    def show_body(self, body: bytes) -> None:
        """Show a body that was sent or received before, to the last byte."""
        if len(body) > EDITABLE:
            self.held.hold(HeldBody(tr("The body of a message that was sent before"), body))
            self.choose(None)
            return
        text = typed_as("text", body)
        if text is None or not self._show("json", text, body):
            self._show("base64", typed_as("base64", body) or "", body)
        elif json_text.trouble(as_digits(text) if self._fills_in else text):
            self._show("text", text, body)

    def choose(self, form: Form | None) -> None:
        """Choose a form as a user would; None for a file."""
        index = len(FORMS) if form is None else [one for _, one in FORMS].index(form)
        self.form.setCurrentIndex(index)

    def _show(self, form: Form, text: str, body: bytes) -> bool:
        """Show it in a form; False when the editor would change it."""
        self.form.blockSignals(True)
        self.choose(form)
        self.form.blockSignals(False)
        self._stack.setCurrentWidget(self.text)
        self._last = form
        self.text.setPlainText(text)
        return form not in _WRITTEN or self._typed().encode("utf-8", "surrogatepass") == body

    def _typed(self) -> str:
        """The text to the letter; `toPlainText` would turn other spaces into common ones."""
        raw = self.text.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def _lay_out(self) -> None:
        for label, form in FORMS:
            self.form.addItem(tr(label), form)
        self.form.addItem(tr("File…"))
        self.form.setAccessibleName(tr("Form of the body"))
        self.form.setToolTip(tr("How the body is typed; changing it changes no byte"))
        self.format.setToolTip(tr("Indent the JSON; no value changes"))
        icons.wear(self.format, "code-braces")
        self.text.setFont(fixed())
        self.text.setAccessibleName(tr("Body"))
        self.text.setTabChangesFocus(True)
        self.size_label.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.form)
        row.addWidget(self.format)
        row.addStretch(1)
        row.addWidget(self.size_label)
        self._stack.addWidget(self.text)
        self._stack.addWidget(self.held)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        column.addWidget(self.error)

    def _on_form(self) -> None:
        """Another form was chosen: the same bytes in it, or back to the one before."""
        self._stack.setCurrentWidget(self.held if self.is_held else self.text)
        form = self.form.currentData()
        if self.is_held or form == self._last:
            self._on_text()
            return
        refusal = self._change_to(form)
        if refusal:
            self.form.blockSignals(True)
            self.choose(self._last)
            self.form.blockSignals(False)
        self._on_text()
        if refusal:
            self.error.say(refusal)

    def _change_to(self, form: Form) -> str:
        """Write the body in another form; why not, if that would lose something."""
        before, text = self._last, self._typed()
        if {before, form} <= set(_WRITTEN):
            self._last = form
            return ""
        try:
            body = read_as(before, text)
        except FormError as error:
            return tr("{error}. Fix it first: it cannot be changed into another form.", error=error)
        typed = typed_as(form, body)
        if typed is None:
            return tr("These bytes are not text (UTF-8): edit them as base64 or hex.")
        if not self._show(form, typed, body):
            self._show(before, text, body)
            return tr("A text editor would alter these bytes: edit them as base64 or hex.")
        return ""

    def _on_text(self) -> None:
        self.format.setEnabled(self._last == "json" and not self.is_held)
        self._mark(None)
        if self.is_held:
            held = self.held.held
            self.size_label.setText(numbers.size(len(held.body)) if held else "")
        else:
            self._look_at(self._typed())
        self.edited.emit()

    def _look_at(self, text: str) -> None:
        body = self._read(text)
        self.size_label.setText("" if body is None else numbers.size(len(body)))
        if self._last == "json" and len(text) <= LIVE_LIMIT:
            self._check(text)

    def _read(self, text: str) -> bytes | None:
        try:
            return read_as(self._last, text)
        except FormError as error:
            self.error.say(str(error))
            return None

    def _check(self, text: str) -> bool:
        trouble = json_text.trouble(as_digits(text) if self._fills_in else text)
        self._mark(trouble)
        return trouble is None

    def _mark(self, trouble: json_text.JsonTrouble | None) -> None:
        self.error.say(tr("Not JSON: {trouble}", trouble=trouble) if trouble else "")
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
