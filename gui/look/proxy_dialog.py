"""The proxy: where it listens, and what services have to change to go through it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.listening import AddressError, address_of, is_loopback
from core.wording import phrase, tr
from gui import icons, theme
from gui.look.fitting import fit, in_lines
from gui.look.words import proxy_line
from gui.mends import sentences

if TYPE_CHECKING:
    from core.proxy_run import ProxyLook

USUAL = "127.0.0.1:5673"
_GIVES = phrase(
    "Services connect to Flowscope instead of to the broker, and every publish, confirm, return, "
    "delivery, ack, nack and reject is seen. Every byte is passed on as it is; no password, body "
    "or header is kept."
)
_PLAIN = phrase(
    "{host} can be reached from other machines, without TLS: passwords can be read on the way."
)
_CHANGE = phrase(
    "User, password and vhost stay as they are. Use amqp://, not amqps://: the way from the "
    "service to here is not encrypted. When the proxy ends, these connections end."
)


class ProxyDialog(QDialog):
    """Starts the proxy; while it listens it says how services reach it."""

    begun = Signal(str, int)
    """Host and port to listen on."""
    stop_wanted = Signal()

    def __init__(self, upstream: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("See every frame through a proxy"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.upstream = QLabel(upstream)
        self.line = QLineEdit(USUAL)
        self.address = QLabel()
        self.copy = QPushButton(tr("Copy"))
        self.mark = QLabel()
        self.state = in_lines("")
        self.more = in_lines("")
        self.go = QPushButton(tr("Start"))
        self.any_port = QPushButton(tr("Take any free port"))
        self.stop = QPushButton(tr("Stop"))
        self.hide_it = QPushButton(tr("Close"))
        self._asking = QWidget()
        self._telling = QFrame()
        self._lay_out()
        self.go.clicked.connect(self._on_go)
        self.any_port.clicked.connect(self._on_any_port)
        self.copy.clicked.connect(self._on_copy)
        self.stop.clicked.connect(self.stop_wanted)
        self.hide_it.clicked.connect(self.accept)
        self.line.textEdited.connect(self._on_edited)

    def show_look(self, look: "ProxyLook") -> None:
        """Show how it is doing."""
        listens, failed = look.phase == "listening", look.phase in ("refused", "failed")
        line = proxy_line(look)
        shown = look.is_on or failed
        more = line.more if not listens or look.why or look.lost else ""  # the frame says the rest
        self._say(line.mark if shown else "unknown", line.words if shown else "", more)
        self._asking.setVisible(not look.is_on)
        self._telling.setVisible(listens)
        if self.address.text() != look.address:
            self.address.setText(look.address)
            self.copy.setText(tr("Copy"))
        self.go.setVisible(not look.is_on)
        self.any_port.setVisible(failed)
        self.stop.setVisible(look.is_on)
        self.stop.setEnabled(look.phase != "ending")
        if not look.is_on:
            self._judge()
        fit(self)

    def _say(self, kind: icons.Mark, words: str, more: str) -> None:
        self.mark.setPixmap(icons.mark(kind).pixmap(QSize(icons.SIZE, icons.SIZE)))
        self.mark.setVisible(bool(words))
        self.state.setText(words)
        self.state.setVisible(bool(words))
        self.more.setText(more)
        self.more.setVisible(bool(words and more))

    def _on_edited(self) -> None:
        self._judge()
        fit(self)

    def _judge(self) -> None:
        """Say what is wrong with an address while it is typed, or who can reach it."""
        try:
            host, _ = address_of(self.line.text())
        except AddressError as error:
            self.go.setEnabled(False)
            self.hint.setText(sentences(tr("listen on {address}", address=error)))
        else:
            self.go.setEnabled(True)
            self.hint.setText("" if is_loopback(host) else tr(_PLAIN, host=host))
        self.hint.setVisible(bool(self.hint.text()))

    def _on_go(self) -> None:
        self.begun.emit(*address_of(self.line.text()))

    def _on_any_port(self) -> None:
        host = "127.0.0.1"
        if self.go.isEnabled():
            host, _ = address_of(self.line.text())
        self.begun.emit(host, 0)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address.text())
        self.copy.setText(tr("Copied"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(in_lines(tr(_GIVES)))
        self._lay_out_asking()
        self._lay_out_telling()
        column.addWidget(self._asking)
        column.addWidget(self._telling)
        column.addLayout(self._state_row())
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.any_port)
        buttons.addStretch(1)
        for button in (self.go, self.stop, self.hide_it):
            buttons.addWidget(button)
        self.go.setDefault(True)
        for button in (self.any_port, self.stop, self.hide_it, self.copy):
            button.setAutoDefault(False)
        column.addLayout(buttons)

    def _lay_out_asking(self) -> None:
        form = QGridLayout(self._asking)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(14)
        form.setColumnStretch(1, 1)
        self.line.setAccessibleName(tr("Listen on"))
        self.line.setMinimumWidth(200)
        self.hint = in_lines("")
        form.addWidget(QLabel(tr("Listen on")), 0, 0)
        form.addWidget(self.line, 0, 1, Qt.AlignmentFlag.AlignLeft)
        form.addWidget(QLabel(tr("Pass on to")), 1, 0)
        form.addWidget(self.upstream, 1, 1)
        form.addWidget(self.hint, 2, 1)

    def _lay_out_telling(self) -> None:
        self._telling.setBackgroundRole(QPalette.ColorRole.Base)
        self._telling.setAutoFillBackground(True)
        column = QVBoxLayout(self._telling)
        column.setContentsMargins(14, 12, 14, 12)
        before = self.upstream.text()
        column.addWidget(
            in_lines(
                tr("In the broker URL of your services, replace {address} with", address=before)
            )
        )
        row = QHBoxLayout()
        font = theme.figures(self.address.font())
        font.setPointSizeF(font.pointSizeF() * 1.35)
        font.setBold(True)
        self.address.setFont(font)
        self.address.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.address.setAccessibleName(tr("Address for services"))
        self.copy.setAccessibleName(tr("Copy the address"))
        row.addWidget(self.address)
        row.addWidget(self.copy)
        row.addStretch(1)
        column.addLayout(row)
        dim = in_lines(tr(_CHANGE))
        dim.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addWidget(dim)

    def _state_row(self) -> QHBoxLayout:
        said = QVBoxLayout()
        said.setSpacing(2)
        for label in (self.state, self.more):
            said.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(said, 1)
        return row
