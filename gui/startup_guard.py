"""Says why the window cannot open here, before Qt would end the process without a word.

Nothing of Qt is imported: the command line, and the set-up scripts with a bare Python, ask here.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""What Qt's own libraries load wherever they run, and the Debian package of each."""

PLATFORM_LIBRARIES = {
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-glx.so.0": "libxcb-glx0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-image.so.0": "libxcb-image0",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-render.so.0": "libxcb-render0",
        "libxcb-render-util.so.0": "libxcb-render-util0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-shm.so.0": "libxcb-shm0",
        "libxcb-sync.so.1": "libxcb-sync1",
        "libxcb-util.so.1": "libxcb-util1",
        "libxcb-xfixes.so.0": "libxcb-xfixes0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
    },
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
    },
}
"""What each of Qt's desktop platforms loads on top, and the Debian package of each."""

PACKAGES = QT_LIBRARIES | PLATFORM_LIBRARIES["xcb"] | PLATFORM_LIBRARIES["wayland"]

NO_DISPLAY = """\
there is no display to open the window on: neither DISPLAY nor WAYLAND_DISPLAY is set.
  On a desktop, start it from a terminal of that desktop; over ssh, connect with "ssh -X".
  On a machine without a desktop, "xvfb-run flowscope" gives it a display that nobody sees.
  The commands that need no window work here: flowscope --help"""


def refusal() -> str | None:
    """The reason why this process must not open a window, and the mend; None when it may."""
    return broken_pair(pyside_version(), sys.version_info[:2]) or (
        no_window(os.environ) if sys.platform == "linux" else None
    )


def pyside_version() -> str | None:
    """The version of the installed PySide6, or None when it does not say.

    Read from the name of its folder: importing `importlib.metadata` would delay the first window
    by a tenth.
    """
    for folder in sys.path:
        for found in Path(folder).glob("[Pp]y[Ss]ide6_[Ee]ssentials-*.dist-info"):
            return found.name.removesuffix(".dist-info").split("-")[1]
    return None


def broken_pair(pyside: str | None, python: tuple[int, int]) -> str | None:
    """Refuses PySide6 6.12 below Python 3.12.

    There every call without a result loses a reference to None: Python ends in mid-flight after
    a few thousand calls. Since Python 3.12 None cannot be lost.
    """
    if pyside is None or not f"{pyside}.".startswith("6.12.") or python >= (3, 12):
        return None
    return (
        f"PySide6 {pyside} makes Python {python[0]}.{python[1]} crash after some seconds.\n"
        '  Install an earlier one with: pip install "PySide6-Essentials<6.12"\n'
        "  or run Flowscope with Python 3.12 or newer."
    )


def no_window(
    environ: Mapping[str, str],
    missing: "Callable[[Iterable[str]], list[str]] | None" = None,
    answers: "Callable[[str, Mapping[str, str]], bool] | None" = None,
) -> str | None:
    """Refuses a Linux session without display, without Qt's libraries or with a dead display."""
    missing = missing or missing_libraries
    answers = answers or display_answers
    platforms = qt_platforms(environ)
    if not platforms:
        return NO_DISPLAY
    lacks = {name: missing(_libraries_of(name)) for name in platforms}
    usable = [name for name in platforms if not lacks[name]]
    if not usable:
        return _lacking(lacks[platforms[0]])
    if not any(answers(name, environ) for name in usable):
        return _unreachable(usable[0], environ)
    return None


def qt_platforms(environ: Mapping[str, str]) -> list[str]:
    """The platforms that Qt would try in this session; none when it has no display."""
    asked = environ.get("QT_QPA_PLATFORM", "")
    if asked:
        names = [part.split(":")[0] for part in asked.split(";")]
    else:
        names = ["wayland", "xcb"] if environ.get("WAYLAND_DISPLAY") else ["xcb"]
    needs = {"xcb": "DISPLAY", "wayland": "WAYLAND_DISPLAY"}
    return [name for name in names if name not in needs or environ.get(needs[name])]


def missing_libraries(
    names: Iterable[str] = tuple(PACKAGES), load: Callable[[str], object] = ctypes.CDLL
) -> list[str]:
    """Those of the shared libraries that this machine cannot load."""
    missing = []
    for name in names:
        try:
            load(name)
        except OSError:
            missing.append(name)
    return missing


def packages(libraries: Iterable[str]) -> list[str]:
    """The Debian packages that bring these libraries, each once."""
    return sorted({PACKAGES[library] for library in libraries})


def display_answers(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether the display server of a platform lets us in; true where there is none to ask."""
    if platform == "xcb":
        return _x_answers(environ["DISPLAY"])
    if platform == "wayland":
        return _wayland_socket(environ).is_socket()
    return True


def _x_answers(display: str) -> bool:
    """Connects as Qt will, cookie and all."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def _wayland_socket(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("XDG_RUNTIME_DIR", "/")) / environ["WAYLAND_DISPLAY"]


def _libraries_of(platform: str) -> list[str]:
    kind = "wayland" if platform.startswith("wayland") else platform
    return [*QT_LIBRARIES, *PLATFORM_LIBRARIES.get(kind, ())]


def _lacking(libraries: list[str]) -> str:
    return (
        f"the window needs libraries that are missing here: {', '.join(libraries)}.\n"
        f"  Debian and Ubuntu: apt-get install {' '.join(packages(libraries))}\n"
        "  The commands that need no window work here: flowscope --help"
    )


def _unreachable(platform: str, environ: Mapping[str, str]) -> str:
    name = "DISPLAY" if platform == "xcb" else "WAYLAND_DISPLAY"
    return (
        f"the window cannot be opened: the display {name}={environ[name]} does not answer"
        " or does not let this user in.\n"
        '  Start it as the user of the desktop; over ssh, connect with "ssh -X".\n'
        "  The commands that need no window work here: flowscope --help"
    )
