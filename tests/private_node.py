"""A private RabbitMQ node: its own folder, its own ports, gone when the tests are.

It follows the recipe that works on Debian: the `rabbitmq-server` below `lib/rabbitmq/bin` is run
directly, because the wrapper in `sbin` changes the user and drops the environment. With `root`
the same is done inside a Debian tree of another release (how the 4.0 node is run).
"""

import base64
import contextlib
import http.client
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

PLUGINS = ("rabbitmq_management", "rabbitmq_prometheus", "rabbitmq_event_exchange")
_SERVER = Path("usr/lib/rabbitmq/bin/rabbitmq-server")
_CONTROL = Path("usr/lib/rabbitmq/bin/rabbitmqctl")
_EPMD = Path("usr/bin/epmd")
_PORTS = range(11_000, 32_000)
"""Below those that Linux gives to outgoing connections."""


def server_of(root: Path) -> Path | None:
    """The server script of a Debian tree, or None when RabbitMQ is not installed there."""
    script = root / _SERVER
    return script if script.exists() else None


def _free_port() -> int:
    """One that the system gives to nobody by itself while the node takes its time to start."""
    for port in random.SystemRandom().sample(_PORTS, 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"none of 100 ports from {_PORTS.start} to {_PORTS.stop} is free")


def _speaks_amqp(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(b"AMQP\x00\x00\x09\x01")
            return line.recv(1) == b"\x01"
    except OSError:
        return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass
class PrivateNode:
    """One RabbitMQ process and everything it writes, below one temporary folder."""

    root: Path = Path("/")
    """The Debian tree whose RabbitMQ is run; another tree than `/` is entered with chroot."""
    plugins: Sequence[str] = PLUGINS
    extra_config: str = ""
    """Further lines of `rabbitmq.conf`."""
    joins: "PrivateNode | None" = None
    """A running node whose cluster this one becomes part of when it starts."""
    amqp_port: int = field(default_factory=_free_port)
    management_port: int = field(default_factory=_free_port)
    prometheus_port: int = field(default_factory=_free_port)
    dist_port: int = field(default_factory=_free_port)
    epmd_port: int = field(default_factory=_free_port)
    cookie: str = field(default_factory=secrets.token_hex)
    """What nodes of one cluster know each other by."""
    _folder: Path | None = field(default=None, init=False)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.joins is not None:
            self.epmd_port, self.cookie = self.joins.epmd_port, self.joins.cookie

    @property
    def name(self) -> str:
        """The node's name, as it stands in front of its metrics."""
        return f"fs{self.dist_port}@localhost"

    @property
    def amqp_url(self) -> str:
        """Guest's URL of the default vhost."""
        return f"amqp://guest:guest@127.0.0.1:{self.amqp_port}/%2F"

    @property
    def management_url(self) -> str:
        """Where the management API listens."""
        return f"http://127.0.0.1:{self.management_port}"

    @property
    def prometheus_url(self) -> str:
        """Where the Prometheus endpoint listens."""
        return f"http://127.0.0.1:{self.prometheus_port}"

    def vhost_url(self, vhost: str, user: str = "guest", password: str = "guest") -> str:
        """The AMQP URL of a vhost."""
        return f"amqp://{user}:{password}@127.0.0.1:{self.amqp_port}/{quote(vhost, safe='')}"

    def start(self, timeout: float = 120.0) -> "PrivateNode":
        """Run the server and wait until it is wholly up and answers on all its ports."""
        if self._folder is None:
            base = self.root / "tmp"
            base.mkdir(exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="flowscope-node-", dir=base))
            self._write_files(self._folder)
        self._launch(self._folder)
        deadline = time.monotonic() + timeout
        while not self._ready(self._folder):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self._printed(self._folder)[-3000:]
                self.stop()
                raise RuntimeError(f"the private RabbitMQ node did not start:\n{log}")
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        """End the server at once, with all that it started, and remove its folder."""
        self._end(signal.SIGKILL)
        if self._folder is not None:
            if self.joins is None:
                self._run(f"/{_EPMD}", "-port", str(self.epmd_port), "-kill")
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def halt(self) -> None:
        """Shut the server down but keep its files, so that `start` brings the same broker back."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Crash the server but keep its files."""
        self._end(signal.SIGKILL)

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Call the management API as guest; the reply's JSON, or None when it has no body."""
        line = http.client.HTTPConnection("127.0.0.1", self.management_port, timeout=90)
        token = base64.b64encode(b"guest:guest").decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        try:
            line.request(method, path, json.dumps(body) if body is not None else None, headers)
            reply = line.getresponse()
            text = reply.read()
        finally:
            line.close()
        if reply.status >= 300:
            raise RuntimeError(f"{method} {path}: {reply.status} {text[:200]!r}")
        return json.loads(text) if text else None

    def control(self, *words: str) -> None:
        """Run `rabbitmqctl`."""
        assert self._folder is not None
        port = str(_free_port())
        environment = {
            **self._environment(Path("/") / self._folder.relative_to(self.root)),
            "RABBITMQ_CTL_DIST_PORT_MIN": port,
            "RABBITMQ_CTL_DIST_PORT_MAX": port,
        }
        command = self._command(f"/{_CONTROL}", "--node", self.name, *words)
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)

    @contextlib.contextmanager
    def vhost(self, name: str) -> Iterator[str]:
        """A vhost of one's own that guest may use, deleted afterwards; yields its AMQP URL."""
        path = f"/api/vhosts/{quote(name, safe='')}"
        self.request("PUT", path, {})
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self.request("PUT", f"/api/permissions/{quote(name, safe='')}/guest", everything)
        try:
            yield self.vhost_url(name)
        finally:
            self.request("DELETE", path)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    @staticmethod
    def _printed(folder: Path) -> str:
        return (folder / "stdout.log").read_text(errors="replace")

    def _ready(self, folder: Path) -> bool:
        # Its listeners answer before the node is up: a vhost that is made in between never
        # starts on a node that joins a cluster.
        if "completed with" not in self._printed(folder) or not _speaks_amqp(self.amqp_port):
            return False
        if "rabbitmq_prometheus" in self.plugins and not _listens(self.prometheus_port):
            return False
        if "rabbitmq_management" in self.plugins:
            try:
                self.request("GET", "/api/overview")
            except (OSError, RuntimeError, http.client.HTTPException):
                return False
        return True

    def _write_files(self, folder: Path) -> None:
        (folder / "plugins").write_text(f"[{','.join(self.plugins)}].\n")
        (folder / ".erlang.cookie").write_text(self.cookie)
        (folder / ".erlang.cookie").chmod(0o400)
        config = [f"listeners.tcp.1 = 127.0.0.1:{self.amqp_port}"]
        http_ports = {"management": self.management_port, "prometheus": self.prometheus_port}
        for name, port in http_ports.items():
            if f"rabbitmq_{name}" in self.plugins:
                config += [f"{name}.tcp.ip = 127.0.0.1", f"{name}.tcp.port = {port}"]
        if self.joins is not None:
            config += ["cluster_formation.peer_discovery_backend = classic_config"]
            config += [f"cluster_formation.classic_config.nodes.1 = {self.joins.name}"]
            config += [f"cluster_formation.classic_config.nodes.2 = {self.name}"]
        (folder / "rabbitmq.conf").write_text("\n".join([*config, self.extra_config, ""]))

    def _launch(self, folder: Path) -> None:
        inside = Path("/") / folder.relative_to(self.root)
        with (folder / "stdout.log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(f"/{_SERVER}"),
                env=self._environment(inside),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _environment(self, inside: Path) -> dict[str, str]:
        """Everything below the folder, and nothing that listens beyond this machine."""
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "HOME": str(inside),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_RELAXED_COMMAND_CHECK": "true",  # so that `epmd -kill` is obeyed at once
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_MNESIA_BASE": str(inside / "mnesia"),
            "RABBITMQ_LOG_BASE": str(inside / "log"),
            "RABBITMQ_PID_FILE": str(inside / "pid"),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(inside / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(inside / "rabbitmq.conf"),
        }

    def _command(self, *words: str) -> list[str]:
        return [*words] if self.root == Path("/") else ["chroot", str(self.root), *words]

    def _run(self, *words: str) -> None:
        subprocess.run(self._command(*words), capture_output=True, timeout=20, check=False)
