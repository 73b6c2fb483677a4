# Everything a person types. Each target sets up what it needs, in this folder only.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
STACK ?= spotter
REGION ?= eu-central-1
RUNTIME ?= python3.12
ARCHITECTURE ?= x86_64
DATA ?=

setup = $(PYTHON) infra/local/environments.py
bin = .venv/bin
code = layers infra functions tests
built = tests/shape/test_layers.py

.PHONY: help
help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: setup
setup:  ## make the environments (.venv, .venv-stack, .venv-sam) from their locks
	@$(setup)

.PHONY: demo
demo: started := $(shell date +%s)
demo: setup  ## from nothing to a live site on the local stack; writes build/demo.json
	@SPOTTER_STARTED=$(started) $(bin)/python -m infra.local.demo $(if $(DATA),--data "$(DATA)")

.PHONY: test
test: setup  ## every test that needs no account
	@$(bin)/python -m pytest -q -n 2 tests/unit tests/property tests/contract tests/handlers tests/shape --ignore $(built)
	@$(bin)/python -m pytest -q -n 2 --dist loadfile tests/e2e
	@$(bin)/python -m pytest -q -n 2 $(built)

.PHONY: test-unit
test-unit: setup  ## the tests of single parts, in seconds
	@$(bin)/python -m pytest -q -n 2 tests/unit tests/property

.PHONY: test-deep
test-deep: setup  ## networks of time, with PyTorch in an environment of its own; skipped where it cannot be had
	@infra/local/deep.sh

.PHONY: e2e
e2e: setup  ## the tests on the local stack
	@$(bin)/python -m pytest -q -n 2 --dist loadfile tests/e2e

.PHONY: check
check:  ## format, lint, types, shape (the layers' imports are looked at by `make test`)
	@$(setup) project
	@$(bin)/ruff format --check --quiet $(code)
	@$(bin)/ruff check --quiet $(code)
	@$(bin)/mypy --no-error-summary layers/core/python/spotter infra layers/build.py tests
	@$(bin)/python -m pytest -q -n 2 --dist loadfile tests/shape --ignore $(built)

.PHONY: bench
bench: setup  ## measure; writes build/bench.json
	@$(bin)/python -m tests.bench

.PHONY: up
up: setup  ## start the local stack and leave it running
	@$(bin)/python -m infra.local.stack up

.PHONY: down
down:  ## stop the local stack
	@if [ -x $(bin)/python ]; then $(bin)/python -m infra.local.stack down; fi

.PHONY: validate
validate: setup  ## lint the templates as SAM and as CloudFormation
	@SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam validate --lint --region $(REGION)
	@$(bin)/cfn-lint template.yaml infra/*.yaml

.PHONY: deploy
deploy: setup  ## build for Lambda and deploy to AWS: STACK=, REGION=, RUNTIME=, ARCHITECTURE=
	@SAM_CLI_TELEMETRY=0 PYTHON=$(CURDIR)/$(bin)/python SPOTTER_PYTHON=$(RUNTIME:python%=%) \
	  SPOTTER_PROCESSOR=$(ARCHITECTURE:arm64=aarch64) \
	  .venv-sam/bin/sam build --no-cached --build-dir build/aws \
	  --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE)
	@SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam deploy --template-file build/aws/template.yaml --stack-name $(STACK) \
	  --region $(REGION) --resolve-s3 --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND \
	  --parameter-overrides Runtime=$(RUNTIME) Architecture=$(ARCHITECTURE)

.PHONY: lock
lock: setup  ## resolve every dependency anew and write the lock files
	@infra/local/lock.sh

.PHONY: clean
clean: down  ## remove what was built and every environment
	@rm -rf build .aws-sam .venv .venv-stack .venv-sam .venv-installer .mypy_cache .ruff_cache .pytest_cache .hypothesis
