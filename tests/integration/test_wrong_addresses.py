"""Addresses that lead elsewhere or nowhere: it is said what is there, and nothing is mixed in."""

import contextlib
import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.integration.clients import Client, reported, wrong
from tests.integration.commands import Command, surfaces
from tests.integration.conftest import NodeWith
from tests.integration.diagnoses import check, diagnosis, doctor
from tests.integration.shop import Ledger
from tests.integration.users import ALL, PASSWORD, user
from tests.private_node import PrivateNode


@pytest.mark.usefixtures("vhost_url")
def test_that_wrong_passwords_and_vhosts_are_exit_code_two_with_the_mend(
    node: PrivateNode, vhost_name: str
) -> None:
    with user(node, vhost_name, "administrator") as somebody:
        refused = ("refuse", "password")
        code, found, err = doctor(*surfaces(node, somebody.url("wrong")))
        assert code == 2
        check(found, dict.fromkeys(("amqp", "management", "event_exchange", "firehose"), refused))
        assert PASSWORD not in err
        nowhere = surfaces(node, somebody.url(vhost="nowhere"))
        somebody.allow("/", ALL)
        code, found, _ = doctor(*nowhere)
        assert code == 2
        absent = ("vhost 'nowhere' does not exist", "rabbitmqctl add_vhost 'nowhere'")
        check(found, dict.fromkeys(("amqp", "management", "event_exchange", "firehose"), absent))
        code, out, err = Command("flow", "--duration", "60", *nowhere).finish()
        assert (code, out) == (2, "")
        assert "vhost 'nowhere' does not exist" in err


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """A port that accepts and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


class Hello(http.server.BaseHTTPRequestHandler):
    """Some web site."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>hello</h1>")

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextlib.contextmanager
def web_site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


NO_LINE = ("amqp", "event_exchange", "firehose")


def test_that_swapped_ports_and_other_servers_are_recognized(
    node: PrivateNode, vhost_url: str
) -> None:
    with listening() as port, web_site() as site:
        silent = Command(
            "doctor", "--url", f"amqp://guest:guest@127.0.0.1:{port}/%2F",
            "--management-url", site, "--prometheus-url", site,
        )  # fmt: skip
        swapped = Command(
            "doctor", "--url", vhost_url.replace(str(node.amqp_port), str(node.management_port)),
            "--management-url", f"http://127.0.0.1:{node.amqp_port}",
            "--prometheus-url", node.management_url,
        )  # fmt: skip
        flow = Command(
            "flow", "--duration", "1", "--url", vhost_url,
            "--management-url", site, "--prometheus-url", site,
        )  # fmt: skip
        result = flow.json()
        code, found, _ = diagnosis(swapped)
        assert code == 2
        said = dict.fromkeys(NO_LINE, ("speaks HTTP, not AMQP", "--management-url"))
        said["management"] = ("speaks AMQP, not HTTP", "15672")
        said["prometheus"] = ("has no /metrics/detailed", "right port")
        check(found, said)
        code, found, _ = diagnosis(silent)
        assert code == 2
        said = dict.fromkeys(NO_LINE, ("did not answer in time", "port"))
        said["management"] = ("not with JSON", "15672")
        said["prometheus"] = ("does not answer like RabbitMQ's", "rabbitmq_prometheus")
        check(found, said)
    assert not result["complete"]
    assert not reported(result)
    assert "does not answer like RabbitMQ's" in result["capabilities"]["prometheus"]["why"]


@pytest.mark.parametrize("surface", ["management", "prometheus"])
def test_that_a_surface_of_another_broker_is_not_mixed_in(
    node: PrivateNode, node_with: NodeWith, vhost_name: str, vhost_url: str, surface: str
) -> None:
    other = node_with(
        ("rabbitmq_management", "rabbitmq_prometheus"), "management.rates_mode = none"
    )
    urls = {"management": node.management_url, "prometheus": node.prometheus_url}
    urls[surface] = {"management": other.management_url, "prometheus": other.prometheus_url}[
        surface
    ]
    with other.vhost(vhost_name):
        options = [f"--{name}-url={url}" for name, url in urls.items()]
        command = Command("flow", "--duration", "60", "--url", vhost_url, *options)
        command.wait_until_says("watching")
        ledger = Ledger()
        for url in (vhost_url, other.vhost_url(vhost_name)):
            client = Client(url, "orders", ledger if url == vhost_url else Ledger())
            client.channel.queue_declare("a.q", durable=True)
            client.publish("", "a.q", "a.q", amount=3)
            client.ask("a.q")
            client.close()
        command.interrupt()
        result = command.json()
    _, diagnosed, _ = doctor("--url", vhost_url, *options)
    alien = {surface: (f"{urls[surface]} is another broker's", f"--{surface}-url")}
    check(result["capabilities"], alien)
    check(diagnosed, alien)
    assert not wrong(result, ledger)
    if surface == "management":
        assert reported(result) == ledger.counts()
