"""What can be done with one line of a chart: by the menu of its legend, also by the menu key."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QInputDialog, QMenu, QWidget

from core.wording import tr
from gui.charts.line import line_words
from gui.charts.tastes import Tastes

_HIGHEST = 1e12


class LineMenu(QMenu):
    """Hide it, colour it, let it warn."""

    def __init__(
        self, parent: QWidget, name: str, key: str, unit: str, colour: QColor, tastes: Tastes
    ) -> None:
        super().__init__(parent)
        self._name, self._key, self._unit = name, key, unit
        self._colour, self._tastes = colour, tastes
        self.addAction(tr("&Colour…")).triggered.connect(self._ask_colour)
        if key in tastes.colours:
            usual = self.addAction(tr("&Usual colour"))
            usual.triggered.connect(lambda: tastes.choose_colour(key, None))
        self.addSeparator()
        self.addAction(tr("&Warn above…")).triggered.connect(self._ask_limit)
        if key in tastes.limits:
            no_more = self.addAction(tr("Warn &no more"))
            no_more.triggered.connect(lambda: tastes.limit(key, None))
        self.aboutToHide.connect(self.deleteLater)

    def show_at(self, place: QPoint) -> None:
        """Open there, on the screen."""
        self.popup(place)

    def _ask_colour(self) -> None:
        dialog = QColorDialog(self._colour, self.parentWidget())
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.setWindowTitle(tr("Colour of {line}", line=line_words(self._name)))
        tastes, key = self._tastes, self._key
        dialog.colorSelected.connect(lambda colour: tastes.choose_colour(key, colour.name()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_limit(self) -> None:
        dialog = QInputDialog(self.parentWidget())
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setDoubleRange(0.0, _HIGHEST)
        dialog.setDoubleDecimals(3)
        dialog.setDoubleValue(self._tastes.limits.get(self._key, 0.0))
        dialog.setWindowTitle(tr("Warn above"))
        line, unit = line_words(self._name), tr(self._unit)
        dialog.setLabelText(tr("Warn when {line} is above, in {unit}:", line=line, unit=unit))
        tastes, key = self._tastes, self._key
        dialog.doubleValueSelected.connect(lambda value: tastes.limit(key, value))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
