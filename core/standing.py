"""What a profile says about a broker beyond where it is: its name, its mark, what may be written."""

from dataclasses import dataclass

from core.wording import tr


class ReadOnlyError(Exception):
    """A profile forbids to write on its broker: said before anything is sent."""

    def __init__(self, standing: "Standing") -> None:
        super().__init__(standing.refusal)
        self.why = standing.refusal
        self.mend = tr("use another profile, or take the read-only mark off this one")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the user looks at a broker; a broker without a profile has none of it."""

    profile: str = ""
    colour: str = ""
    """One of `core.profile.COLOURS`; empty: none."""
    read_only: bool = False
    production: bool = False

    @property
    def refusal(self) -> str:
        """Why nothing is written; empty where something may be."""
        if not self.read_only:
            return ""
        return tr("the profile '{name}' is read-only", name=self.profile)

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks in words, for titles and badges."""
        words = ((tr("production"), self.production), (tr("read-only"), self.read_only))
        return tuple(word for word, on in words if on)

    def must_allow_writing(self) -> None:
        """Raises ReadOnlyError where nothing may be written."""
        if self.read_only:
            raise ReadOnlyError(self)


NO_PROFILE = Standing()
"""A broker that was given by its URL."""
