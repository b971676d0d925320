"""The translations of Flowscope, brought up to date with the texts in its code.

    python -m scripts.translations

New texts come into `resources/translations/flowscope_*.ts` without a translation, old ones go;
translate them with Qt Linguist (`pyside6-linguist`) or an editor and run this again: it also makes
the `.qm` files that the application reads.
"""

import subprocess
from collections.abc import Iterable
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
SOURCES = ("core", "gui")
TOOLS = Path(PySide6.__file__).parent


def collect(files: Iterable[Path]) -> None:
    """Bring `.ts` files up to date with the texts in the code."""
    code = [str(path.relative_to(ROOT)) for folder in SOURCES for path in _modules(folder)]
    noted = ("-tr-function-alias", "QT_TR_NOOP+=phrase")
    form = ("-no-obsolete", "-locations", "none", "-sort-messages", "-disable-heuristic")
    _run("lupdate", "-silent", *form, "similartext", *noted, *code, "-ts", *map(str, files))


def release(source: Path, made: Path) -> None:
    """Make the `.qm` of a `.ts`; untranslated texts stay out, and appear in English."""
    _run("lrelease", "-silent", str(source), "-qm", str(made))


def _modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def _run(tool: str, *arguments: str) -> None:
    found = TOOLS / "Qt" / "libexec" / tool
    program = found if found.exists() else TOOLS / tool
    subprocess.run([str(program), *arguments], cwd=ROOT, check=True)


def main() -> None:
    """Bring everything up to date."""
    files = sorted(FOLDER.glob("*.ts"))
    collect(files)
    for file in files:
        release(file, file.with_suffix(".qm"))


if __name__ == "__main__":
    main()
