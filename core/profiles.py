"""The file of profiles: read as far as it can be, written whole, and kept aside when damaged."""

import json
import os
import tempfile
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.profile import Profile, ProfileError, profile_from
from core.wording import tr

VERSION = 1


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the file holds."""

    profiles: tuple[Profile, ...] = ()
    """Those that were used last come first, then by name."""
    damage: str = ""
    """What could not be read of it; empty: everything could."""

    def named(self, name: str) -> Profile | None:
        """The profile of that name."""
        return next((one for one in self.profiles if one.name == name), None)


class Profiles:
    """The profiles of one user; each change reads the file anew, so that two windows may change it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or _usual_path()

    def load(self) -> Loaded:
        """What can be read; never raises, and changes nothing."""
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return Loaded()
        except (OSError, UnicodeDecodeError) as error:
            return Loaded(damage=tr("{file} cannot be read: {why}", file=self.path, why=error))
        try:
            return self._parsed(json.loads(text))
        except json.JSONDecodeError as error:
            damage = tr(
                "{file} is not JSON (line {line}, column {column}: {why})",
                file=self.path,
                line=error.lineno,
                column=error.colno,
                why=error.msg.lower(),
            )
            return Loaded(damage=damage)
        except RecursionError:
            return Loaded(damage=tr("{file} is nested too deeply", file=self.path))

    def put(self, profile: Profile, instead_of: str = "") -> Path | None:
        """Add a profile, or change the one of a name; see `_change`."""
        gone = {profile.name, instead_of}
        return self._change(lambda old: [*(one for one in old if one.name not in gone), profile])

    def remove(self, name: str) -> Path | None:
        """Forget a profile; see `_change`."""
        return self._change(lambda old: [one for one in old if one.name != name])

    def used(self, name: str, at: float) -> Path | None:
        """A profile was connected to; see `_change`."""
        return self._change(
            lambda old: [replace(one, last_used=at) if one.name == name else one for one in old]
        )

    def _parsed(self, written: object) -> Loaded:
        if not isinstance(written, dict) or not isinstance(written.get("profiles"), list):
            return Loaded(damage=tr("{file} holds no profiles", file=self.path))
        if written.get("version") != VERSION:
            damage = tr("{file} was written by another version of Flowscope", file=self.path)
            return Loaded(damage=damage)
        good: dict[str, Profile] = {}
        bad = []
        for number, entry in enumerate(written["profiles"], 1):
            try:
                profile = _new(profile_from(entry), good)
                good[profile.name] = profile
            except ProfileError as error:
                bad.append(
                    tr(
                        "profile {n} of {file} cannot be read: {why}",
                        n=number,
                        file=self.path,
                        why=error.why,
                    )
                )
        return Loaded(_ordered(good.values()), tr("; ").join(bad))

    def _change(self, change: Callable[[tuple[Profile, ...]], list[Profile]]) -> Path | None:
        """Write the profiles anew; where a damaged file was kept aside, if it was damaged.

        Raises ProfileError when nothing can be written: then nothing has changed.
        """
        loaded = self.load()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            aside = self._set_aside() if loaded.damage else None
            self._write(_ordered(change(loaded.profiles)))
        except OSError as error:
            raise ProfileError(
                tr(
                    "the profiles cannot be written to {file}: {why}",
                    file=self.path,
                    why=error.strerror or error,
                ),
                tr("make that folder writable"),
            ) from error
        return aside

    def _set_aside(self) -> Path:
        """Keep what cannot be read beside the file, under a name that is free."""
        number = 1
        while (aside := self.path.with_suffix(f".damaged-{number}.json")).exists():
            number += 1
        self.path.rename(aside)
        return aside

    def _write(self, profiles: Iterable[Profile]) -> None:
        """All at once: a crash leaves either the old file or the new one."""
        written = {"version": VERSION, "profiles": [one.as_json() for one in profiles]}
        file, name = tempfile.mkstemp(dir=self.path.parent, prefix=self.path.name)
        try:
            with os.fdopen(file, "w", encoding="utf-8") as stream:
                json.dump(written, stream, indent=2, ensure_ascii=False)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self.path)
        except OSError:
            with suppress(OSError):
                Path(name).unlink()
            raise


def _new(profile: Profile, known: Container[str]) -> Profile:
    if profile.name in known:
        raise ProfileError(tr("'{name}' was there before", name=profile.name))
    return profile


def _ordered(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    return tuple(sorted(profiles, key=lambda one: (-one.last_used, one.name.casefold())))


def _usual_path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("flowscope", appauthor=False) / "profiles.json"
