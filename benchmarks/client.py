"""Addresses in, answers and their times out: a client that costs next to nothing, so that the server is measured."""

import socket
import time
from dataclasses import dataclass, field
from threading import Thread


@dataclass(slots=True)
class Connection:
    """One kept connection to a server on this machine."""

    port: int
    _socket: socket.socket = field(init=False)
    _rest: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = bytearray()

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body; answers without a length are read to the end of their chunks."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = self._read_until(b"\r\n\r\n").lower()
        status = int(head[9:12])
        if b"transfer-encoding: chunked" in head:
            return status, self._read_chunks()
        start = head.index(b"content-length:") + 15
        return status, self._read(int(head[start : head.index(b"\r\n", start)]))

    def close(self) -> None:
        """Close it."""
        self._socket.close()

    def _fill(self) -> None:
        received = self._socket.recv(1 << 20)
        if not received:
            raise ConnectionError("the server closed the connection")
        self._rest += received

    def _read_until(self, mark: bytes) -> bytes:
        while (end := self._rest.find(mark)) < 0:
            self._fill()
        return self._cut(end + len(mark))

    def _read(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._fill()
        return self._cut(length)

    def _read_chunks(self) -> bytes:
        size = 0
        while length := int(self._read_until(b"\r\n"), 16):
            self._read(length + 2)
            size += length
        self._read(2)
        # Whoever streams a gigabyte wants to know its size, not to hold it.
        return size.to_bytes(8, "big")

    def _cut(self, length: int) -> bytes:
        found = bytes(self._rest[:length])
        del self._rest[:length]
        return found


def time_requests(port: int, paths: list[str]) -> list[float]:
    """Return how many milliseconds each answer took over one connection."""
    connection = Connection(port)
    times = []
    for path in paths:
        started = time.perf_counter()
        status, _ = connection.get(path)
        times.append((time.perf_counter() - started) * 1000)
        if status != 200:
            raise RuntimeError(f"{path}: status {status}")
    connection.close()
    return times


def count_requests(port: int, paths: list[str], *, connections: int, seconds: float) -> float:
    """Return how many requests a second are answered over several connections that never pause."""
    end = time.perf_counter() + seconds
    done = [0] * connections

    def ask(number: int) -> None:
        connection = Connection(port)
        turn = number
        while time.perf_counter() < end:
            status, _ = connection.get(paths[turn % len(paths)])
            if status != 200:
                raise RuntimeError(f"{paths[turn % len(paths)]}: status {status}")
            done[number] += 1
            turn += connections
        connection.close()

    threads = [Thread(target=ask, args=(number,)) for number in range(connections)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - started)
