"""What goes in at one end comes out at the other, and so does the way in which an end goes."""

import asyncio
import contextlib
import hashlib
import random
import shutil
import socket
import ssl
import struct
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from types import NoneType

import pytest

from core.proxy import passage
from core.proxy.server import Server, Upstream
from core.tls import Tls

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Watching:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.name = ""
        self.sides = (hashlib.sha256(), hashlib.sha256())
        self.ends: list[bool] = []

    def begin(self, name: str, _host: str) -> "Watching":
        self.name = name
        return self

    def client_said(self, data: bytes) -> None:
        self.sides[0].update(data)

    def broker_said(self, data: bytes) -> None:
        self.sides[1].update(data)

    def ended(self, by_client: bool) -> None:
        self.ends.append(by_client)


class Line:
    """A client, the proxy, and the end of the broker."""

    def __init__(self) -> None:
        self.watching = Watching()
        self.client: Streams
        self.broker: Streams
        self.server: Server


@contextlib.asynccontextmanager
async def line() -> AsyncIterator[Line]:
    made, arrived = Line(), asyncio.get_running_loop().create_future()
    broker = await asyncio.start_server(lambda *streams: arrived.set_result(streams), "127.0.0.1")
    port = broker.sockets[0].getsockname()[1]
    made.server = Server(Upstream((("127.0.0.1", port),)), made.watching.begin)
    made.client = await asyncio.open_connection("127.0.0.1", await made.server.start())
    made.broker = await arrived
    try:
        yield made
    finally:
        for _, writer in (made.client, made.broker):
            writer.close()
        await made.server.stop()
        broker.close()


async def sent(writer: asyncio.StreamWriter, seed: int, pieces: int, largest: int) -> str:
    """The hash of random pieces, with an end behind them."""
    draw, digest = random.Random(seed), hashlib.sha256()
    for _ in range(pieces):
        piece = draw.randbytes(draw.randint(1, largest))
        digest.update(piece)
        writer.write(piece)
        await writer.drain()
    writer.write_eof()
    return digest.hexdigest()


async def received(reader: asyncio.StreamReader) -> str:
    digest = hashlib.sha256()
    while piece := await reader.read(100_000):
        digest.update(piece)
    return digest.hexdigest()


@pytest.mark.parametrize(("pieces", "largest"), [(2000, 60), (60, 1_000_000), (2, 50_000_000)])
def test_that_bytes_in_are_bytes_out(pieces: int, largest: int) -> None:
    async def run() -> None:
        async with line() as one:
            there, back, got, heard = await asyncio.gather(
                sent(one.client[1], 1, pieces, largest),
                sent(one.broker[1], 2, pieces, largest),
                received(one.broker[0]),
                received(one.client[0]),
            )
        assert (there, back) == (got, heard)
        assert [side.hexdigest() for side in one.watching.sides] == [there, back]

    asyncio.run(run())


def test_that_one_may_finish_and_still_listen() -> None:
    async def run() -> None:
        async with line() as one:
            one.client[1].write_eof()
            assert await one.broker[0].read() == b""
            one.broker[1].write(b"late")
            one.broker[1].close()
            assert await one.client[0].read() == b"late"
        assert one.watching.ends == [True]

    asyncio.run(run())


def broken_off(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@pytest.mark.parametrize("by_client", [True, False])
def test_that_a_reset_is_passed_on(by_client: bool) -> None:
    async def run() -> None:
        async with line() as one:
            one.client[1].write(b"last words")
            assert await one.broker[0].read(10) == b"last words"
            ends = (one.client, one.broker) if by_client else (one.broker, one.client)
            broken_off(ends[0][1])
            with pytest.raises(ConnectionResetError):
                await ends[1][0].read()
        assert one.watching.ends == [by_client]

    asyncio.run(run())


def test_that_who_does_not_read_is_sent_no_more() -> None:
    async def run() -> None:
        async with line() as one:
            written = 0
            with contextlib.suppress(TimeoutError):
                while written < 200_000_000:
                    one.client[1].write(bytes(100_000))
                    await asyncio.wait_for(one.client[1].drain(), 1.0)
                    written += 100_000
            held = [end.transport.get_write_buffer_size() for end in one.server._ends]
            one.client[1].transport.abort()
        assert written < 200_000_000
        assert max(held) <= passage.ENOUGH + 256 * 1024

    asyncio.run(run())


def test_that_without_a_broker_the_client_is_cut_off_and_somebody_is_told() -> None:
    async def run() -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            told: list[Exception | None] = []
            upstream = Upstream((("127.0.0.1", closed.getsockname()[1]),))
            server = Server(upstream, Watching().begin, told.append)
            reader, writer = await asyncio.open_connection("127.0.0.1", await server.start())
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()
            await server.stop()
        assert [type(error) for error in told] == [ConnectionRefusedError]

    asyncio.run(run())


def test_that_a_connection_is_called_as_the_broker_calls_it() -> None:
    async def run() -> None:
        async with line() as one:
            one.client[1].write(b"x")
            await one.broker[0].read(1)
            ours = one.broker[1].get_extra_info("peername")
            theirs = one.broker[1].get_extra_info("sockname")
            assert one.watching.name == f"{ours[0]}:{ours[1]} -> {theirs[0]}:{theirs[1]}"

    asyncio.run(run())


def certificate(folder: Path) -> Path:
    """Of 127.0.0.1, with its key."""
    made = folder / "broker.pem"
    asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=broker"
    asked += " -addext subjectAltName=IP:127.0.0.1"
    command = ["openssl", *asked.split(), "-keyout", str(made), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    made.write_text(made.read_text() + (folder / "cert.pem").read_text())
    return made


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl, which makes certificates")
@pytest.mark.parametrize("is_trusted", [True, False])
def test_that_the_way_to_the_broker_may_be_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    made = certificate(tmp_path)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(made))
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(made)
    said = random.Random(3).randbytes(50_000_000)
    told: list[Exception | None] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(len(said)))
        writer.close()

    async def run() -> bytes:
        broker = await asyncio.start_server(echo, "127.0.0.1", ssl=secured)
        upstream = Upstream((("127.0.0.1", broker.sockets[0].getsockname()[1]),), Tls())
        server = Server(upstream, Watching().begin, told.append)
        reader, writer = await asyncio.open_connection("127.0.0.1", await server.start())
        writer.write(said)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()
            await server.stop()
            broker.close()

    assert asyncio.run(run()) == (said if is_trusted else b"")
    assert [type(one) for one in told] == [NoneType if is_trusted else ssl.SSLCertVerificationError]
