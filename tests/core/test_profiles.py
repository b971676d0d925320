import json
from pathlib import Path

import pytest

from core.profile import Profile, ProfileError
from core.profiles import Loaded, Profiles


def profiles(folder: Path) -> Profiles:
    return Profiles(folder / "sub" / "profiles.json")


def profile(name: str, *, read_only: bool = False) -> Profile:
    return Profile(name=name, url=f"amqp://me@{name}:5672/%2F", read_only=read_only)


def names(kept: Profiles) -> list[str]:
    return [one.name for one in kept.load().profiles]


def test_that_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert profiles(tmp_path).load() == Loaded()


def test_that_profiles_are_added_changed_renamed_and_removed(tmp_path: Path) -> None:
    kept = profiles(tmp_path)
    kept.put(profile("b"))
    kept.put(profile("a"))
    kept.put(profile("b", read_only=True))
    assert names(kept) == ["a", "b"]
    found = kept.load().named("b")
    assert found is not None
    assert found.read_only
    kept.put(profile("c"), instead_of="b")
    assert names(kept) == ["a", "c"]
    kept.remove("a")
    assert names(kept) == ["c"]


def test_that_the_last_used_one_comes_first(tmp_path: Path) -> None:
    kept = profiles(tmp_path)
    for name in ("a", "b", "c"):
        kept.put(profile(name))
    kept.used("b", 5.0)
    kept.used("c", 6.0)
    assert names(kept) == ["c", "b", "a"]


def test_that_only_the_user_can_read_the_file(tmp_path: Path) -> None:
    kept = profiles(tmp_path)
    kept.put(profile("a"))
    assert kept.path.stat().st_mode & 0o077 == 0
    assert [path.name for path in kept.path.parent.iterdir()] == ["profiles.json"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is not JSON (line 1"),
        ("[]", "holds no profiles"),
        ('{"version": 2, "profiles": []}', "another version"),
        ("\ufffd", "is not JSON"),
        ('{"profiles": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_that_a_damaged_file_is_told_and_kept_aside(tmp_path: Path, text: str, why: str) -> None:
    kept = profiles(tmp_path)
    kept.path.parent.mkdir()
    kept.path.write_text(text)
    loaded = kept.load()
    assert loaded.profiles == ()
    assert why in loaded.damage
    assert str(kept.path) in loaded.damage
    assert kept.path.read_text() == text  # to look changes nothing

    aside = kept.put(profile("a"))

    assert aside is not None
    assert aside.read_text() == text
    assert names(kept) == ["a"]
    assert kept.put(profile("b")) is None


def test_that_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    kept = profiles(tmp_path)
    kept.path.parent.mkdir()
    kept.path.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in kept.load().damage


def test_that_one_bad_profile_does_not_hide_the_others(tmp_path: Path) -> None:
    kept = profiles(tmp_path)
    kept.put(profile("a"))
    written = json.loads(kept.path.read_text())
    written["profiles"] += [{"name": "x"}, written["profiles"][0]]
    kept.path.write_text(json.dumps(written))
    loaded = kept.load()
    assert [one.name for one in loaded.profiles] == ["a"]
    assert "profile 2" in loaded.damage
    assert "profile 3" in loaded.damage

    aside = kept.used("a", 1.0)

    assert aside is not None
    assert '"x"' in aside.read_text()


def test_that_an_earlier_file_kept_aside_is_never_lost(tmp_path: Path) -> None:
    kept = profiles(tmp_path)
    kept.path.parent.mkdir()
    asides = []
    for number in range(3):
        kept.path.write_text(f"damaged {number}")
        asides.append(kept.put(profile("a")))
    texts = [aside.read_text() for aside in asides if aside is not None]
    assert texts == ["damaged 0", "damaged 1", "damaged 2"]


def test_that_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "sub").write_text("a file in its place")
    with pytest.raises(ProfileError, match="cannot be written"):
        profiles(tmp_path).put(profile("a"))
