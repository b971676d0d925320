import json
import signal

import pytest

from core.cli.flow import _print
from core.flow_window import SCHEMA, FlowWindow
from tests.api_replies import OVERVIEW, replies
from tests.core.cli.commands import METRICS, run, shut_broker
from tests.core.driven_session import DrivenSession
from tests.local_http import Answer, serving
from tests.simulated_node import SimulatedNode

OFF = ("--management-url", "off", "--prometheus-url", "off")


def test_that_a_broker_that_refuses_is_exit_code_two_with_why_and_mend() -> None:
    result = run("flow", "--duration", "1", "--url", shut_broker(), *OFF)
    assert result.exit_code == 2
    assert result.stdout == ""
    said = result.stderr.splitlines()
    assert said[0].startswith("connecting to amqp://guest@127.0.0.1:")
    assert [line for line in said[1:] if "connection refused" in line] == said[1:2]
    assert said[2:] == ["  start the broker or correct host and port in the AMQP URL"]


def test_that_a_window_is_measured_and_printed() -> None:
    edges = SimulatedNode("lab@localhost").text("edges")
    quiet = replies(overview=OVERVIEW | {"listeners": []})
    with serving(quiet) as api, serving(lambda _path: edges) as metrics:
        result = run(
            "flow", "--duration", "0.01", "--url", shut_broker(),
            "--management-url", api.base, "--prometheus-url", metrics.base,
        )  # fmt: skip
    assert result.exit_code == 0
    said = [line for line in result.stderr.splitlines() if line.endswith("…") or line == "watching"]
    assert said[0].startswith("connecting to ")
    assert said[1:] == [
        "taking the baseline: reading every counter once …",
        "watching",
        "reading the last counts …",
    ]
    assert result.stderr.count("connection refused") == 1
    found = json.loads(result.stdout)
    assert found["schema"] == SCHEMA
    assert found["broker"]["version"] == "3.10.8"
    assert {node["id"] for node in found["nodes"]} >= {"queue:billing", "exchange:orders"}
    assert not any(sum(filter(None, edge["counts"].values())) for edge in found["edges"])


@pytest.mark.parametrize(
    ("form", "begins"), [("json", "{"), ("text", "0.0 s on amqp://guest@"), ("dot", "digraph flow")]
)
def test_that_a_window_is_printed_in_every_form(
    form: str, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    window = FlowWindow(DrivenSession())
    window.warm_up()
    _print(window, form)
    out, err = capsys.readouterr()
    assert out.startswith(begins)
    assert err == ""


def test_that_ctrl_c_is_what_it_was_before_when_the_command_is_over() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    run("flow", "--duration", "1", "--url", shut_broker(), *OFF)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_that_a_line_that_cannot_be_opened_is_told_once() -> None:
    with serving(lambda _path: Answer(status=401)) as api:
        result = run(
            "flow", "--duration", "1", "--url", shut_broker(),
            "--management-url", api.base, "--prometheus-url", "off",
        )  # fmt: skip
    assert result.exit_code == 2
    assert result.stderr.count("connection refused") == 1


def test_that_prometheus_alone_is_no_login() -> None:
    with serving(lambda _path: METRICS) as metrics:
        result = run(
            "flow", "--duration", "1", "--url", shut_broker(),
            "--management-url", "off", "--prometheus-url", metrics.base,
        )  # fmt: skip
    assert (result.exit_code, result.stdout) == (2, "")
    assert "connection refused" in result.stderr
