"""The language of the window: the system's, or the one that the user has chosen.

Its texts are in `resources/translations`, made with Qt Linguist; English is in the code itself.
"""

from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QLibraryInfo,
    QLocale,
    QSettings,
    QTranslator,
)
from PySide6.QtWidgets import QApplication

from core.wording import speak, without_gaps
from gui.fonts import with_chinese

FOLDER = Path(__file__).parent.parent / "resources" / "translations"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""Every language that Flowscope speaks, as its own speakers call it."""
SYSTEM = "system"
_SETTING = "window/language"


class Language:
    """Makes an application speak a language; `release` gives English back."""

    def __init__(self, app: QApplication, name: str) -> None:
        self._app = app
        self._font = app.font()
        self._translators = [one for one in map(QTranslator, [app, app]) if name != "en"]
        for translator, (folder, file) in zip(self._translators, _files(name), strict=False):
            if translator.load(file, folder):
                app.installTranslator(translator)
        if name == "zh_CN":
            app.setFont(with_chinese(self._font))
        if self._translators:
            speak(lambda text: QCoreApplication.translate("", text), without_gaps)

    def release(self) -> None:
        """Speak English again."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
        self._app.setFont(self._font)
        speak()


def _files(name: str) -> tuple[tuple[str, str], ...]:
    """Where the texts of Flowscope are, and those of Qt's own dialogs."""
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return (str(FOLDER), f"flowscope_{name}"), (of_qt, f"qtbase_{name}")


def wanted(settings: QSettings, system: QLocale | None = None) -> str:
    """The language to speak: the chosen one, else the first of the system's that is known."""
    chosen = chosen_in(settings)
    if chosen != SYSTEM:
        return chosen
    asked = (QLocale.system() if system is None else system).uiLanguages()
    return next((known for known in map(_known, asked) if known), "en")


def chosen_in(settings: QSettings) -> str:
    """What the user has chosen: a language, or the system's."""
    chosen = str(settings.value(_SETTING, SYSTEM))
    return chosen if chosen in LANGUAGES else SYSTEM


def choose(settings: QSettings, name: str) -> None:
    """From the next start on, speak a language, or the system's."""
    settings.setValue(_SETTING, name)


def _known(tag: str) -> str:
    """What a language that the system asks for stands for, or nothing if Flowscope has none.

    A system that asks for traditional Chinese also names plain `zh` at last, which is simplified.
    """
    locale = QLocale(tag)
    if locale.language() == QLocale.Language.Chinese:
        simplified = locale.script() == QLocale.Script.SimplifiedChineseScript
        return "zh_CN" if simplified else "en"
    return "en" if locale.language() == QLocale.Language.English else ""
