"""Where single messages come from, and how to get them: on top of whatever shows them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from core.wording import tr
from gui.look.row import LookRow
from gui.look.words import firehose_line, proxy_line

if TYPE_CHECKING:
    from core.close_look import FirehoseLook
    from core.proxy_run import ProxyLook


class LookBar(QWidget):
    """Firehose and proxy, side by side or one above the other."""

    firehose_wanted = Signal()
    firehose_unwanted = Signal()
    proxy_wanted = Signal()
    """It is to begin, or to say how services reach it."""
    proxy_unwanted = Signal()

    def __init__(
        self,
        direction: QBoxLayout.Direction = QBoxLayout.Direction.LeftToRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Single messages"))
        self.firehose = LookRow(tr("Firehose"), tr("Listen…"))
        self.proxy = LookRow(tr("Proxy"), tr("Start…"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._box = box = QBoxLayout(direction, self)
        box.setContentsMargins(10, 6, 10, 6)
        box.setSpacing(20)
        box.addWidget(self.firehose, 1)
        box.addWidget(self.proxy, 1)
        self.firehose.begin_wanted.connect(self.firehose_wanted)
        self.firehose.stop_wanted.connect(self.firehose_unwanted)
        self.proxy.begin_wanted.connect(self.proxy_wanted)
        self.proxy.stop_wanted.connect(self.proxy_unwanted)

    def stand_in(self, width: int) -> None:
        """Beside each other where there is room for that, else one above the other."""
        rows = (self.firehose, self.proxy)
        margins = self._box.contentsMargins()
        around = margins.left() + margins.right() + self._box.spacing()
        fits = sum(row.minimumSizeHint().width() for row in rows) + around <= width
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if fits else ways.TopToBottom)

    def show_look(self, firehose: "FirehoseLook", proxy: "ProxyLook", at: float) -> None:
        """Say how both are doing."""
        self.firehose.show_line(firehose_line(firehose, at), is_on=firehose.is_on, can_show=False)
        self.firehose.stop.setEnabled(firehose.phase != "ending")
        listens = proxy.phase == "listening"
        self.proxy.begin.setText(tr("Address…") if listens else tr("Start…"))
        self.proxy.show_line(proxy_line(proxy), is_on=proxy.is_on, can_show=listens)
        self.proxy.stop.setEnabled(proxy.phase != "ending")
