# Everything a person does with this checkout. `make help` lists it.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Holdfast needs Python 3.11 or newer; $(PYTHON) is older. Call make with PYTHON=python3.11."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements/run.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: help setup setup-dev run up test check unit lock bench proofs requirements clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .venv/run.stamp ## install what running needs; leaves the command at .venv/bin/holdfast
setup-dev: .venv/dev.stamp ## install what developing and testing need

run: setup ## the demo: the real rotation table and a sample company, on http://127.0.0.1:8000
	$(BIN)/holdfast demo --port $(PORT)

up: setup ## Holdfast itself, on SQLite in ./var
	$(BIN)/holdfast up --port $(PORT)

test: check unit ## everything that must hold: format, lint, types, arrows, tests on SQLite and PostgreSQL

check: setup-dev ## format, lint, types, import arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy holdfast
	$(BIN)/lint-imports

unit: setup-dev ## the tests, on SQLite and then on PostgreSQL
	$(BIN)/python -m tests.run $(ARGS)

bench: setup-dev ## CPU per request and per sweep on both engines (docs/performance.md)
	$(BIN)/python -m bench $(ARGS)

proofs: setup-dev ## 5,000 mixed actions and 2,000 mails while processes are killed, on both engines; prints the counts
	HOLDFAST_CRASH_ACTIONS=5000 HOLDFAST_CRASH_MAILS=2000 HOLDFAST_CRASH_CLICKS=300 HOLDFAST_SLACK_FAULTS=100 HOLDFAST_METRIC_PLAYS=200 $(BIN)/python -m tests.run -n 0 tests/crash/test_everything_killed.py tests/crash/test_worker_killed.py tests/crash/test_slack_killed.py tests/slack/test_faults.py tests/insight/test_agrees.py

requirements: setup-dev ## each requirement with the stories that prove it
	$(BIN)/python -m tests.requirements

lock: setup-dev ## resolve requirements/*.txt anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --python-version 3.11 --extra dev pyproject.toml -o requirements/dev.txt

clean: ## forget the environment and the demo's data
	rm -rf .venv var
