from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.facts import Series
from core.sources.metrics_text import MetricsReader, Scrape, process_id, uptime_of
from tests.simulated_node import escaped

DATA = Path(__file__).parents[2] / "data"
TAIL = (
    'rabbitmq_build_info{rabbitmq_version="4.0.5"} 1\n'
    'rabbitmq_identity_info{rabbitmq_node="n@h",rabbitmq_cluster="c"} 1\n'
)
PUBLISHED = "channel_messages_published_total"


def capture(version: str) -> bytes:
    return (DATA / f"metrics-detailed-{version}.txt").read_bytes()


def row(labels: dict[str, str], value: object = 1, metric: str = PUBLISHED) -> str:
    shown = ",".join(f'{name}="{escaped(text)}"' for name, text in labels.items())
    return f"rabbitmq_detailed_{metric}{{{shown}}} {value}\n"


def published(exchange: str, value: object = 1, pid: str = "<0.7.0>", vhost: str = "/") -> str:
    return row({"channel": pid, "vhost": vhost, "exchange": exchange}, value)


def read(reader: MetricsReader, *rows: str) -> Scrape:
    return reader.read("".join([*rows, TAIL]).encode())


class Follower:
    """What a reader of scrapes knows: which number stands for which series, and its value."""

    def __init__(self) -> None:
        self.series: dict[int, Series] = {}
        self.values: dict[int, float] = {}

    def take(self, scrape: Scrape) -> None:
        for number in scrape.gone.tolist():
            del self.series[number]
        for series in scrape.new:
            assert series.number not in self.series
            self.series[series.number] = series
        numbers = scrape.numbers.tolist()
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) == set(self.series)
        assert numbers[len(numbers) - len(scrape.new) :] == [s.number for s in scrape.new]
        self.values = dict(zip(numbers, scrape.values.tolist(), strict=True))

    def by_exchange(self) -> dict[tuple[str, str | None], float]:
        return {(s.channel, s.exchange): self.values[n] for n, s in self.series.items()}


@pytest.mark.parametrize(
    ("version", "node", "orders"),
    [("3.10.8", "lab@localhost", 981.0), ("4.0.5", "resn4@localhost", 234.0)],
)
def test_that_a_real_reply_is_read(version: str, node: str, orders: float) -> None:
    follower = Follower()
    scrape = MetricsReader("research").read(capture(version))
    follower.take(scrape)
    assert (scrape.node, scrape.version) == (node, version)
    found = {
        (s.metric, s.exchange, s.queue): follower.values[n] for n, s in follower.series.items()
    }
    assert found[PUBLISHED, "orders", None] == orders
    assert found["queue_messages_published_total", "orders", "audit.q"] == orders
    assert found["channel_messages_delivered_total", None, "audit.q"] == orders
    pids = {s.channel for s in follower.series.values() if s.metric == "channel_consumers"}
    assert len(pids) == (4 if version == "3.10.8" else 6)
    assert all(pid.startswith(f"{node}/") and pid.endswith(".0") for pid in pids)


def test_that_a_real_reply_says_how_long_the_node_runs() -> None:
    assert uptime_of(capture("3.10.8")) == 679.087
    assert uptime_of(b"rabbitmq_detailed_erlang_processes_used 4\n") is None


def test_that_routes_are_told_by_4_0_only() -> None:
    metrics = {
        version: {s.metric for s in MetricsReader("research").read(capture(version)).new}
        for version in ("3.10.8", "4.0.5")
    }
    assert "queue_exchange_messages_published_total" in metrics["4.0.5"]
    assert "queue_exchange_messages_published_total" not in metrics["3.10.8"]


def test_that_other_vhosts_do_not_show() -> None:
    new = MetricsReader("/").read(capture("4.0.5")).new
    assert {s.queue for s in new if s.queue} == {"amq.gen-Z2--KqmZp4xf8vn8J5PEWA"}
    assert {s.exchange for s in new} == {None}
    assert len({s.channel for s in new if s.metric == "channel_consumers"}) == 6


def test_that_the_same_reply_again_says_nothing_new() -> None:
    reader, follower = MetricsReader("research"), Follower()
    follower.take(reader.read(capture("4.0.5")))
    before = follower.by_exchange()
    scrape = reader.read(capture("4.0.5"))
    follower.take(scrape)
    assert (len(scrape.gone), len(scrape.new)) == (0, 0)
    assert follower.by_exchange() == before


def test_that_a_series_that_is_gone_frees_its_number() -> None:
    reader, follower = MetricsReader("/"), Follower()
    follower.take(read(reader, published("a", 1), published("b", 2)))
    scrape = read(reader, published("b", 5))
    assert [follower.series[n].exchange for n in scrape.gone.tolist()] == ["a"]
    follower.take(scrape)
    follower.take(read(reader, published("b", 5), published("c", 7)))
    assert follower.by_exchange() == {("n@h/7.0", "b"): 5, ("n@h/7.0", "c"): 7}


def test_that_a_series_may_come_back() -> None:
    reader, follower = MetricsReader("/"), Follower()
    for rows in ([published("a", 4)], [], [published("a", 4)], [published("a", 4)]):
        follower.take(read(reader, *rows))
    assert follower.by_exchange() == {("n@h/7.0", "a"): 4}


def test_that_numbers_are_given_again_and_again() -> None:
    reader, follower = MetricsReader("/"), Follower()
    for number in range(300):
        follower.take(read(reader, published(f"x{number}"), published(f"y{number}")))
    assert max(follower.series) < 100


def test_that_after_a_restart_everything_is_new() -> None:
    reader, follower = MetricsReader("/"), Follower()
    read(reader, published("a"), published("b"))
    reader.forget()
    scrape = read(reader, published("b"))
    follower.take(scrape)
    assert len(scrape.new) == 1
    assert len(scrape.gone) == 0


def test_that_a_reply_of_something_else_changes_nothing() -> None:
    reader, follower = MetricsReader("/"), Follower()
    follower.take(read(reader, published("a", 4)))
    for text in (b"", b"<html>starting</html>", published("b").encode()):
        scrape = reader.read(text)
        assert scrape.node == ""
        assert (len(scrape.gone), len(scrape.new), len(scrape.numbers)) == (0, 0, 0)
    scrape = read(reader, published("a", 6))
    follower.take(scrape)
    assert len(scrape.new) == 0
    assert follower.by_exchange() == {("n@h/7.0", "a"): 6}


def test_that_a_value_that_is_no_number_is_not_a_number() -> None:
    reader, follower = MetricsReader("/"), Follower()
    follower.take(read(reader, published("a", "undefined")))
    (value,) = follower.values.values()
    assert value != value


@pytest.mark.parametrize(
    "line",
    [
        "",
        "# HELP rabbitmq_detailed_x y",
        "rabbitmq_detailed_channel_consumers 4",
        "rabbitmq_detailed_channel_consumers",
        "rabbitmq_detailed_",
        'rabbitmq_detailed_channel_consumers{channel="<0.1.0>"',
        'rabbitmq_detailed_channel_invented_total{channel="<0.1.0>",exchange="a"} 4',
        'rabbitmq_cluster_exchange_name{vhost="/",exchange="a",type="topic"} 1',
        'telemetry_scrape_duration_seconds_sum{registry="detailed"} 0.1',
    ],
)
def test_that_lines_that_nobody_asked_for_are_passed_over(line: str) -> None:
    reader, follower = MetricsReader("/"), Follower()
    for _ in range(2):
        follower.take(read(reader, published("a", 3), line + "\n"))
        assert follower.by_exchange() == {("n@h/7.0", "a"): 3}


@given(st.text(), st.text(min_size=1))
def test_that_any_name_survives_escaping(exchange: str, vhost: str) -> None:
    scrape = read(MetricsReader(vhost), published(exchange, 3, vhost=vhost))
    assert [(s.exchange, s.channel) for s in scrape.new] == [(exchange, "n@h/7.0")]
    assert scrape.values.tolist() == [3]


snapshots = st.lists(
    st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from("abc")), st.integers(0, 99)),
    max_size=12,
)


@settings(max_examples=50)
@given(snapshots)
def test_that_whatever_comes_and_goes_every_number_stands_for_one_series(
    replies: list[dict[tuple[int, str], int]],
) -> None:
    reader, follower = MetricsReader("/"), Follower()
    for reply in replies:
        rows = [published(name, value, f"<0.{pid}.0>") for (pid, name), value in reply.items()]
        follower.take(read(reader, *rows))
        assert follower.by_exchange() == {
            (f"n@h/{pid}.0", name): value for (pid, name), value in reply.items()
        }


@given(st.integers(0, 26_000))
def test_that_a_cut_off_reply_never_raises(length: int) -> None:
    reader = MetricsReader("research")
    reader.read(capture("4.0.5")[:length])
    Follower().take(MetricsReader("research").read(capture("4.0.5")))


@settings(max_examples=50)
@given(
    st.lists(
        st.one_of(
            st.binary(),
            st.sampled_from(
                [
                    b"rabbitmq_detailed_",
                    b"{",
                    b'channel="',
                    b'"} 1',
                    b"\\",
                    b"\n",
                    b" ",
                    TAIL.encode(),
                ]
            ),
        )
    )
)
def test_that_rubbish_never_raises(parts: list[bytes]) -> None:
    reader = MetricsReader("/")
    for _ in range(2):
        reader.read(b"".join(parts))
    uptime_of(b"".join(parts))


@pytest.mark.parametrize(
    ("node", "pid", "process"),
    [
        ("rabbit@one", "<0.908.0>", "rabbit@one/908.0"),
        ("", "<rabbit@one.1795404969.908.0>", "rabbit@one/908.0"),
        ("", "<rabbit@one.example.com.1795404969.908.2>", "rabbit@one.example.com/908.2"),
        ("rabbit@one.example.com", "<0.908.2>", "rabbit@one.example.com/908.2"),
    ],
)
def test_that_a_process_has_one_name_however_it_is_printed(
    node: str, pid: str, process: str
) -> None:
    assert process_id(node, pid) == process


@given(st.text(), st.text())
def test_that_a_process_that_cannot_be_read_never_raises(node: str, pid: str) -> None:
    assert process_id(node, pid)
