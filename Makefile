# Everything a developer runs. `make` alone lists it.
# The functions' runtime where it is there: a name on the PATH may be a shim of a version that is not.
PYTHON ?= $(shell python3.13 -c '' 2>/dev/null && echo python3.13 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
STACK_BIN := .venv-stack/bin
UV := $(BIN)/uv
SOURCES := functions layers tests tools bench
# What needs a running stack, and what is about the tools, documents and template rather than the service.
STACK_TESTS := tests/e2e tests/stack tests/scale tests/deployed
TOOL_TESTS := tests/package tests/bench tests/permissions tests/infra tests/openapi/test_document.py tests/openapi/test_webhooks.py
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal

export SAM_CLI_TELEMETRY := 0
# Tests and the local stack start hundreds of processes. Where a shell forbids bytecode, as in many images, each of them
# would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help test test-full check checked tool-tests conditions format dev status logs call text stop e2e stack-test bench record costs load soak fuzz docs drawings \
	mutants new-endpoint schemas openapi scan build deploy destroy \
	sam-invoke sam-env sam-events deploy-test lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: $(VENV)/.installed ## Run the tests of the service
	$(PYTEST) tests $(addprefix --ignore=,$(STACK_TESTS) $(TOOL_TESTS))

test-full: $(VENV)/.installed ## Run those of them that are matrices in full: every fault at every step
	$(PYTEST) tests $(addprefix --ignore=,$(STACK_TESTS) $(TOOL_TESTS)) --full

check: $(VENV)/.installed ## Format, lint, types, template, and the tests of all but the service
	@$(MAKE) --no-print-directory $(if $(findstring j,$(MAKEFLAGS)),,-j2 --output-sync) checked tool-tests

tool-tests: $(VENV)/.installed
	$(PYTEST) $(TOOL_TESTS)

checked: $(VENV)/.installed
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/cfn-lint template.yaml alarms.yaml
	$(BIN)/python -m tools.transform template.yaml
	PYTHONPATH=layers/trunkline $(BIN)/python -m tools.core_schemas --check
	PYTHONPATH=layers/trunkline $(BIN)/python -m tools.openapi --check

schemas: $(VENV)/.installed ## Write the requests' schemas that functions load anew from the models
	PYTHONPATH=layers/trunkline $(BIN)/python -m tools.core_schemas

new-endpoint: $(VENV)/.installed ## Write the skeleton of an endpoint: NAME=<dialect>_<verb>_<noun>, and PATH_PART= of its path
	$(BIN)/python -m tools.new_endpoint $(NAME) $(if $(PATH_PART),--path $(PATH_PART))

openapi: $(VENV)/.installed ## Write docs/openapi.json anew from the code
	PYTHONPATH=layers/trunkline $(BIN)/python -m tools.openapi

docs: $(VENV)/.installed ## Build the documentation as a site into .site
	@$(BIN)/zensical build --clean --strict

drawings: ## Write the drawings of docs/ anew from their sources (needs Graphviz)
	@for source in docs/drawings/*.dot; do dot -Tsvg $$source -o docs/images/$$(basename $$source .dot).svg || exit 1; done

conditions: $(VENV)/.installed ## Show which test fails without each condition of each write (TABLE=module TESTS=...)
	PYTHONPATH=layers/trunkline $(BIN)/python -m tools.check_conditions $(if $(TABLE),--table $(TABLE)) $(TESTS)

mutants: .venv-mutants/.installed ## Put faults into a copy of the code, and show which no test notices (N=150 SEED=1 ONLY=text TESTS=...)
	@.venv-mutants/bin/python -m tools.mutants --size $(or $(N),150) --seed $(or $(SEED),1) $(if $(ONLY),--only "$(ONLY)") $(TESTS)

format: $(VENV)/.installed ## Format the code and mend what the linter can
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

dev: .venv-stack/.installed ## Start the local stack (DETACH=1, RESET=1, PORT=4566, BIND=172.17.0.1 for containers)
	@$(STACK_BIN)/python -m tools.stack up $(if $(DETACH),--detach) $(if $(RESET),--reset) $(if $(PORT),--port $(PORT)) $(if $(BIND),--bind $(BIND))

status: .venv-stack/.installed ## Say whether the local stack runs, and where
	@$(STACK_BIN)/python -m tools.stack status

logs: .venv-stack/.installed ## Show what functions of the local stack logged (FN=folder for one, FOLLOW=1)
	@$(STACK_BIN)/python -m tools.stack logs $(FN) $(if $(FOLLOW),--follow)

call: .venv-stack/.installed ## Have somebody call a number of the local stack (TO=+14155552671 FROM=+12025550100)
	@$(STACK_BIN)/python -m tools.stack call --to "$(TO)" $(if $(FROM),--from "$(FROM)")

text: .venv-stack/.installed ## Have somebody write to a number of the local stack (TO=+14155552671 FROM=... TEXT="Hello")
	@$(STACK_BIN)/python -m tools.stack text --to "$(TO)" $(if $(FROM),--from "$(FROM)") $(if $(TEXT),--text "$(TEXT)")

stop: .venv-stack/.installed ## Stop the local stack
	@$(STACK_BIN)/python -m tools.stack stop

e2e: $(VENV)/.installed .venv-client/.installed ## Run the end-to-end suite against the running stack (or BASE_URL=..., STACK=...)
	$(BIN)/python -m pytest -n 3 tests/e2e $(if $(STACK),--stack $(STACK)) $(if $(BASE_URL)$(STACK),,tests/scale)

stack-test: .venv-stack/.installed ## Test the local stack itself
	$(STACK_BIN)/python -m pytest tests/stack -q

bench: .venv-bench/.installed ## Measure functions beside their peers (ROUNDS=7 ONLY=... ALL=1 CHECK=1 BESIDE=DIR)
	@PYTHONPATH=.:layers/trunkline .venv-bench/bin/python -m bench --rounds $(or $(ROUNDS),7) $(if $(WARM),--warm $(WARM)) \
		$(if $(ALL),--all) $(if $(CHECK),--check) $(if $(BESIDE),--beside $(BESIDE)) $(if $(ONLY),--only $(ONLY))

record: .venv-bench/.installed ## Make the last run of `make bench ALL=1` the one that documents show
	PYTHONPATH=.:layers/trunkline .venv-bench/bin/python -m bench.record .bench/results.json

costs: $(VENV)/.installed ## Count what requests ask of DynamoDB anew, and write what calls cost
	PYTHONPATH=.:layers/trunkline $(BIN)/python -m bench.meter
	PYTHONPATH=.:layers/trunkline $(BIN)/python -m bench.costs

load: .venv-bench/.installed ## Send mixed requests to the running stack, at growing sizes (SIZES="1000 10000" REQUESTS=400 CLIENTS=4)
	@PYTHONPATH=.:layers/trunkline .venv-bench/bin/python -m bench.load $(if $(SIZES),--sizes $(SIZES)) \
		$(if $(REQUESTS),--requests $(REQUESTS)) $(if $(CLIENTS),--clients $(CLIENTS))

soak: $(VENV)/.installed .venv-stack/.installed ## Let everything happen to a stack of its own, and check what must hold (MINUTES=2 SEED=7)
	@PYTHONPATH=.:layers/trunkline $(BIN)/python -m tests.soak --minutes $(or $(MINUTES),2) $(if $(SEED),--seed $(SEED))

fuzz: .venv-fuzz/.installed ## Ask the running stack what docs/openapi.json allows, and what it forbids (MINUTES=2 SEED=1)
	@PYTHONPATH=. .venv-fuzz/bin/python -m tests.fuzz --minutes $(or $(MINUTES),2) $(if $(SEED),--seed $(SEED))

.venv-bench/.installed: requirements/dev.txt $(VENV)/.installed
	@python=$${PYTHON313:-python3.13}; $$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null || \
		{ echo "The bench needs Python 3.13, the functions' runtime: put python3.13 on the PATH, or name it with PYTHON313=..."; exit 1; }; \
	$(UV) venv -q --clear -p "$$($$python -c 'import sys; print(sys.executable)')" .venv-bench
	@$(UV) pip install -q -p .venv-bench/bin/python -r requirements/bench.in -c $<
	@touch $@

.venv-mutants/.installed: requirements/dev.txt $(VENV)/.installed
	@$(UV) venv -q --clear -p $(BIN)/python .venv-mutants
	@$(UV) pip install -q -p .venv-mutants/bin/python -r requirements/dev.in -r requirements/mutants.in -c $<
	@touch $@

build: ## Build for AWS with SAM
	@sam --version >/dev/null 2>&1 || { echo "There is no SAM CLI: install it (pipx install aws-sam-cli) and put sam on the PATH"; exit 1; }
	@python3.13 -c '' 2>/dev/null || { echo "SAM builds with Python 3.13, the functions' runtime: put python3.13 on the PATH"; exit 1; }
	sam build
	python3.13 -m tools.package .aws-sam/build

STAGE ?= dev

deploy: build ## Build and deploy to AWS (STAGE=prod for production)
	@$(PYTHON) -m tools.parameters .aws-sam/build/template.yaml samconfig.toml $(STAGE)
	sam deploy --config-env $(STAGE)

destroy: $(VENV)/.installed ## Delete what deploy made, after asking (STAGE=prod leaves the data)
	@$(BIN)/python -m tools.destroy samconfig.toml $(STAGE)

scan: .venv-scan/.installed ## Look for insecure settings in the templates
	@.venv-scan/bin/checkov --config-file .checkov.yaml --file template.yaml alarms.yaml

sam-invoke: $(VENV)/.installed ## Run one event in Lambda's runtime against the running stack (FN=folder EVENT=case)
	@$(BIN)/python -m tools.sam_invoke $(FN) $(EVENT)

sam-env: $(VENV)/.installed ## Write what plain `sam local` needs of the running stack: env.json and events, below .local/sam
	@$(BIN)/python -m tools.sam_invoke --env

sam-events: $(VENV)/.installed ## Run all sample events in Lambda's runtime (ONE_EACH=1 for one a function)
	@$(BIN)/python -m tools.sam_invoke $(if $(ONE_EACH),--one-each,--all)

deploy-test: $(VENV)/.installed ## Run deploy and destroy with the running local stack in place of AWS
	$(BIN)/python -m pytest tests/deployed -q

lock: $(VENV)/.installed ## Renew the locks from requirements/*.in
	$(UV) pip compile $(LOCK) requirements/uv.in -o requirements/uv.txt
	$(UV) pip compile $(LOCK) requirements/layer.in -o layers/dependencies/requirements.txt
	$(UV) pip compile $(LOCK) requirements/dev.in $(filter-out %-modular.in,$(wildcard requirements/bench*.in)) requirements/mutants.in -o requirements/dev.txt
	# AWS's modular client asks for a newer Python than the layer does.
	$(UV) pip compile $(subst 3.11,3.12,$(LOCK)) requirements/bench-modular.in -o requirements/bench-modular.txt
	$(UV) pip compile $(LOCK) requirements/stack.in -o requirements/stack.txt
	$(UV) pip compile $(LOCK) requirements/scan.in -o requirements/scan.txt
	$(UV) pip compile $(LOCK) requirements/client.in -o requirements/client.txt
	$(UV) pip compile $(LOCK) requirements/fuzz.in -o requirements/fuzz.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q

clean: ## Remove everything that can be made again
	rm -rf .site .cache .venv .venv-stack .venv-bench .venv-mutants .venv-scan .venv-client .venv-fuzz .schemathesis .bench .local .aws-sam .hypothesis .mypy_cache .pytest_cache .ruff_cache build trunkline.egg-info

# pip brings uv, and uv the rest, in a fifth of the time. One lock is for all that agrees on versions; each environment
# takes what it names of it, and uv refuses what has another hash.
$(VENV)/.installed: requirements/dev.txt requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Trunkline needs Python 3.11 or newer: install it, or name one with PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python's venv module is missing: install it (Debian: apt install python3-venv)"; exit 1; }
	@echo "Installing requirements/dev.in into $(VENV), once"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(UV) pip install -q -p $(BIN)/python -r requirements/dev.in -c $<
	@$(UV) pip install -q -p $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv-stack/.installed: requirements/stack.txt
.venv-scan/.installed: requirements/scan.txt
.venv-client/.installed: requirements/client.txt
.venv-fuzz/.installed: requirements/fuzz.txt
.venv-stack/.installed .venv-scan/.installed .venv-client/.installed .venv-fuzz/.installed: $(VENV)/.installed
	@echo "Installing $(filter %.txt,$^) into $(@D), once"
	@$(UV) venv -q --clear -p $(BIN)/python $(@D)
	@$(UV) pip install -q -p $(@D)/bin/python --require-hashes -r $(filter %.txt,$^)
	@touch $@
