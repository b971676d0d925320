"""What Flowscope remembers between two starts: a file in the user's configuration folder.

Never a password: those go to the keyring of the operating system, and only on request.
"""

from PySide6.QtCore import QSettings


def preferences() -> QSettings:
    """The user's preferences file."""
    from platformdirs import user_config_path

    folder = user_config_path("flowscope", appauthor=False)
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
