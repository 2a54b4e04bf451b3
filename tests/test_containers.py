"""The container files name only what there is: files, commands, settings, services; and nothing runs as root."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from dateline.cli import main

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN = {name: service for name, service in SERVICES.items() if "build" in service}
SETTINGS = set(re.findall(r"DATELINE_[A-Z_]+", (ROOT / "docs/reference/settings.md").read_text()))


def instructions(name: str) -> list[str]:
    """Return what stands after an instruction of the Dockerfile, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return re.findall(rf"^{name}\s+(.*)$", joined, re.MULTILINE)


def find_command(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that the words call, and its own arguments."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.commands.get(words[0])
        assert found is not None, f"there is no command {words[0]!r}"
        command, words = found, words[1:]
    return command, words


def check_command(words: list[str]) -> None:
    command, arguments = find_command(words)
    command.make_context(command.name, list(arguments))


def pins(name: str) -> dict[str, str]:
    """Return names and versions of a requirements file, each of which has hashes."""
    text = (ROOT / name).read_text()
    found = dict(re.findall(r"^([\w.-]+(?:\[[\w,]+\])?)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE))
    assert len(found) == len(re.findall(r"^\w[^\n]*==", text, re.MULTILINE))
    return found


def test_every_file_that_the_dockerfile_copies_is_there_and_sent() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = [path for line in instructions("COPY") if "--from" not in line for path in shlex.split(line)[:-1]]
    assert copied
    for path in copied:
        assert (ROOT / path).exists(), path
        assert any(f"!{above}" in ignored for above in (path, *map(str, Path(path).parents))), path
    assert "*" in ignored


def test_every_package_of_the_wheel_is_copied() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], "pyproject.toml", project["project"]["readme"]}
    copied = {path for line in instructions("COPY") for path in shlex.split(line)[:-1]}
    assert needed <= copied


def test_the_image_takes_the_pinned_requirements_and_no_others() -> None:
    assert "--require-hashes --requirement requirements-server.txt" in DOCKERFILE
    server, base, dev = (pins(f"requirements{kind}.txt") for kind in ("-server", "", "-dev"))
    assert base.items() <= server.items()
    more = {name: server[name] for name in server.keys() - base.keys()}
    assert set(more) == {"psycopg", "psycopg-binary", "redis"}
    assert more.items() <= dev.items()


def test_the_image_does_not_run_as_root() -> None:
    (user,) = instructions("USER")
    assert re.search(rf"useradd --uid 1\d{{4}} .* {user}\b", re.sub(r"\\\n\s*", " ", DOCKERFILE))
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
    assert last_stage.index("USER") < last_stage.index("ENTRYPOINT")
    for service in OWN.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]


def test_the_image_has_a_healthcheck_that_asks_an_address_of_ours() -> None:
    (check,) = instructions("HEALTHCHECK")
    asked = re.findall(r"http://127\.0\.0\.1:8000(/\w+)", check)
    assert asked == ["/healthz"]
    assert "/healthz" in (ROOT / "openapi.yaml").read_text()
    compile(json.loads(check[check.index("[") :])[2], "healthcheck", "exec")


def test_what_the_image_runs_is_a_command() -> None:
    assert json.loads(instructions("ENTRYPOINT")[0]) == ["dateline"]
    check_command(json.loads(instructions("CMD")[0]))


@pytest.mark.parametrize("name", OWN)
def test_what_a_service_runs_is_a_command(name: str) -> None:
    check_command(OWN[name]["command"])


def test_every_setting_is_one_that_is_documented() -> None:
    given = {key for service in OWN.values() for key in service["environment"]}
    given |= set(re.findall(r"\b(DATELINE_[A-Z_]+)=", DOCKERFILE))
    assert given
    assert given <= SETTINGS


def test_services_and_volumes_that_are_named_are_there() -> None:
    for service in SERVICES.values():
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        for needed, condition in service.get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}
            assert "test" in SERVICES[needed]["healthcheck"]
        for volume in service.get("volumes", ()):
            assert volume.split(":")[0] in COMPOSE["volumes"]
    hosts = re.findall(
        r"//(?:[^@/\s]*@)?(\w+):\d+/", (ROOT / "compose.yaml").read_text().replace("${", "").replace("}", "")
    )
    assert set(hosts) <= set(SERVICES) | {"127"}


def test_nothing_but_the_api_is_reached_from_outside_and_it_only_from_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"api"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["api"]["ports"])
    assert SERVICES["api"]["environment"]["DATELINE_AUTH"] == "keys"


def test_no_secret_has_a_default_and_each_is_explained() -> None:
    text = (ROOT / "compose.yaml").read_text()
    operations = (ROOT / "docs/operations.md").read_text()
    for name in ("POSTGRES_PASSWORD", "DATELINE_SECRET"):
        used = re.findall(rf"\$\{{{name}([^}}]*)\}}", text)
        assert used
        assert all(rest.startswith(":?") for rest in used)
        assert name in operations


def test_the_commands_that_operations_names_are_there() -> None:
    operations = (ROOT / "docs/operations.md").read_text()
    named = re.findall(r"(?:`|^\s*|api )dateline ([a-z]+)(?: ([a-z]+))?", operations, re.MULTILINE)
    assert len(named) > 10
    for first, second in named:
        command, _ = find_command([first])
        if isinstance(command, click.Group):
            assert second in command.commands or (not second and command.invoke_without_command)
