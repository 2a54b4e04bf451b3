"""The published document gives linters nothing to say."""

import pytest

from tests.contract.conftest import DOCUMENT, HERE, node_tool, run

pytestmark = pytest.mark.contract


def test_spectral_finds_nothing() -> None:
    command = [node_tool("spectral"), "lint", DOCUMENT, "--ruleset", HERE / ".spectral.yaml", "--fail-severity", "hint"]
    said = run(command, cwd=HERE)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "No results with a severity" in said.stdout


@pytest.mark.parametrize(
    ("wanted", "given", "instead"),
    [
        ("operation-id-is-camel-case", "operationId: listEvents\n", "operationId: list_events\n"),
        ("parameter-is-snake-case", "name: date_from\n", "name: dateFrom\n"),
        ("property-is-snake-case", "        event_type:\n", "        eventType:\n"),
        ("problem-is-problem-json", "        application/problem+json:\n", "        application/json:\n"),
    ],
)
def test_spectral_finds_what_our_rules_forbid(wanted: str, given: str, instead: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert given in text
    changed = HERE / "generated" / f"{wanted}.yaml"
    changed.parent.mkdir(exist_ok=True)
    changed.write_text(text.replace(given, instead), encoding="utf-8")
    said = run([node_tool("spectral"), "lint", changed, "--ruleset", HERE / ".spectral.yaml"], cwd=HERE)
    changed.unlink()
    assert wanted in said.stdout


def test_redocly_finds_nothing_at_its_strictest() -> None:
    said = run([node_tool("redocly"), "lint", DOCUMENT, "--extends", "recommended-strict"], cwd=HERE)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "warning" not in said.stderr.lower().replace("deprecation warning", "")
