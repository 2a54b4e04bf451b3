# Everything runs in .venv, which `make setup` makes from the pinned requirements. All targets may be called again.
# The contract environment is one of its own: the client generator and spaCy pin different versions of typer.

VENV := .venv
CONTRACT := .venv-contract
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(shell command -v python3.12 2>/dev/null) python3)
PORT ?= 8000
DATA ?= .data
WEB := explorer/web
EXPLORER := explorer/dist/.vite/manifest.json

.DEFAULT_GOAL := help
.PHONY: help setup explorer run test lint contract test-browser check openapi requirements clean python-is-new-enough

help:
	@echo "make run           set up, ingest seeds/ and serve API and docs on 127.0.0.1:$(PORT)"
	@echo "make test          set up and run the tests that need nothing but Python"
	@echo "make setup         make the environment (.venv) and the explorer's scripts alone"
	@echo "make lint          formatting, lint, types, import contracts"
	@echo "make contract      lint openapi.yaml, generate five clients and run them against a live server (Node.js, Java)"
	@echo "make test-browser  open the pages in chromium"
	@echo "make check         all of these, as CI runs them"
	@echo "make openapi       write openapi.yaml anew from the schemas"
	@echo "make requirements  pin the dependencies of pyproject.toml anew"

python-is-new-enough:
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Dateline needs Python 3.12 or later, and no $(PYTHON) was found: install it, or call make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { echo "Dateline needs Python 3.12 or later; $(PYTHON) is $$($(PYTHON) -c 'import platform; print(platform.python_version())'): install a newer one, or call make PYTHON=/path/to/python3.12" >&2; exit 1; }

$(BIN)/python: | python-is-new-enough
	$(PYTHON) -m venv $(VENV)

# What serving and extracting need.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What testing needs beside it.
$(VENV)/.developing: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(CONTRACT)/.installed: requirements-contract.txt | python-is-new-enough
	$(PYTHON) -m venv $(CONTRACT)
	$(CONTRACT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-contract.txt
	@touch $@

$(CONTRACT)/.node: tests/contract/package-lock.json $(CONTRACT)/.installed
	@for tool in npm java; do command -v $$tool >/dev/null || { echo "make contract needs Node.js 20 with npm, and Java 17: no $$tool was found" >&2; exit 1; }; done
	npm ci --prefix tests/contract --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# The scripts of the explorer. Without Node.js the API and the plain pages are served, and say what is missing.
$(WEB)/node_modules/.installed: $(WEB)/package-lock.json $(WEB)/package.json
	npm --prefix $(WEB) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(EXPLORER): $(WEB)/node_modules/.installed $(WEB)/vite.config.js $(WEB)/tsconfig.json $(shell find $(WEB)/src -type f 2>/dev/null)
	npm --prefix $(WEB) run --silent build -- --logLevel warn
	@touch $@

explorer:
	@if command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || a == 22 && b > 11 || a == 20 && b > 18 ? 0 : 1)'; \
	then $(MAKE) --no-print-directory $(EXPLORER); \
	else echo "The explorer is not built: it needs Node.js 20.19 or 22.12 or later, with npm. Its plain pages work without." >&2; fi

setup: $(VENV)/.developing explorer

run: $(VENV)/.installed
	@$(MAKE) --no-print-directory explorer || echo "The explorer could not be built; its plain pages work without." >&2
	@mkdir -p $(DATA)
	@DATELINE_DATABASE_URL=$${DATELINE_DATABASE_URL:-sqlite:///$(abspath $(DATA))/dateline.sqlite} $(BIN)/dateline ingest seeds/
	@exec env DATELINE_DATABASE_URL=$${DATELINE_DATABASE_URL:-sqlite:///$(abspath $(DATA))/dateline.sqlite} $(BIN)/dateline serve --port $(PORT)

test: setup
	$(BIN)/python -m pytest -q -m "not browser and not contract"

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

contract: setup $(CONTRACT)/.node
	$(BIN)/dateline openapi --check
	$(BIN)/openapi-spec-validator openapi.yaml
	$(BIN)/python -m pytest -q -m contract

test-browser: setup
	@test -f $(EXPLORER) || { echo "make test-browser needs the explorer, which needs Node.js with npm" >&2; exit 1; }
	$(BIN)/python -m pytest -q -m browser

check: test lint contract test-browser

openapi: $(VENV)/.developing
	$(BIN)/dateline openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

COMPILE := pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.12
requirements:
	uv $(COMPILE) --group build pyproject.toml -o requirements.txt
	uv $(COMPILE) --group build --extra postgresql --extra redis -c requirements.txt pyproject.toml -o requirements-server.txt
	uv $(COMPILE) --group dev --all-extras -c requirements.txt pyproject.toml -o requirements-dev.txt
	uv $(COMPILE) --group contract -o requirements-contract.txt

clean:
	rm -rf $(WEB)/node_modules explorer/dist $(VENV) $(CONTRACT) $(DATA) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
