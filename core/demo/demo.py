"""The demo as a whole: a broker, wherever it comes from, and the system on it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from core.endpoints import Endpoints
from core.standing import ReadOnlyError
from core.wording import phrase, tr

if TYPE_CHECKING:
    from core.demo.embedded import EmbeddedBroker
    from core.demo.scenarios import Scenario
    from core.demo.system import System

ALARM, RESTART = "memory-alarm", "broker-restart"
SCENARIOS = (
    "slow-consumer",
    "crash-loop",
    "poison-message",
    "unbound-key",
    "stuck-consumer",
    "flood",
    ALARM,
    RESTART,
)
"""What can be asked for by name."""
TITLES = {
    "slow-consumer": phrase("Slow consumer"),
    "crash-loop": phrase("Crash loop"),
    "poison-message": phrase("Poison message"),
    "unbound-key": phrase("Unbound key"),
    "stuck-consumer": phrase("Stuck consumer"),
    "flood": phrase("Flood"),
    ALARM: phrase("Memory alarm"),
    RESTART: phrase("Broker restart"),
}
"""How they are called in a menu; to be said with `tr`."""
OF_THE_BROKER = (ALARM, RESTART)
"""What is done only to a broker that is the demo's own."""


class CannotStart(Exception):  # noqa: N818 - it says what happened
    """The demo cannot run: why, and the mend."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(f"{why}\n  {mend}" if mend else why)
        self.why = why
        self.mend = mend


class DemoBroker(Protocol):
    """Where the demo's broker comes from."""

    @property
    def restart(self) -> Callable[[], None] | None:
        """Stops the broker and starts it again; None when it is not the demo's own."""

    @property
    def alarm(self) -> Callable[[bool], None] | None:
        """Sets off its memory alarm, or clears it; None when it is not the demo's own."""

    def start(self) -> Endpoints:
        """Have it run; where it is reached. Raises CannotStart."""

    def stop(self) -> None:
        """End it, if it was started here."""


class GivenBroker:
    """A broker that somebody else runs: it is never stopped nor restarted."""

    restart = None
    alarm = None

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints

    def start(self) -> Endpoints:
        """It runs already. Raises CannotStart where nothing may be written."""
        try:
            self._endpoints.standing.must_allow_writing()
        except ReadOnlyError as error:
            raise CannotStart(error.why, error.mend) from None
        return self._endpoints

    def stop(self) -> None:
        """It goes on without the demo."""


class OwnBroker:
    """A broker that lives and ends with the demo; it is loaded when it starts."""

    def __init__(self) -> None:
        self._embedded: EmbeddedBroker | None = None

    def start(self) -> Endpoints:
        """Run it on free ports of this machine. Raises CannotStart."""
        from core.demo.embedded import EmbeddedBroker

        self._embedded = EmbeddedBroker()
        return self._embedded.start()

    def restart(self) -> None:
        """Stop it and start it again."""
        if self._embedded is not None:
            self._embedded.restart()

    def alarm(self, on: bool) -> None:
        """Let it say that its memory is short, or no longer."""
        if self._embedded is not None:
            self._embedded.alarm(on=on)

    def stop(self) -> None:
        """End it."""
        if self._embedded is not None:
            self._embedded.stop()


class Demo:
    """Runs broker and system from `start` to `stop`, which may come from different threads.

    Nothing heavy is imported before the start: a window that opens on it is painted first.
    """

    def __init__(
        self,
        broker: DemoBroker,
        *,
        seed: int = 1,
        speed: float = 1.0,
        keep: bool = False,
        begin_with: Sequence[str] = (),
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.system: System | None = None
        self.endpoints: Endpoints | None = None
        self._broker = broker
        self._seed = seed
        self._speed = speed
        self._keep = keep
        self._begin_with = begin_with
        self._tell = tell
        self._changing = Lock()
        self._is_over = False

    @property
    def scenarios(self) -> "list[Scenario]":
        """The trouble that can be caused; none unless the system runs."""
        return [] if self.system is None else self.system.scenarios

    @property
    def is_own(self) -> bool:
        """The broker lives and ends with it."""
        return isinstance(self._broker, OwnBroker)

    def start(self) -> Endpoints:
        """Start the broker and then the system on it. Raises CannotStart."""
        with self._changing:
            if self._is_over:
                raise CannotStart(tr("the demo was ended before it began"), tr("start it again"))
            self.endpoints = self._broker.start()
            try:
                self.system = self._running_system(self.endpoints)
            except BaseException:
                self._broker.stop()
                raise
        for scenario in self.scenarios:
            if scenario.name in self._begin_with:
                scenario.start()
        return self.endpoints

    def stop(self) -> None:
        """Stop the system and then the broker; fine when nothing runs."""
        with self._changing:
            self._is_over = True
            system, self.system = self.system, None
            if system is not None:
                system.stop()
                self._broker.stop()

    def connect_at(self, host: str = "", port: int = 0) -> None:
        """Let every service go through a proxy; without any, straight to the broker again."""
        if self.system is not None and self.endpoints is not None:
            way = replace(self.endpoints, host=host, port=port, tls=False)
            self.system.connect_at(way if host else self.endpoints)

    def claims(self) -> str:
        """What it has declared where, and what becomes of that."""
        assert self.system is not None
        assert self.endpoints is not None
        if self._broker.restart is not None:
            return tr(
                "a broker of the demo's own runs at {where}; "
                "it ends with the demo, and so does everything on it",
                where=self.endpoints.shown,
            )
        exchanges, queues = self.system.declared
        return tr(
            "{exchanges} exchanges and {queues} queues called shop.* are declared on {where}; "
            "{end}",
            exchanges=exchanges,
            queues=queues,
            where=self.endpoints.shown,
            end=self._end_of(sorted(self.system.found)),
        )

    def _end_of(self, found: Sequence[str]) -> str:
        """What becomes of what is declared, where some of it was found there."""
        if self._keep:
            return tr("they stay")
        if not found:
            return tr("they are removed at the end")
        return tr(
            "they are removed at the end (but not what was there before: {found})",
            found=", ".join(found),
        )

    def _running_system(self, endpoints: Endpoints) -> "System":
        from core.demo.system import System  # pika is loaded with it

        system = System(
            endpoints,
            seed=self._seed,
            speed=self._speed,
            keep=self._keep or self._broker.restart is not None,
            restart=self._broker.restart,
            alarm=self._broker.alarm,
            tell=self._tell,
        )
        system.start()
        return system
