"""Who a process of the metrics is: told by events, or joined by the work that it has done."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import ChannelReductions
from core.identity import Identities, ReductionsJoin, connection_of

NODE = "rabbit@one"


def names(at: float, reductions: dict[str, int], node: str = NODE) -> ChannelReductions:
    return ChannelReductions(
        at=at,
        reductions=reductions,
        connections={name: connection_of(name) for name in reductions},
        nodes=dict.fromkeys(reductions, node),
    )


def joined(
    join: ReductionsJoin, at: float, reductions: dict[str, int], *pids: str
) -> dict[str, str]:
    return join.match(names(at, reductions), pids, {})


def test_that_a_channels_name_holds_its_connections() -> None:
    assert connection_of("10.0.0.1:5 -> 10.0.0.2:5672 (12)") == "10.0.0.1:5 -> 10.0.0.2:5672"
    assert connection_of("odd") == "odd"


def test_that_a_pair_that_can_be_nothing_else_is_joined() -> None:
    join = ReductionsJoin()
    join.saw_processes(1.0, NODE, {f"{NODE}/1.0": 100, f"{NODE}/2.0": 200})
    found = joined(join, 2.0, {"a (1)": 100, "b (1)": 200}, f"{NODE}/1.0", f"{NODE}/2.0")
    assert found == {f"{NODE}/1.0": "a (1)", f"{NODE}/2.0": "b (1)"}


def test_that_an_old_value_of_a_process_counts_as_well() -> None:
    join = ReductionsJoin()
    for at, value in ((1.0, 100), (2.0, 150), (3.0, 200)):
        join.saw_processes(at, NODE, {f"{NODE}/1.0": value})
    assert joined(join, 4.0, {"a (1)": 100}, f"{NODE}/1.0") == {f"{NODE}/1.0": "a (1)"}
    join.saw_processes(30.0, NODE, {f"{NODE}/1.0": 300})
    join.saw_processes(40.0, NODE, {f"{NODE}/1.0": 400})
    assert joined(join, 40.5, {"a (1)": 100}, f"{NODE}/1.0") == {}


def test_that_channels_that_look_alike_are_not_joined_until_they_differ() -> None:
    join = ReductionsJoin()
    pids = (f"{NODE}/1.0", f"{NODE}/2.0")
    for at in range(1, 20):
        join.saw_processes(at, NODE, dict.fromkeys(pids, 100))
        assert joined(join, at, {"a (1)": 100, "b (1)": 100}, *pids) == {}
    join.saw_processes(20.0, NODE, {pids[0]: 100, pids[1]: 101})
    assert joined(join, 20.5, {"a (1)": 100, "b (1)": 101}, *pids) == {}
    for at in (36, 37):
        join.saw_processes(at, NODE, {pids[0]: 102, pids[1]: 103})
    found = joined(join, 37.5, {"a (1)": 102, "b (1)": 103}, *pids)
    assert found == {pids[0]: "a (1)", pids[1]: "b (1)"}


def test_that_a_pair_alone_must_be_seen_again_before_it_is_believed() -> None:
    """Another channel is open of which nothing is known yet: it may be that one's name."""
    join = ReductionsJoin()
    pids = (f"{NODE}/1.0", f"{NODE}/2.0")
    join.saw_processes(1.0, NODE, {pids[0]: 100, pids[1]: 200})
    assert joined(join, 2.0, {"a (1)": 100}, *pids) == {}
    assert joined(join, 4.0, {"a (1)": 100}, *pids) == {}
    assert joined(join, 8.0, {"a (1)": 100}, *pids) == {pids[0]: "a (1)"}


def test_that_two_different_values_are_proof_enough() -> None:
    join = ReductionsJoin()
    pids = (f"{NODE}/1.0", f"{NODE}/2.0")
    join.saw_processes(1.0, NODE, {pids[0]: 100, pids[1]: 200})
    assert joined(join, 1.5, {"a (1)": 100}, *pids) == {}
    join.saw_processes(2.0, NODE, {pids[0]: 150, pids[1]: 200})
    assert joined(join, 2.5, {"a (1)": 150}, *pids) == {pids[0]: "a (1)"}


def test_that_a_pair_that_was_in_doubt_starts_anew() -> None:
    join = ReductionsJoin()
    pids = (f"{NODE}/1.0", f"{NODE}/2.0")
    join.saw_processes(1.0, NODE, {pids[0]: 100, pids[1]: 200})
    assert joined(join, 2.0, {"a (1)": 100}, *pids) == {}
    assert joined(join, 5.0, {"a (1)": 100, "b (1)": 100}, *pids) == {}
    assert joined(join, 8.0, {"a (1)": 100}, *pids) == {}
    assert joined(join, 14.0, {"a (1)": 100}, *pids) == {pids[0]: "a (1)"}


def test_that_what_a_process_showed_after_the_api_was_asked_proves_nothing() -> None:
    """The channel that the API listed was never seen; this one opened when it had closed."""
    join = ReductionsJoin()
    join.saw_processes(3.0, NODE, {f"{NODE}/2.0": 1000})
    assert joined(join, 2.0, {"a (1)": 1000}, f"{NODE}/2.0") == {}


def test_that_a_channel_is_looked_for_on_its_own_node() -> None:
    join = ReductionsJoin()
    join.saw_processes(1.0, NODE, {f"{NODE}/1.0": 100})
    join.saw_processes(1.0, "rabbit@two", {"rabbit@two/1.0": 100})
    pids = (f"{NODE}/1.0", "rabbit@two/1.0")
    reductions = ChannelReductions(
        at=2.0,
        reductions={"a (1)": 100, "b (1)": 100},
        connections={},
        nodes={"a (1)": "rabbit@two", "b (1)": NODE},
    )
    assert join.match(reductions, pids, {}) == {pids[1]: "a (1)", pids[0]: "b (1)"}
    without = ChannelReductions(at=3.0, reductions={"a (1)": 100}, connections={}, nodes={})
    assert join.match(without, pids, {}) == {}


def test_that_what_is_known_already_is_not_joined_again() -> None:
    join = ReductionsJoin()
    pids = (f"{NODE}/1.0", f"{NODE}/2.0")
    join.saw_processes(1.0, NODE, dict.fromkeys(pids, 100))
    found = join.match(names(2.0, {"a (1)": 100, "b (1)": 100}), pids, {pids[0]: "a (1)"})
    assert found == {pids[1]: "b (1)"}


def test_that_an_event_names_a_channel_at_once() -> None:
    identities = Identities()
    identities.opened("n/1.0", "c (1)")
    assert identities.known["n/1.0"].connection == "c"
    assert identities.known["n/1.0"].how == "event"
    identities.saw_open("n", {"n/1.0", "n/2.0"}, 1.0)
    assert identities.unresolved == {"n/2.0"}


def test_that_a_channel_that_the_metrics_lost_is_closed() -> None:
    identities = Identities()
    identities.saw_open("n", {"n/1.0"}, 1.0)
    identities.saw_open("m", {"m/1.0"}, 1.0)
    identities.saw_open("n", set(), 2.0)
    assert identities.closed_at == {"n/1.0": 2.0}
    assert identities.open_pids == {"m/1.0"}


def test_that_a_channel_that_closed_stays_closed_although_the_metrics_still_show_it() -> None:
    identities = Identities()
    identities.saw_open("n", {"n/1.0"}, 1.0)
    identities.closed("n/1.0", 1.5)
    identities.saw_open("n", {"n/1.0"}, 2.0)
    assert identities.open_pids == set()
    identities.closed("n/1.0", 3.0)
    assert identities.closed_at == {"n/1.0": 1.5}


def test_that_a_channel_that_follows_another_under_the_same_name_is_named_too() -> None:
    """Clients take the lowest free channel number again."""
    identities = Identities()
    for at, pid, value in ((10.0, "n/1.0", 100), (20.0, "n/2.0", 700)):
        for scraped_at in (at, at + 1):
            identities.saw_open("n", {pid}, scraped_at)
            identities.join.saw_processes(scraped_at, "n", {pid: value})
        assert identities.named(names(at + 0.5, {"c (1)": value}, "n")) == {pid}
    assert identities.unresolved == set()


def test_that_what_the_api_lists_is_compared_once_the_metrics_are_newer() -> None:
    identities = Identities()
    identities.saw_open("n", {"n/1.0"}, 1.0)
    identities.join.saw_processes(1.0, "n", {"n/1.0": 100})
    assert identities.compared() == set()
    assert identities.named(names(2.0, {"c (1)": 100}, "n")) == set()
    identities.saw_open("n", {"n/1.0"}, 2.1)
    assert identities.compared() == {"n/1.0"}


def test_that_nothing_is_joined_in_a_hurry_while_channels_close() -> None:
    """The one that closed may be the one that the API has listed."""
    identities = Identities()
    for at, pids in ((1.0, {"n/1.0", "n/2.0"}), (3.0, {"n/2.0"})):
        identities.saw_open("n", pids, at)
        identities.join.saw_processes(at, "n", dict.fromkeys(pids, 100))
    assert identities.named(names(2.0, {"c (1)": 100}, "n")) == set()


def test_that_a_restarted_node_forgets_its_own_processes_only() -> None:
    identities = Identities()
    for node in ("n", "m"):
        identities.opened(f"{node}/1.0", "c (1)")
        identities.saw_open(node, {f"{node}/1.0", f"{node}/2.0"}, 1.0)
        identities.closed(f"{node}/2.0", 2.0)
    identities.forget_node("n")
    assert set(identities.known) == {"m/1.0"}
    assert identities.open_pids == {"m/1.0"}
    assert set(identities.closed_at) == {"m/2.0"}


@dataclass
class Worker:
    """A channel of the simulated broker: what it has done, shown every five seconds."""

    name: str
    pid: str
    opened_at: float
    phase: float
    speed: int
    closes_at: float
    work: int = 1000
    shown: int = 1000
    in_api: int | None = None

    def tick(self, now: float) -> None:
        """The channel works, and tells now and then how much."""
        self.work += self.speed
        since = now - self.opened_at
        if self.speed and (since + self.phase) % 5.0 < 0.25:
            self.shown = self.work


@dataclass
class Broker:
    """Channels that come and go; the API looks at all of them every five seconds."""

    workers: list[Worker]
    api_phase: float
    now: float = 0.0
    open: list[Worker] = field(default_factory=list)

    def pass_time(self) -> None:
        """A quarter of a second."""
        self.now += 0.25
        self.open = [w for w in self.workers if w.opened_at <= self.now < w.closes_at]
        for worker in self.open:
            worker.tick(self.now)
        if (self.now + self.api_phase) % 5.0 < 0.25:
            for worker in self.open:
                worker.in_api = worker.shown

    def metrics(self) -> dict[str, int]:
        return {worker.pid: worker.shown for worker in self.open}

    def api(self) -> dict[str, int]:
        return {w.name: w.in_api for w in self.open if w.in_api is not None}


workers = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.integers(0, 19),
        st.sampled_from([0, 0, 1, 1, 7, 40]),
        st.sampled_from([8, 40, 100, 1000]),
    ),
    min_size=1,
    max_size=8,
)


def scrape(broker: Broker, identities: Identities) -> None:
    """Read the metrics as the flow does."""
    metrics = broker.metrics()
    identities.saw_open(NODE, set(metrics), broker.now)
    identities.join.saw_processes(broker.now, NODE, metrics)
    identities.compared()


def broker_of(shapes: list[tuple[int, int, int, int]], api_phase: int) -> Broker:
    return Broker(
        [
            Worker(
                name=f"client{number} (1)",
                pid=f"{NODE}/{number}.0",
                opened_at=opened / 4 if opened > 20 else 0.0,
                phase=phase / 4,
                speed=speed,
                closes_at=(opened + lives) / 4,
                work=1000,
            )
            for number, (opened, phase, speed, lives) in enumerate(shapes)
        ],
        api_phase / 4,
    )


@settings(max_examples=60)
@given(workers, st.integers(0, 19), st.integers(1, 19), st.integers(1, 24), st.integers(0, 8))
def test_that_no_wrong_pair_is_ever_joined(
    shapes: list[tuple[int, int, int, int]], api_phase: int, scrapes: int, asks: int, delay: int
) -> None:
    """Metrics and API are read at their own pace, and the API's reply takes a while.

    Channels may do exactly the same work, so each value that they show has to be read.
    """
    broker = broker_of(shapes, api_phase)
    identities = Identities()
    replies: list[tuple[float, ChannelReductions]] = []
    for step in range(40 * 4):
        broker.pass_time()
        if step % scrapes == 0:
            scrape(broker, identities)
        if step % asks == 0:
            replies.append((broker.now + delay / 4, names(broker.now, broker.api())))
        while replies and replies[0][0] <= broker.now:
            identities.named(replies.pop(0)[1])
        for pid, channel in identities.known.items():
            assert channel.name == f"client{pid.removeprefix(NODE + '/').removesuffix('.0')} (1)"


@settings(max_examples=40)
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6, unique=True), st.integers(0, 19))
def test_that_channels_that_work_at_different_speeds_all_get_their_names(
    speeds: list[int], api_phase: int
) -> None:
    shapes = [(0, number, speed, 100_000) for number, speed in enumerate(speeds)]
    broker = broker_of(shapes, api_phase)
    identities = Identities()
    for step in range(30 * 4):
        broker.pass_time()
        if step % 4 == 0:
            scrape(broker, identities)
        if step % 4 == 2:
            identities.named(names(broker.now, broker.api()))
    assert identities.unresolved == set()
