"""A user and the password that belongs to it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """Who one says to be; the password is never shown."""

    user: str
    password: str = ""

    def __repr__(self) -> str:
        return f"Login({self.user!r})"
