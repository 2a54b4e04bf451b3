"""Clients made by four generators pass their type checkers, and work against a running server as they were made."""

import shutil
from pathlib import Path

import pytest

from tests.contract.conftest import DOCUMENT, ENVIRONMENT, HERE, NODE_MODULES, java, node_tool, python_tool, run

pytestmark = pytest.mark.contract

_PROGRAMS = HERE / "clients"
# The first is about every document of OpenAPI 3.1, the second about references that may be null.
_KNOWN_COMPLAINTS = ("3.1 support is still in beta", "Failed to get the schema name: null")


def test_a_client_of_openapi_python_client_works(server: str, tmp_path: Path) -> None:
    generate = [python_tool("openapi-python-client"), "generate", "--meta", "none", "--overwrite"]
    said = run([*generate, "--path", DOCUMENT, "--output-path", tmp_path / "dateline_client"], cwd=tmp_path)
    assert said.returncode == 0, said.stdout + said.stderr
    # It would format what it made with a ruff of its own environment, which is nothing to the client.
    assert said.stdout.count("Skipping") == said.stdout.count("ruff is not in PATH"), said.stdout
    _use_python("openapi_python_client.py", server, tmp_path)


def test_a_python_client_of_openapi_generator_works(server: str, tmp_path: Path) -> None:
    _generate_with_java("python", tmp_path / "made", "--package-name", "dateline_openapi")
    (tmp_path / "made" / "dateline_openapi").rename(tmp_path / "dateline_openapi")
    _use_python("openapi_generator.py", server, tmp_path)


def test_a_typescript_client_of_openapi_generator_works(server: str, tmp_path: Path) -> None:
    node_tool("tsc")
    _generate_with_java("typescript-fetch", tmp_path / "generated" / "typescript_fetch")
    _use_typescript("typescript_fetch", server, tmp_path)


def test_the_types_of_openapi_typescript_work(server: str, tmp_path: Path) -> None:
    types = tmp_path / "generated" / "openapi_typescript.d.ts"
    said = run([node_tool("openapi-typescript"), DOCUMENT, "-o", types], cwd=HERE)
    assert said.returncode == 0, said.stdout + said.stderr
    _use_typescript("openapi_typescript", server, tmp_path)


def test_a_client_of_hey_api_works(server: str, tmp_path: Path) -> None:
    folder = tmp_path / "generated" / "hey_api"
    said = run([node_tool("openapi-ts"), "-i", DOCUMENT, "-o", folder, "--no-log-file"], cwd=HERE)
    assert said.returncode == 0, said.stdout + said.stderr
    _use_typescript("hey_api", server, tmp_path)


def _generate_with_java(generator: str, folder: Path, *options: str) -> None:
    java()
    command = [python_tool("openapi-generator-cli"), "generate", "-i", DOCUMENT, "-g", generator, "-o", folder]
    folder.parent.mkdir(exist_ok=True)
    said = run([*command, *options], cwd=folder.parent)
    assert said.returncode == 0, said.stdout + said.stderr
    complaints = [line for line in said.stdout.splitlines() if "] WARN" in line or "] ERROR" in line]
    assert [line for line in complaints if not any(known in line for known in _KNOWN_COMPLAINTS)] == []


def _use_python(program: str, server: str, folder: Path) -> None:
    shutil.copy(_PROGRAMS / program, folder)
    checked = run([ENVIRONMENT / "mypy", "--strict", "--follow-imports=silent", program], cwd=folder)
    assert checked.returncode == 0, checked.stdout
    used = run([ENVIRONMENT / "python", program, server], cwd=folder)
    assert (used.returncode, used.stdout.strip()) == (0, "done"), used.stderr


def _use_typescript(program: str, server: str, folder: Path) -> None:
    (folder / "programs").mkdir()
    shutil.copy(_PROGRAMS / f"{program}.ts", folder / "programs")
    shutil.copy(HERE / "tsconfig.json", folder)
    (folder / "package.json").write_text('{"name": "used"}')
    (folder / "node_modules").symlink_to(NODE_MODULES)
    checked = run([node_tool("tsc"), "-p", ".", "--outDir", "made"], cwd=folder)
    assert checked.returncode == 0, checked.stdout
    used = run(["node", f"made/programs/{program}.js", server], cwd=folder)
    assert (used.returncode, used.stdout.strip()) == (0, "done"), used.stderr
