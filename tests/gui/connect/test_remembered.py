from pathlib import Path

from PySide6.QtCore import QSettings

from gui.connect.remembered import KEPT, Remembered, load, remember


def settings(folder: Path) -> QSettings:
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def test_that_the_newest_broker_comes_first_and_each_once(tmp_path: Path) -> None:
    for url in ("amqp://a@one:5672/%2F", "amqp://a@two:5672/%2F", "amqp://a@one:5672/%2F"):
        remember(settings(tmp_path), Remembered(url))

    assert [broker.url for broker in load(settings(tmp_path))] == [
        "amqp://a@one:5672/%2F",
        "amqp://a@two:5672/%2F",
    ]


def test_that_only_the_last_ones_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        remember(settings(tmp_path), Remembered(f"amqp://a@h{number}:5672/%2F"))

    assert len(load(settings(tmp_path))) == KEPT


def test_that_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    for broken in ("no json", '[{"url": 1, "colour": 2}]', "[1]", "5"):
        settings(tmp_path).setValue("connect/brokers", broken)

        assert load(settings(tmp_path)) == []
