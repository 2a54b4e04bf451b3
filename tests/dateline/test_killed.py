"""A server that is killed with posts in hand loses none: what was accepted is read by the next one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

POSTS = 50
# For machines that do much else: it takes some ten seconds to load the model twice.
PATIENCE = 200.0
DONE = {"SUCCEEDED", "FAILED", "CANCELLED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running `dateline serve`: its address and its processes, the first of which supervises the others."""

    address: str
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> Any:
        answer = httpx.get(self.address + path, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, number: int) -> httpx.Response | None:
        """Post an article of its own without waiting for it; None: no answer came."""
        body = {"text": f"Students protested in Nairobi on 5 May 2024 against fee number {number}."}
        try:
            return httpx.post(f"{self.address}/v1/articles", json=body, headers={"Prefer": "respond-async"}, timeout=10)
        except httpx.TransportError:
            return None


def children(pid: int) -> list[int]:
    """Return the processes that a process started, and those that these started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(word) for word in listed.read_text().split()] if listed.exists() else []
    return found + [below for child in found for below in children(child)]


def await_that(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.2)


@contextmanager
def serving(folder: Path, port: int, *options: str) -> Iterator[Server]:
    """Run a server until it is told to stop, or was killed."""
    command = [sys.executable, "-m", "dateline", "serve", "--port", str(port), "--processes", "2", *options]
    env = os.environ | {"DATELINE_DATABASE_URL": f"sqlite:///{folder / 'own.sqlite'}"}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=folder)
        server = Server(address=f"http://127.0.0.1:{port}", process=process)
        try:
            await_that(lambda: answers(server))
            yield server
        finally:
            started = [process.pid, *children(process.pid)]
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                for pid in started:
                    kill(pid)
                raise


def answers(server: Server) -> bool:
    assert server.process.poll() is None
    try:
        return httpx.get(f"{server.address}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture
def port() -> int:
    """Return a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the processes of the server in /proc")
def test_what_a_killed_server_accepted_is_read_by_the_next_one(tmp_path: Path, port: int) -> None:
    with serving(tmp_path, port, "--no-worker") as server, ThreadPoolExecutor(8) as senders:
        sent = [senders.submit(server.post, number) for number in range(POSTS)]
        await_that(lambda: sum(post.done() for post in sent) >= POSTS // 2)
        for pid in (killed := [server.process.pid, *children(server.process.pid)]):
            kill(pid)
        jobs = [answer.json()["id"] for answer in (post.result() for post in sent) if answer is not None]
        assert len(killed) >= 3, "the supervisor, and two that serve"
        server.process.wait(10)
        await_that(lambda: all(is_gone(pid) for pid in killed))
    assert len(jobs) >= POSTS // 2
    with serving(tmp_path, port) as server:
        for number, post in enumerate(sent):
            if post.result() is None:
                # Whether it was accepted is not known to its sender: sent again, it is there once.
                jobs.append(server.post(number).json()["id"])  # type: ignore[union-attr]
        # Its worker alone dies too, in the middle of the work, and another one goes on.
        await_that(lambda: count_articles(server) >= POSTS // 10)
        kill(next(pid for pid in children(server.process.pid) if b"spawn_main" in command_of(pid)))
        await_that(lambda: server.get(f"/v1/jobs/{jobs[-1]}")["state"] in DONE and count_articles(server) == POSTS)
        articles = server.get(f"/v1/articles?limit={2 * POSTS}&fields=sha256")["data"]
        assert len(articles) == len({article["sha256"] for article in articles}) == POSTS
        await_that(lambda: {server.get(f"/v1/jobs/{job}")["state"] for job in jobs} == {"SUCCEEDED"})
        left = [server.process.pid, *children(server.process.pid)]
    assert server.process.returncode == 0
    await_that(lambda: all(is_gone(pid) for pid in left))


def count_articles(server: Server) -> int:
    return int(server.get("/v1/")["counts"]["articles"])


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
