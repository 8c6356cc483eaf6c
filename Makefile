# Two commands: `make demo` plays a council's spring of 2027; `make test` proves the whole.
# Each makes its own virtual environment in .venv first, from a hashed lock. Neither needs root.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test lint bench lock clean

demo: $(READY)
	@$(BIN)/purdahgate demo

test: $(READY) lint
	@echo "== unit tests, with branch coverage of what decides"
	@$(BIN)/pytest -n 2 tests/unit --cov --cov-report=term:skip-covered
	@echo "== integration and acceptance tests"
	@$(BIN)/pytest -n 2 tests/integration tests/acceptance

lint: $(READY)
	@echo "== ruff: lint and format"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== mypy, strict"
	@$(BIN)/mypy
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo

bench: $(READY)
	@for each in bench/bench_*.py; do $(BIN)/python $$each || exit 1; done

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "purdahgate needs Python 3.11 or later; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "== setting up $(VENV) (once; about a minute)"
	@$(PYTHON) -m venv --clear $(VENV) || \
	  { echo "python3 cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@touch $(READY)

# Renew the lock: newest versions that pyproject.toml allows, hashed, with no registry's address in it.
lock: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --override requirements.overrides --extra dev --extra postgresql pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*
