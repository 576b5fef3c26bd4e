# Préau: `make run` opens a living academy, `make test` runs everything. CONTRIBUTING.md has the list.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than there are cores: some tests wait for clocks and for processes that they kill. Each takes a part of the
# modules, what these share is made once, and whoever is done takes over from the others.
JOBS ?= $(shell expr `nproc` + 1)
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# A stamp holds what was installed: another lock file, another stamp.
DEV_STAMP = $(VENV)/installed-dev-$(shell cat requirements/dev.txt pyproject.toml | sha256sum | cut -c1-16)

export PYTHON
.PHONY: help run setup test test-pages quality assets messages lock docs pictures bench-directory bench-access bench-sso bench-desk bench-start bench-link bench-teaching bench-tasks clean

help:
	@echo "make run               installs, fills and serves the demonstration academy (PORT=8010 for another port)"
	@echo "make test              everything: unit, house, both databases, browser"
	@echo "make test-pages        every page at all sizes, themes and languages"
	@echo "make quality           linters, types, import contracts, house tests"
	@echo "make assets            rebuilds styles, scripts and icons (needs Node)"
	@echo "make messages          extracts and compiles the catalogues"
	@echo "make lock              locks dependencies again, with hashes"
	@echo "make docs              writes the generated tables of the documentation"
	@echo "make pictures          takes the pictures of the README from a running demonstration (PORT=8010)"
	@echo "make bench-access      measures contact search and pages of rights at a region's size (SIZE=small: the hundredth)"
	@echo "make bench-directory   measures importer and home page at a region's size (SIZE=small: the hundredth)"
	@echo "make bench-link        measures mailboxes of 20 million messages, and open pages (SIZE=tenth, SIZE=small)"
	@echo "make bench-teaching    measures the lessons of a year, and the pages that read them (SIZE=tenth, SIZE=small)"
	@echo "make bench-sso         measures sign-in to linked services, by CAS, OpenID Connect and SAML"
	@echo "make bench-start       measures what somebody waits who types make run, the first time and the next"
	@echo "make bench-tasks       does what people do every day on a telephone and a bad line: touches, seconds, bytes"
	@echo "make bench-desk        measures the export of a list of 50,000 people (SIZE=small: the hundredth)"

run:
	@scripts/run

setup: $(DEV_STAMP)

$(DEV_STAMP):
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/installed-dev-* && touch $@

test: $(DEV_STAMP)
	$(BIN)/python -m pytest --engines sqlite,postgresql --numprocesses $(JOBS) --dist worksteal $(TESTS)

test-pages: $(DEV_STAMP)
	$(BIN)/python -m pytest tests/browser --all-pages --numprocesses $(JOBS) --dist worksteal

quality: $(DEV_STAMP)
	$(BIN)/python -m quality

assets:
	npm ci --no-audit --no-fund
	node scripts/assets.mjs

messages: $(DEV_STAMP)
	$(BIN)/python scripts/messages.py

# Names, versions, hashes; never an address. What serves has the very versions that are tested.
LOCKED = --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header
lock: $(DEV_STAMP)
	$(BIN)/python -m pip --version >/dev/null
	$(BIN)/uv pip compile requirements/dev.in --output-file requirements/dev.txt $(LOCKED)
	$(BIN)/uv pip compile requirements/run.in --output-file requirements/run.txt $(LOCKED) --constraint requirements/dev.txt

docs: $(DEV_STAMP)
	$(BIN)/python -m quality.docs

pictures: $(DEV_STAMP)
	$(BIN)/python scripts/pictures.py

bench-directory: $(DEV_STAMP)
	$(BIN)/python -m bench.directory $(if $(SIZE),--size $(SIZE))

bench-access: $(DEV_STAMP)
	$(BIN)/python -m bench.access $(if $(SIZE),--size $(SIZE))

bench-link: $(DEV_STAMP)
	$(BIN)/python -m bench.link $(if $(SIZE),--size $(SIZE))

bench-teaching: $(DEV_STAMP)
	$(BIN)/python -m bench.teaching $(if $(SIZE),--size $(SIZE))

bench-sso: $(DEV_STAMP)
	$(BIN)/python -m bench.sso

bench-start: $(DEV_STAMP)
	$(BIN)/python -m bench.start

bench-tasks: $(DEV_STAMP)
	$(BIN)/python -m bench.tasks

bench-desk: $(DEV_STAMP)
	$(BIN)/python -m bench.desk $(if $(SIZE),--size $(SIZE))

clean:
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
