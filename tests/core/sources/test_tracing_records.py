import os
import time
from pathlib import Path

import pytest

from core.sources.http import SurfaceError
from core.sources.tracing import NodeRun
from core.sources.tracing_records import Records, TracingRecord

RECORD = TracingRecord(
    vhost="shop/é",
    cluster="rabbit@one",
    at=5.0,
    nodes={"rabbit@one": NodeRun("7", 10.0)},
    described={"description": "ours", "tags": ["a"]},
)


def test_that_a_record_whose_owner_left_is_found_as_it_was(tmp_path: Path) -> None:
    Records(tmp_path).write(RECORD).leave()

    ((record, file),) = Records(tmp_path).left()

    assert record == RECORD
    file.remove()
    assert Records(tmp_path).is_empty


def test_that_a_record_whose_owner_lives_is_not_found(tmp_path: Path) -> None:
    file = Records(tmp_path).write(RECORD)

    assert list(Records(tmp_path).left()) == []
    assert not Records(tmp_path).is_empty

    file.remove()
    assert list(tmp_path.iterdir()) == []


def test_that_only_one_finds_a_record(tmp_path: Path) -> None:
    Records(tmp_path).write(RECORD).leave()

    ((_, file),) = Records(tmp_path).left()

    assert list(Records(tmp_path).left()) == []
    file.leave()
    assert len(list(Records(tmp_path).left())) == 1


def test_that_a_record_that_was_never_written_is_swept_away_in_time(tmp_path: Path) -> None:
    fresh, old = tmp_path / "1-a.json", tmp_path / "2-b.json"
    fresh.touch()
    old.touch()
    os.utime(old, (time.time() - 3600, time.time() - 3600))

    assert list(Records(tmp_path).left()) == []
    assert [path.name for path in tmp_path.iterdir()] == [fresh.name]


def test_that_a_record_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "1-a.json").write_text('{"version": 9}')

    assert list(Records(tmp_path).left()) == []
    assert not Records(tmp_path).is_empty


def test_that_nobody_else_may_read_a_record(tmp_path: Path) -> None:
    Records(tmp_path / "state").write(RECORD).leave()

    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "state").iterdir()] == [0]


def test_that_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SurfaceError, match="nothing can be noted in"):
        Records(tmp_path / "file").write(RECORD)
