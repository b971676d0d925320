"""Logins with a real broker: one of its own for the management API, and a certificate as one."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.certificates import Authority, Pair
from tests.integration.commands import Command
from tests.integration.conftest import NodeWith
from tests.integration.diagnoses import check, doctor
from tests.integration.users import ALL, PASSWORD, user
from tests.local_http import free_port
from tests.private_node import PLUGINS, PrivateNode

MECHANISM = "rabbitmq_auth_mechanism_ssl"
NO_TAG = ("closed to this user, who has no tag", "http://user:password@host:15672")


@dataclass
class Certified:
    """A node that lets clients in by the common name of their certificates."""

    node: PrivateNode
    port: int
    ca: Authority

    def url(self, client: Pair) -> str:
        query = {
            "cacertfile": self.ca.cacertfile,
            "certfile": client.certfile,
            "keyfile": client.keyfile,
            "auth_mechanism": "external",
        }
        return f"amqps://localhost:{self.port}/%2F?{urlencode(query)}"

    def surfaces(self, login: str = "") -> list[str]:
        at = f"{login}127.0.0.1:{self.node.management_port}"
        return [
            *("--management-url", f"http://{at}"),
            *("--prometheus-url", self.node.prometheus_url),
        ]


@pytest.fixture(scope="module")
def certified(node_with: NodeWith, broker_root: Path) -> Iterator[Certified]:
    folder = Path(tempfile.mkdtemp(prefix="flowscope-logins-", dir=broker_root / "tmp"))
    folder.chmod(0o755)
    ca, port = Authority(folder / "ca"), free_port()
    server = ca.signed("localhost", "localhost", "127.0.0.1")
    Path(server.keyfile).chmod(0o644)  # the broker may run as another user
    files = {
        "cacertfile": ca.cacertfile,
        "certfile": server.certfile,
        "keyfile": server.keyfile,
    }
    lines = [f"listeners.ssl.1 = 127.0.0.1:{port}", "ssl_options.verify = verify_peer"]
    lines += [
        f"ssl_options.{key} = /{Path(path).relative_to(broker_root)}" for key, path in files.items()
    ]
    lines += ["auth_mechanisms.1 = PLAIN", "auth_mechanisms.2 = EXTERNAL"]
    lines += ["ssl_cert_login_from = common_name"]
    node = node_with(plugins=(*PLUGINS, MECHANISM), extra_config="\n".join(lines))
    node.request("PUT", "/api/users/by-certificate", {"password_hash": "", "tags": ""})
    node.request("PUT", "/api/permissions/%2F/by-certificate", ALL)
    yield Certified(node, port, ca)
    shutil.rmtree(folder)


def own_login(name: str, password: str) -> str:
    return f"{name}:{quote(password, safe='')}@"


def test_that_another_user_asks_the_management_api(certified: Certified) -> None:
    app = f"amqp://app:{quote(PASSWORD, safe='')}@127.0.0.1:{certified.node.amqp_port}/%2F"
    certified.node.request("PUT", "/api/users/app", {"password": PASSWORD, "tags": ""})
    certified.node.request("PUT", "/api/permissions/%2F/app", ALL)
    with user(certified.node, "/", "monitoring,administrator") as monitor:
        _, found, _ = doctor("--url", app, *certified.surfaces())
        check(found, {"management": NO_TAG})
        options = certified.surfaces(own_login(monitor.name, PASSWORD))
        code, found, err = doctor("--url", app, *options)
        assert code == 0, err
        check(found, {})
        flow = Command("flow", "--duration", "1", "--url", app, *options)
        assert flow.json()["capabilities"]["management"]["ok"]
        wrong = certified.surfaces(own_login(monitor.name, "hunter2"))
        code, found, err = doctor("--url", app, *wrong)
        check(found, {"management": ("refused the login", "of the management API")})
        assert "hunter2" not in json.dumps(found) + err


def test_that_the_certificate_is_the_login(certified: Certified) -> None:
    url = certified.url(certified.ca.signed("by-certificate"))
    options = ["--url", url, *certified.surfaces(own_login("guest", "guest"))]
    code, found, err = doctor(*options)
    assert code == 0, err
    check(found, {})
    told = Command("publish", *options, "--exchange", "amq.fanout", "--body", "x").finish()[1]
    assert json.loads(told)["outcome"] == "confirmed"


def test_that_the_management_api_wants_a_user_beside_a_certificate(certified: Certified) -> None:
    url = certified.url(certified.ca.signed("by-certificate"))
    _, found, _ = doctor("--url", url, *certified.surfaces())
    check(found, {"management": ("AMQP logs in by certificate", "--management-url")})


def test_that_a_certificate_without_a_user_is_told_with_its_name(certified: Certified) -> None:
    url = certified.url(certified.ca.signed("nobody"))
    code, found, _ = doctor("--url", url, *certified.surfaces(own_login("guest", "guest")))
    assert code == 2
    assert "no user of the name in it" in found["amqp"]["why"]
    assert "common_name, 'nobody'" in found["amqp"]["mend"]
