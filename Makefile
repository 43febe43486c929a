# Everything a developer runs. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STACK_BIN := .venv-stack/bin
SOURCES := functions layers tests tools

export SAM_CLI_TELEMETRY := 0

.DEFAULT_GOAL := help
.PHONY: help test check conditions format dev stop e2e build deploy lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: $(VENV)/.installed ## Run every test that needs no running stack
	$(BIN)/python -m pytest tests --ignore=tests/e2e --ignore=tests/stack --ignore=tests/scale -n auto

check: $(VENV)/.installed ## Format, lint, types, template
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/cfn-lint template.yaml
	$(BIN)/python -m tools.transform template.yaml

conditions: $(VENV)/.installed ## Show which test fails without each condition of each write
	PYTHONPATH=layers/trunkline $(BIN)/python -m tools.check_conditions

format: $(VENV)/.installed ## Format the code and mend what the linter can
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

dev: .venv-stack/.installed ## Start the local stack (DETACH=1, RESET=1, PORT=4566)
	@$(STACK_BIN)/python -m tools.stack up $(if $(DETACH),--detach) $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

stop: .venv-stack/.installed ## Stop the local stack
	@$(STACK_BIN)/python -m tools.stack stop

e2e: $(VENV)/.installed ## Run the end-to-end suite against the running stack (or BASE_URL=..., STACK=...)
	$(BIN)/python -m pytest tests/e2e $(if $(STACK),--stack $(STACK)) $(if $(BASE_URL)$(STACK),,tests/scale)

stack-test: .venv-stack/.installed ## Test the local stack itself
	$(STACK_BIN)/python -m pytest tests/stack -q

build: ## Build for AWS with SAM
	sam build
	python3.13 -m compileall -q --invalidation-mode unchecked-hash .aws-sam/build

deploy: build ## Build and deploy (SAM_CONFIG_ENV=prod for production)
	sam deploy --config-env $(or $(SAM_CONFIG_ENV),default)

lock: ## Renew the locks from requirements/*.in (needs uv)
	uv pip compile $(LOCK) requirements/layer.in -o layers/dependencies/requirements.txt
	uv pip compile $(LOCK) requirements/dev.in -o requirements/dev.txt
	uv pip compile $(LOCK) requirements/stack.in -o requirements/stack.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q

clean: ## Remove everything that can be made again
	rm -rf .venv .venv-stack .local .aws-sam .hypothesis .mypy_cache .pytest_cache .ruff_cache build trunkline.egg-info

$(VENV)/.installed: requirements/dev.txt
.venv-stack/.installed: requirements/stack.txt
$(VENV)/.installed .venv-stack/.installed:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Trunkline needs Python 3.11 or newer: install it, or name one with PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv --clear $(@D) || { echo "Python's venv module is missing: install it (Debian: apt install python3-venv)"; exit 1; }
	@echo "Installing $< into $(@D), once"
	@$(@D)/bin/pip install -q --disable-pip-version-check --require-hashes -r $<
	@$(if $(filter $(VENV)/%,$@),$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .)
	@touch $@
