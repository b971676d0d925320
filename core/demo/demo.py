"""The demo as a whole: a broker, wherever it comes from, and the system on it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from core.endpoints import Endpoints

if TYPE_CHECKING:
    from core.demo.scenarios import Scenario
    from core.demo.system import System


class DemoBroker(Protocol):
    """Where the demo's broker comes from."""

    @property
    def restart(self) -> Callable[[], None] | None:
        """Stops the broker and starts it again; None when it is not the demo's own."""

    def start(self) -> Endpoints:
        """Have it run; where it is reached."""

    def stop(self) -> None:
        """End it, if it was started here."""


class GivenBroker:
    """A broker that somebody else runs: it is never stopped nor restarted."""

    restart = None

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints

    def start(self) -> Endpoints:
        """It runs already."""
        return self._endpoints

    def stop(self) -> None:
        """It goes on without the demo."""


class Demo:
    """Runs broker and system from `start` to `stop`; light until then."""

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
        self.tell = tell
        self.system: System | None = None
        self._broker = broker
        self._seed = seed
        self._speed = speed
        self._keep = keep
        self._begin_with = begin_with

    @property
    def scenarios(self) -> "list[Scenario]":
        """The trouble that can be caused; none before the system runs."""
        return [] if self.system is None else self.system.scenarios

    def start(self) -> Endpoints:
        """Start the broker and then the system on it. Raises CannotStart."""
        from core.demo.system import System  # pika is loaded with it

        endpoints = self._broker.start()
        system = System(
            endpoints,
            seed=self._seed,
            speed=self._speed,
            keep=self._keep,
            restart=self._broker.restart,
            tell=lambda line: self.tell(line),
        )
        try:
            system.start()
        except BaseException:
            self._broker.stop()
            raise
        self.system = system
        for scenario in system.scenarios:
            if scenario.name in self._begin_with:
                scenario.start()
        return endpoints

    def stop(self) -> None:
        """Stop the system and then the broker; fine when nothing runs."""
        system, self.system = self.system, None
        if system is not None:
            system.stop()
            self._broker.stop()
