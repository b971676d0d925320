from pathlib import Path

import pytest

from core import body_file
from core.body_file import HeldBody, read_body


def test_that_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\xff")

    assert read_body(tmp_path / "a.bin") == HeldBody("a.bin", b"\x00\xff")


def test_that_what_no_broker_takes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(body_file.LARGEST + 1)

    with pytest.raises(ValueError, match="no RabbitMQ takes more than 512 MiB"):
        read_body(tmp_path / "huge")


def test_that_a_device_without_end_is_not_read() -> None:
    with pytest.raises(ValueError, match="zero is not a regular file"):
        read_body(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (body_file.USUAL_4, ""),
        (body_file.USUAL_4 + 1, "RabbitMQ 4 takes 16 MiB"),
        (body_file.USUAL_3 + 1, "RabbitMQ 4 takes 16 MiB, RabbitMQ 3 128 MiB, unless"),
    ],
)
def test_that_a_large_body_comes_with_a_warning(size: int, words: str) -> None:
    held = HeldBody("x", bytes(size))

    assert held.warning.startswith(words)
    assert bool(held.warning) == bool(words)


def test_that_frames_are_counted() -> None:
    assert HeldBody("x", bytes(131_064)).words.endswith("in 1 frame of 128 KiB at most")
    assert "2 frames" in HeldBody("x", bytes(131_065)).words
