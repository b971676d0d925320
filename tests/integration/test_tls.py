"""TLS with a real broker: who is trusted, who has to show a certificate, and what is said else."""

import json
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.certificates import Authority, Pair
from tests.integration.commands import Command
from tests.integration.conftest import NodeWith
from tests.integration.diagnoses import check, doctor
from tests.local_http import free_port
from tests.private_node import PrivateNode


@dataclass
class Secured:
    """A node that speaks TLS on AMQP, management and Prometheus, and asks for certificates."""

    node: PrivateNode
    ports: tuple[int, int, int]
    ca: Authority
    stranger: Authority
    client: Pair

    def options(
        self, parameters: dict[str, str] | None = None, *, ca: Authority | None = None
    ) -> list[str]:
        """The command line's options with the client certificate, changed by `parameters`."""
        trusted = (ca or self.ca).cacertfile
        given = {
            "cacertfile": trusted,
            "certfile": self.client.certfile,
            "keyfile": self.client.keyfile,
        } | (parameters or {})
        query = urlencode({name: value for name, value in given.items() if value})
        amqp, management, prometheus = self.ports
        return [
            "--url",
            f"amqps://guest:guest@localhost:{amqp}/%2F?{query}",
            "--management-url",
            f"https://localhost:{management}",
            "--prometheus-url",
            f"https://localhost:{prometheus}",
        ]


@pytest.fixture(scope="module")
def folder(broker_root: Path) -> Iterator[Path]:
    """Where the broker can read certificates, also in another Debian tree."""
    made = Path(tempfile.mkdtemp(prefix="flowscope-tls-", dir=broker_root / "tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def secured(node_with: NodeWith, folder: Path, broker_root: Path) -> Secured:
    ca, stranger = Authority(folder / "ca"), Authority(folder / "stranger", "Another CA")
    server = ca.signed("localhost", "localhost", "127.0.0.1")
    inside = {
        "cacertfile": ca.cacertfile,
        "certfile": server.certfile,
        "keyfile": server.keyfile,
    }
    files = {key: "/" + str(Path(path).relative_to(broker_root)) for key, path in inside.items()}
    ports = free_port(), free_port(), free_port()
    lines = [f"listeners.ssl.1 = 127.0.0.1:{ports[0]}"]
    lines += ["ssl_options.verify = verify_peer", "ssl_options.fail_if_no_peer_cert = true"]
    lines += [f"ssl_options.{key} = {path}" for key, path in files.items()]
    for name, port in zip(("management", "prometheus"), ports[1:], strict=True):
        lines += [f"{name}.ssl.ip = 127.0.0.1", f"{name}.ssl.port = {port}"]
        lines += [f"{name}.ssl.{key} = {path}" for key, path in files.items()]
    for path in folder.rglob("*.key"):
        path.chmod(0o644)  # the broker may run as another user
    node = node_with(extra_config="\n".join(lines))
    return Secured(node, ports, ca, stranger, ca.signed("client"))


def test_that_everything_is_seen_and_sent_by_tls(secured: Secured) -> None:
    code, found, err = doctor(*secured.options())
    assert code == 0, err
    check(found, {})
    sent = Command(
        "publish", *secured.options(), "--exchange", "amq.fanout", "--body", "x"
    ).finish()
    assert json.loads(sent[1])["outcome"] == "confirmed"
    flow = Command("flow", "--duration", "1", *secured.options()).json()
    assert flow["capabilities"]["management"]["ok"]
    assert flow["capabilities"]["prometheus"]["ok"]


@pytest.mark.parametrize(
    ("parameters", "why", "mend"),
    [
        ({"certfile": "", "keyfile": ""}, "wants a client certificate", "certfile="),
        ({"cacertfile": ""}, "is not trusted: self-signed certificate in", "cacertfile="),
        ({"server_name_indication": "mq.example"}, "is another host's", "server_name"),
        ({"cacertfile": "/nowhere.pem"}, "/nowhere.pem cannot be read: no such file", "path"),
    ],
)
def test_that_what_is_wrong_is_said_with_the_mend(
    secured: Secured, parameters: dict[str, str], why: str, mend: str
) -> None:
    code, found, err = doctor(*secured.options(parameters))
    assert code == 2
    assert why in found["amqp"]["why"]
    assert mend in found["amqp"]["mend"]
    assert "Traceback" not in err


def test_that_a_broker_without_logins_by_certificate_is_told(secured: Secured) -> None:
    code, found, _ = doctor(*secured.options({"auth_mechanism": "external"}))
    assert code == 2
    assert "lets nobody log in by certificate (EXTERNAL); it offers " in found["amqp"]["why"]
    assert "PLAIN" in found["amqp"]["why"]
    assert "rabbitmq_auth_mechanism_ssl" in found["amqp"]["mend"]


def test_that_the_certificate_is_a_stage_of_its_own(secured: Secured) -> None:
    text = Command("doctor", "--format", "text", *secured.options()).finish()[1]
    assert "ok      TLS" in text
    assert "certificate of localhost for localhost, 127.0.0.1, issued by Test CA" in text
    assert "ok      firehose right" in text


def test_that_another_ca_is_no_proof(secured: Secured) -> None:
    code, found, _ = doctor(*secured.options(ca=secured.stranger))
    assert code == 2
    trust = ("is not trusted", "cacertfile=")
    check(
        found,
        dict.fromkeys(("amqp", "management", "prometheus", "event_exchange", "firehose"), trust),
    )


def test_that_a_certificate_of_another_ca_is_not_accepted(secured: Secured) -> None:
    wrong = secured.stranger.signed("client")
    code, found, _ = doctor(
        *secured.options({"certfile": wrong.certfile, "keyfile": wrong.keyfile})
    )
    assert code == 2
    assert "does not trust the CA of our client certificate" in found["amqp"]["why"]


def test_that_nothing_is_verified_when_nobody_wants_it(secured: Secured) -> None:
    code, _, err = doctor(*secured.options({"verify": "verify_none"}, ca=secured.stranger))
    assert code == 0, err
    assert "InsecureRequestWarning" not in err


def test_that_services_reach_the_broker_by_tls_through_the_proxy(secured: Secured) -> None:
    url = secured.options()[1]
    proxy = Command("proxy", "--listen", "127.0.0.1:0", "--upstream", url, "--facts")
    proxy.wait_until_says("listening on")
    address = proxy.said[-1].split()[-1]
    through = f"amqp://guest:guest@{address}/%2F"
    options = ("--url", through, "--management-url", "off", "--prometheus-url", "off")
    code, out, err = Command("publish", *options, "--exchange", "amq.fanout").finish()
    proxy.interrupt()
    _, facts, _ = proxy.finish()
    assert (code, json.loads(out)["outcome"]) == (0, "confirmed"), err
    assert '"confirmed"' in facts


def test_that_a_proxy_without_its_files_says_so_and_ends(secured: Secured) -> None:
    url = secured.options({"keyfile": "/nowhere.key"})[1]
    code, _, err = Command("proxy", "--listen", "127.0.0.1:0", "--upstream", url).finish()
    assert code == 2
    assert "/nowhere.key cannot be read" in err


def test_that_another_host_is_tried_when_one_does_not_answer(node: PrivateNode) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.listen(0)
        shut = f"127.0.0.1:{free_port()}"
        hosts = f"amqp://guest:guest@{shut},127.0.0.1:{node.amqp_port}/%2F"
        options = ["--url", hosts, "--prometheus-url", node.prometheus_url]
        options += ["--management-url", node.management_url]
        code, _, err = doctor(*options)
        assert code == 0, err
        assert f"{shut},127.0.0.1:{node.amqp_port}" in err
        code, out, err = Command("publish", *options, "--exchange", "amq.fanout").finish()
        assert (code, json.loads(out)["outcome"]) == (0, "confirmed"), err


def test_that_hosts_that_all_refuse_are_all_named() -> None:
    ports = free_port(), free_port()
    url = "amqp://guest:guest@" + ",".join(f"127.0.0.1:{port}" for port in ports)
    code, found, _ = doctor("--url", url, "--management-url", "off", "--prometheus-url", "off")
    assert code == 2
    why = found["amqp"]["why"]
    assert why.startswith("no host answers as it should")
    assert all(f"127.0.0.1:{port}" in why for port in ports)
