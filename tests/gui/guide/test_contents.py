import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from gui.guide.contents import FIRST, chapters, folder, page, page_of

ROOT = Path(__file__).parents[3]
PAGES = [one for chapter in chapters() for one in chapter.pages]


def links(text: str) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", text)


def test_that_every_page_of_the_guide_has_its_question() -> None:
    assert sorted(one.name for one in PAGES) == sorted(p.stem for p in folder().glob("*.md"))
    assert PAGES[0].name == FIRST
    assert all(one.question.endswith("?") and one.title for one in PAGES)


def test_that_every_link_leads_somewhere() -> None:
    for one in PAGES:
        for link in links(one.text):
            is_there = page_of(link) is not None or (folder() / link).is_file()
            assert is_there or link.startswith("https://"), f"{one.name}: {link}"


def test_that_words_are_those_that_a_reader_sees() -> None:
    connect = page("connect")
    assert connect is not None
    assert "`" not in connect.words
    first = page(FIRST)
    assert first is not None
    assert "slow-consumer.md" not in first.words
    assert "slow-consumer" in first.words


def test_that_a_link_to_elsewhere_is_no_page() -> None:
    assert page_of("https://example.org/flood.md") is None
    assert page_of("../images/flood-dark.png") is None
    assert page_of("flood.md#what-to-see") is page("flood")


def test_that_an_installed_flowscope_has_the_guide_with_its_pictures(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert made.returncode == 0, made.stderr
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    ZipFile(wheel).extractall(installed)

    told = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == [str(len(PAGES)), "True", str(installed)]


READ_ALL = """
import re
from gui.guide.contents import chapters, folder
pages = [one for chapter in chapters() for one in chapter.pages]
pictures = [name for one in pages for name in re.findall(r"images/[^)]+", one.text)]
print(len(pages), all((folder().parent / name).is_file() for name in pictures), folder().parents[2])
"""
