# Kepu: set-up, the monthly run, and the gates. Needs Python 3.11, git, make and gcc, nothing else.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for name in python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo "$$name" && break; done)

# Each stamp is named after what it was made from, so set-up does nothing until that changes.
LOCKED := $(VENV)/.locked-$(shell git hash-object requirements-dev.lock 2>/dev/null)
INSTALLED := $(VENV)/.installed-$(shell git hash-object pyproject.toml 2>/dev/null)
TEMPLATE := $(VENV)/prefect-template

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1

INBOX ?= samples/inbox
KEPU_HOME ?= var
WORKERS ?= 0

.DEFAULT_GOAL := run
.PHONY: setup run test test-slow check fix bench lock clean

setup: $(INSTALLED)
	@:

# The packages, exactly as locked, and an empty Prefect database already migrated: a first run copies it.
$(LOCKED): requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "Kepu needs Python 3.11, and neither python3.11 nor python3 is one here" \
		"(python3 is $$(python3 -V 2>/dev/null || echo 'not installed')). Install Python 3.11 and run make again."; exit 1; }
	@test "$$($(BIN)/python -c 'import sys; print(sys.version_info[:2] == (3, 11))' 2>/dev/null)" = True \
		|| $(PYTHON) -m venv --clear $(VENV) \
		|| { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3.11-venv."; exit 1; }
	@echo "Installing the locked packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@rm -rf $(TEMPLATE)
	@PREFECT_HOME="$(CURDIR)/$(TEMPLATE)" PREFECT_API_DATABASE_CONNECTION_URL= \
		PREFECT_SERVER_DATABASE_CONNECTION_URL="sqlite+aiosqlite:///$(CURDIR)/$(TEMPLATE)/prefect.db" \
		$(BIN)/prefect server database upgrade -y >$(VENV)/prefect-template.log 2>&1 \
		|| { cat $(VENV)/prefect-template.log; echo "Prefect's database could not be prepared."; exit 1; }
	@rm -f $(VENV)/.locked-* && touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.installed-* && touch $@

# Every month of the inbox with anything new, oldest first.
run: setup
	@$(BIN)/kepu ingest --inbox $(INBOX) --home $(KEPU_HOME)

# Everything but the slow tests. Both halves always run; either one failing fails the target.
test: setup
	@status=0; \
	$(MAKE) --no-print-directory check || status=1; \
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow and not browser" || status=1; \
	exit $$status

test-slow: setup
	@status=0; \
	$(BIN)/python -m pytest --hypothesis-profile=search -m "slow or browser" || status=1; \
	$(BIN)/python -m pytest --hypothesis-profile=search tests/property || status=1; \
	exit $$status

# Never writes. Every gate runs, and every failure is reported.
check: setup
	@failed=0; names=; \
	gate() { echo "-- $$*"; "$(BIN)/$$@" || { failed=$$((failed + 1)); names="$$names\n   $$*"; }; }; \
	gate ruff format --check --quiet .; \
	gate ruff check --quiet .; \
	gate mypy; \
	gate lint-imports --no-logo; \
	if [ $$failed -gt 0 ]; then printf "check: $$failed of 4 gates failed:$$names\n"; exit 1; fi; \
	echo "check: 4 gates passed"

fix: setup
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

bench: setup
	@$(BIN)/python -m benchmarks

# Names, versions and hashes only. Changes nothing that still satisfies pyproject.toml; LOCK_FLAGS=--upgrade renews.
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-header --no-annotate --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
BARE := sed -i.bak '/^\#/d;/^$$/d' requirements.lock requirements-dev.lock && rm -f requirements.lock.bak requirements-dev.lock.bak
lock:
	@$(COMPILE) $(LOCK_FLAGS) --build-deps-for editable -o requirements.lock pyproject.toml
	@$(COMPILE) $(LOCK_FLAGS) --build-deps-for editable --extra dev --extra dask --extra lake --extra postgres -c requirements.lock -o requirements-dev.lock pyproject.toml
	@$(BARE)

clean:
	@rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
