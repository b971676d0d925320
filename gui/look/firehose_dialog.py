"""Before the firehose begins: what it costs, what to listen to, for how long."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.sources.firehose import COSTS
from core.wording import phrase, tr
from gui import icons
from gui.look.fitting import WIDTH, fit, in_lines
from gui.look.scope import Scope
from gui.mends import in_window, sentences

if TYPE_CHECKING:
    from core.close_look import FirehoseLook

DURATIONS = {
    10: phrase("10 seconds"),
    30: phrase("30 seconds"),
    60: phrase("1 minute"),
    300: phrase("5 minutes"),
    900: phrase("15 minutes"),
    3600: phrase("1 hour"),
}
_USUAL = 60
_GIVES = phrase(
    "For a while the broker gives Flowscope a copy of what passes: every publish with the queues "
    "that got it, and every delivery. It shows no acks."
)
_PUTS_BACK = phrase(
    "Tracing of vhost {vhost} goes on for this long. Afterwards everything is put back as it was, "
    "also after a crash. It takes a user with the tag administrator."
)


class FirehoseDialog(QDialog):
    """Stays until the firehose listens, and says why when it cannot."""

    begun = Signal(object, int)
    """The Scope and the seconds."""
    cancelled = Signal()
    """It is not wanted any more while it is about to begin."""

    def __init__(
        self,
        scopes: Sequence[Scope],
        vhost: str,
        parent: QWidget | None = None,
        load: Callable[[Scope], str] = lambda _: "",
    ) -> None:
        """`load` says what listening to a choice would cost now; empty where nobody knows."""
        super().__init__(parent)
        self.setWindowTitle(tr("Listen to the firehose"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._scopes = scopes
        self._vhost = vhost
        self._load = load
        self._is_asked = False
        self.choices = QButtonGroup(self)
        self.duration = QComboBox()
        self.here = in_lines("")
        self.mark = QLabel()
        self.trouble = in_lines("")
        self.go = QPushButton(tr("Begin"))
        self._fill()
        self._lay_out()
        self.choices.idToggled.connect(self._on_choice)
        self.go.clicked.connect(self._on_go)
        self.rejected.connect(self._on_rejected)
        self._on_choice()

    @property
    def scope(self) -> Scope:
        """What is chosen."""
        return self._scopes[self.choices.checkedId()]

    @property
    def seconds(self) -> int:
        """How long it is to listen."""
        return int(self.duration.currentData())

    def show_look(self, look: "FirehoseLook") -> None:
        """What became of it: it listens, or says why it cannot."""
        if not self._is_asked:
            return
        if look.phase == "listening":
            self.accept()
        elif look.phase in ("refused", "ended"):
            self._set_asked(False)
            self._show_trouble(sentences(look.why, in_window(look.mend)))

    def think_again(self) -> None:
        """It was not agreed to: nothing has begun."""
        self._set_asked(False)
        self._show_trouble("")

    def _fill(self) -> None:
        for number, scope in enumerate(self._scopes):
            button = QRadioButton(scope.words.replace("&", "&&"))
            button.setChecked(number == 0)
            self.choices.addButton(button, number)
        for seconds, words in DURATIONS.items():
            self.duration.addItem(tr(words), seconds)
        self.duration.setCurrentIndex(list(DURATIONS).index(_USUAL))
        self.duration.setAccessibleName(tr("For how long"))

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(in_lines(tr(_GIVES)))
        cost = QHBoxLayout()
        cost.setSpacing(10)
        sign = QLabel()
        sign.setPixmap(icons.mark("missing").pixmap(QSize(icons.SIZE, icons.SIZE)))
        cost.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        told = QVBoxLayout()
        told.setSpacing(6)
        told.addWidget(in_lines(sentences(tr(COSTS))))
        told.addWidget(self.here)
        cost.addLayout(told, 1)
        column.addLayout(cost)
        column.addLayout(self._form())
        dim = in_lines(tr(_PUTS_BACK, vhost=self._vhost))
        dim.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addWidget(dim)
        column.addStretch(1)
        said = QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.trouble, 1)
        column.addLayout(said)
        column.addWidget(self._buttons())

    def _form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(2)
        form.setColumnStretch(1, 1)
        form.addWidget(QLabel(tr("Listen to")), 0, 0)
        for row, button in enumerate(self.choices.buttons()):
            form.addWidget(button, row, 1)
        last = len(self._scopes)
        if last == 1:
            hint = in_lines(
                tr("Select an exchange, a queue or a service in the flow to hear less.")
            )
            hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            form.addWidget(hint, last, 1)
        form.setRowMinimumHeight(last + 1, 6)
        form.addWidget(QLabel(tr("For")), last + 2, 0)
        form.addWidget(self.duration, last + 2, 1, Qt.AlignmentFlag.AlignLeft)
        return form

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.go.setDefault(True)
        buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        return buttons

    def _on_choice(self) -> None:
        """Say what the choice would cost, and go on from there."""
        words = self._load(self.scope)
        self.here.setText(sentences(words) if words else "")
        self.here.setVisible(bool(words))
        self._show_trouble("")

    def _on_go(self) -> None:
        self._set_asked(True)
        self._show_trouble("")
        self.begun.emit(self.scope, self.seconds)

    def _on_rejected(self) -> None:
        if self._is_asked:
            self.cancelled.emit()

    def _set_asked(self, asked: bool) -> None:
        self._is_asked = asked
        for widget in (self.go, self.duration, *self.choices.buttons()):
            widget.setEnabled(not asked)

    def _show_trouble(self, words: str) -> None:
        text = tr("Asking the broker …") if self._is_asked and not words else words
        kind: icons.Mark = "working" if self._is_asked else "failed"
        self.mark.setPixmap(icons.mark(kind).pixmap(QSize(icons.SIZE, icons.SIZE)))
        self.mark.setVisible(bool(text))
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        fit(self)
