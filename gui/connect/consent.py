"""Before anything is written to a broker that is marked production the user is asked."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from core.endpoints import Endpoints
from core.wording import tr
from core.writes import Write
from gui.connect.badge import Badge

_WIDTH = 460


class ConsentSheet(QDialog):
    """Names the broker and what will be written there; the keyboard rests on Cancel."""

    def __init__(self, where: Endpoints, write: Write, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Write to production?"))
        self.badge = Badge()
        self.badge.show_standing(where.standing)
        self.go = QPushButton(write.verb)
        self.go.setAutoDefault(False)
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.stay = QPushButton(tr("Cancel"))
        self.buttons.addButton(self.stay, QDialogButtonBox.ButtonRole.RejectRole)
        self.stay.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(_heading(tr("{verb} here?", verb=write.verb)))
        column.addWidget(_words(where.shown, dim=True))
        for effect in write.effects:
            column.addWidget(_words(effect))
        column.addSpacing(6)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.stay.setFocus()

    def sizeHint(self) -> QSize:
        """As high as its words need at its width."""
        column = self.layout()
        height = column.totalHeightForWidth(_WIDTH) if column is not None else 0
        return QSize(_WIDTH, height)


def ask_before(
    parent: QWidget, where: Endpoints, write: Write, go: Callable[[], None]
) -> ConsentSheet | None:
    """Do it, once the user has agreed where that is needed; the sheet, when there is one."""
    if not where.standing.production:
        go()
        return None
    sheet = ConsentSheet(where, write, parent.window())
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    sheet.accepted.connect(go)
    sheet.open()
    return sheet


def _heading(text: str) -> QLabel:
    label = _words(text)
    font = label.font()
    font.setPixelSize(17)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    return label


def _words(text: str, *, dim: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if dim:
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label
