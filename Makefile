# Targets for developers; `make` lists them.
.DEFAULT_GOAL := help
.PHONY: help setup test lint types templates format golden lock bench docs

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

setup: ## Install everything for development into .venv
	@bash -c 'root=$$PWD; . requirements/prepare.sh; prepare dev'

test: ## Run all tests
	tests/run.sh

lint: setup ## Check style and format
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: setup ## Check types and layers
	.venv/bin/mypy
	.venv/bin/lint-imports

templates: setup ## Lint every generated template
	.venv/bin/cfn-lint --non-zero-exit-code warning 'product/**/*.yaml' 'stacksets/*.yaml' 'permission-sets/*.yaml'

format: setup ## Format the code
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

golden: setup ## Write golden files and generated templates anew; review the difference
	.venv/bin/python -m pytest -q --update-golden tests

lock: ## Resolve the lock files anew (needs uv)
	for tool in uv checkov; do \
	  echo $$tool | uv pip compile --quiet --universal --generate-hashes --python-version 3.10 --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links - --output-file requirements/$$tool.lock; \
	done
	for extra in "base" "local --extra local" "dev --extra local --extra dev"; do \
	  set -- $$extra; name=$$1; shift; \
	  uv pip compile --quiet --universal --generate-hashes --python-version 3.10 --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links "$$@" pyproject.toml --output-file requirements/$$name.lock; \
	done

BENCHMARKS := cost "orders --changes 3" replay storm "storm --kinds 10000" outage first_launch steady time_zones people faults "soak --seconds 120" end_to_end import_formatter warm format_findings fuzz_findings fuzz_form shares installation "installer_faults --every 6" policy_size page

bench: setup ## Run the benchmarks and print their tables
	for one in $(BENCHMARKS); do .venv/bin/python -m benchmarks.$$one || exit 1; done

docs: setup ## Write the generated parts of the documentation anew
	.venv/bin/python -m pytest -q --update-golden tests/docs
