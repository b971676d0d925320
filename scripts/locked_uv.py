"""Prints the uv of uv.lock as a pip requirement with its hashes, so that pip can check it."""

import tomllib
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "uv.lock"


def requirement(lock: dict[str, Any]) -> str:
    """One line that pip accepts under `--require-hashes`: every wheel of the locked uv."""
    uv = next(package for package in lock["package"] if package["name"] == "uv")
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in uv["wheels"])
    return f"uv=={uv['version']} {hashes}"


if __name__ == "__main__":
    print(requirement(tomllib.loads(LOCK.read_text())))
