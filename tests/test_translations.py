"""Every text that a user reads can be translated, and is."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QTranslator

from scripts.translations import FOLDER, SOURCES, collect

ROOT = Path(__file__).parent.parent
FILES = sorted(FOLDER.glob("*.ts"))
CALLS = {"tr", "phrase", "counted"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def texts(file: Path) -> dict[str, str]:
    """The translations of a file by their English texts; an unfinished one is empty."""
    messages = ElementTree.parse(file).getroot().iter("message")
    found = {}
    for message in messages:
        translation = message.find("translation")
        assert translation is not None
        done = translation.get("type") is None
        found[message.findtext("source", "")] = (translation.text or "") if done else ""
    return found


def test_that_a_text_is_written_where_it_is_translated() -> None:
    """An f-string or a sum of texts is one text more for every value: nobody can translate it."""
    made = (ast.JoinedStr, ast.BinOp, ast.IfExp)
    wrong = [at for at, call in calls() if any(isinstance(given, made) for given in call.args[:1])]

    assert not wrong


def test_that_what_is_put_into_a_text_has_its_place() -> None:
    wrong = []
    for at, call in calls():
        text = call.args[0]
        name = getattr(call.func, "id", "")
        if name != "tr" or not isinstance(text, ast.Constant) or not call.keywords:
            continue
        given = {keyword.arg or "**" for keyword in call.keywords}
        if "**" not in given and places(str(text.value)) != given:
            wrong.append((at, places(str(text.value)) ^ given))

    assert not wrong


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_that_translations_are_those_of_the_texts_in_the_code(file: Path, tmp_path: Path) -> None:
    """`python -m scripts.translations` brings them up to date."""
    fresh = tmp_path / file.name
    fresh.write_bytes(file.read_bytes())
    collect([fresh])

    assert texts(fresh).keys() == texts(file).keys()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_that_every_text_has_a_translation_with_the_same_places(file: Path) -> None:
    wrong = [
        text
        for text, translated in texts(file).items()
        if not translated or (places_of(text) != places_of(translated))
    ]

    assert not wrong


def places_of(text: str) -> set[str] | None:
    """None for a text whose braces are no places."""
    try:
        return places(text)
    except ValueError:
        return None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_that_a_key_in_a_menu_stays_a_key(file: Path) -> None:
    wrong = {
        text: translated
        for text, translated in texts(file).items()
        if text.replace("&&", "").count("&") != translated.replace("&&", "").count("&")
    }

    assert not wrong


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_that_the_application_reads_what_the_translators_wrote(file: Path) -> None:
    translator = QTranslator()
    assert translator.load(str(file.with_suffix(".qm")))

    wrong = [
        text
        for text, translated in texts(file).items()
        if translator.translate("", text) != translated
    ]

    assert not wrong
