"""What Flowscope has to put back: records on disk that outlive a crash.

A record is written before tracing goes on and removed when it is off again. Its owner holds a lock
on it as long as it lives, which the operating system releases however the owner ends: a record
without a lock is one that a crash left. Nothing secret is in it.
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from core.sources.http import SurfaceError
from core.sources.tracing import NodeRun
from core.wording import tr

_VERSION = 1
_WRITTEN_SECONDS = 60.0
_FAR = 1 << 30
"""Where Windows locks a byte: beyond the text, which others may read."""


class TracingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Tracing of a vhost was off on these nodes until Flowscope switched it on."""

    version: int = _VERSION
    vhost: str
    cluster: str
    at: float
    """When, in Unix seconds."""
    nodes: Mapping[str, NodeRun]
    described: Mapping[str, Any] = {}
    """Description, tags and default queue type of the vhost as they were."""


class RecordFile:
    """One record and its lock; whoever makes it holds the lock until `remove` or `leave`."""

    def __init__(self, path: Path, lock: int) -> None:
        self._path = path
        self._lock = lock

    def remove(self) -> None:
        """Everything is put back."""
        self.leave()
        with suppress(OSError):
            self._path.unlink()

    def leave(self) -> None:
        """Leave it to a later start."""
        os.close(self._lock)


class Records:
    """The folder of records: the state folder of the user, unless another is named."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or _state_folder()

    def write(self, record: TracingRecord) -> RecordFile:
        """A new record, safe on disk and locked. Raises SurfaceError."""
        try:
            return self._written(record)
        except OSError as error:
            raise SurfaceError(
                tr(
                    "nothing can be noted in {folder} ({error}), and without a note "
                    "tracing could stay on after a crash",
                    folder=self._folder,
                    error=error.strerror,
                ),
                tr("make that folder writable"),
            ) from error

    def _written(self, record: TracingRecord) -> RecordFile:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path, lock = self._new()
        while not _try_to_lock(lock):  # somebody looks at the empty file at this very moment
            RecordFile(path, lock).remove()
            path, lock = self._new()
        os.write(lock, msgspec.json.encode(record))
        os.fsync(lock)
        return RecordFile(path, lock)

    def left(self) -> Iterator[tuple[TracingRecord, RecordFile]]:
        """What crashes left, each locked for the caller."""
        for path in self._paths():
            with suppress(OSError):
                lock = os.open(path, os.O_RDWR)
                file = RecordFile(path, lock)
                record = _read(path) if _try_to_lock(lock) else None
                if record is not None:
                    yield record, file
                else:
                    file.leave()
                    _sweep(path)

    @property
    def is_empty(self) -> bool:
        """There is nothing to put back, not even of a Flowscope that runs."""
        return not self._paths()

    def _new(self) -> tuple[Path, int]:
        path = self._folder / f"{os.getpid()}-{os.urandom(4).hex()}.json"
        return path, os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)

    def _paths(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("*.json"))
        except OSError:
            return []


def _state_folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("flowscope", appauthor=False) / "tracing"


def _read(path: Path) -> TracingRecord | None:
    try:
        record = msgspec.json.decode(path.read_bytes(), type=TracingRecord)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return record if record.version == _VERSION else None


def _sweep(path: Path) -> None:
    """Remove what a crash left of a record before it was written: nothing was switched on yet."""
    if not path.stat().st_size and time.time() - path.stat().st_mtime > _WRITTEN_SECONDS:
        path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _try_to_lock(file: int) -> bool:
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_to_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
