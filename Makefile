# Two commands for a newcomer: `make run` serves on 127.0.0.1:8000, `make test` installs what tests need and passes.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
RATE ?= 100
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --no-input --progress-bar off -q
# A lock is complete. Without --no-deps older pips look beyond it for `google-auth[requests]`, and stop at what they find.
LOCKED := --no-deps --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test lint types imports unit bench chaos chaos-quick soak image-check live lock score clean system

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/run.stamp ## Serve on 127.0.0.1:$(PORT) with the embedded provider (and any vendor whose key is set)
	@PORT=$(PORT) exec $(BIN)/chaeum serve

test: $(VENV)/test.stamp system lint types imports unit ## Everything CI runs

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.stamp
	$(BIN)/mypy

imports: $(VENV)/test.stamp
	$(BIN)/lint-imports --no-cache

unit: export PYTHONDONTWRITEBYTECODE :=
# ↑ empty is off: tests start the service hundreds of times, and each would compile the program anew
unit: $(VENV)/test.stamp
	$(BIN)/pytest -n 2 --dist loadfile -m "not chaos and not live" --ignore tests/e2e
	$(BIN)/pytest -n 2 --dist loadfile -m "not chaos and not live" tests/e2e  # a browser's loop wants a process of its own

bench: $(VENV)/test.stamp ## Measure: ratios within one run, on this machine
	$(BIN)/python -m scripts.bench

chaos: $(VENV)/test.stamp system ## Slow fault runs: two replicas behind a balancer, RATE requests a second (50 for a slow machine)
	$(BIN)/pytest -m chaos -p no:xdist --timeout 1200 -s
	$(BIN)/python -m scripts.chaos --rate $(RATE) --out docs/chaos.md

chaos-quick: $(VENV)/test.stamp system ## The main rows of it in four minutes
	$(BIN)/python -m scripts.chaos --quick

soak: RATE = 60
# ↑ about 60 % of what two replicas on two cores carry beside their vendor, Redis and load; a slow machine says RATE=30
soak: $(VENV)/test.stamp system ## Half an hour of load with a seeded fault every twenty seconds
	$(BIN)/python -m scripts.chaos.soak --rate $(RATE) --out docs/chaos.md

image-check: ## Build the image without Docker, look inside, run it (root; needs buildah, see the script)
	@sh scripts/image-check.sh

live: $(VENV)/test.stamp ## The contract suite against every vendor whose key is set
	$(BIN)/pytest -m live -p no:xdist --timeout 300

score: $(VENV)/run.stamp ## How good the embedded provider is on the development gold
	@$(BIN)/python -m scripts.score

lock: ## Write the lock files anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-annotate --no-header -c requirements.lock --extra dev pyproject.toml -o requirements-dev.lock
	printf 'hatchling\neditables\n' | uv pip compile -q --universal --generate-hashes --no-annotate --no-header -c requirements-dev.lock - -o requirements-build.lock

clean: ## Remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# ---- set-up --------------------------------------------------------------------------------------------------------
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh scripts/system-packages.sh --required python3-venv
	@echo "Making $(VENV) …"
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing the locked packages (about a minute, once) …"
	$(PIP) $(LOCKED) -r requirements-build.lock
	$(PIP) $(LOCKED) -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "Installing what tests need …"
	$(PIP) $(LOCKED) -r requirements-dev.lock
	@touch $@

system:
	@sh scripts/system-packages.sh redis-server:redis-server chromium:chromium fonts-nanum: haproxy:haproxy bubblewrap:bwrap prometheus:promtool
