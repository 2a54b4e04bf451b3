"""The document, the tools of the contract environments, and a server as users run it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.api.conftest import fill

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
DOCUMENT = ROOT / "openapi.yaml"
ENVIRONMENT = ROOT / ".venv-contract" / "bin"
NODE_MODULES = HERE / "node_modules"
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


def run(command: Sequence[str | Path], *, cwd: Path, timeout: float = 180.0) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end and return what it said."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def python_tool(name: str) -> Path:
    """Return the path of a tool of the contract environment."""
    if not (ENVIRONMENT / name).exists():
        pytest.skip(f"{name} is missing: `make contract` makes .venv-contract, which holds it")
    return ENVIRONMENT / name


def node_tool(name: str) -> Path:
    """Return the path of a tool of the Node packages."""
    if shutil.which("node") is None or not (NODE_MODULES / ".bin" / name).exists():
        pytest.skip(f"{name} is missing: `make contract` installs it where Node.js and npm are")
    return NODE_MODULES / ".bin" / name


def java() -> None:
    """Skip the test where there is no Java."""
    if shutil.which("java") is None:
        pytest.skip("openapi-generator needs Java 17")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run `dateline serve` with its worker over a filled store, and return its address."""
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder / 'dateline.sqlite'}"
    fill(url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "dateline", "serve", "--port", str(port), "--processes", "1"]
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(
            command, env={**os.environ, "DATELINE_DATABASE_URL": url}, stdout=log, stderr=log, cwd=folder
        )
        try:
            _wait_until_ready(address, process, folder / "log")
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
                if b'"worker":"READY"' in answer.read():
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())
