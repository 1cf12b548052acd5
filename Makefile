# Two commands: "make run" sets everything up and runs the demo; "make test" sets up and runs the whole suite.
# "make help" lists the rest. Needs Python >= 3.11 and a C compiler. pip's own settings (PIP_*, pip.conf) hold.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip
# "make run PYTHON=/path/to/python" picks the interpreter of a new .venv; "make test ARGS='-k name'" passes arguments on.
PYTHON ?=
ARGS ?=
CANDIDATES := $(if $(PYTHON),$(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python)

PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
EDITABLE := -e . $(foreach plugin,$(PLUGINS),-e ./$(plugin))
COMPILED := $(shell find mqk_core -name '*.pxd' 2>/dev/null)
COMPILED_SOURCES := $(COMPILED) $(wildcard $(COMPILED:.pxd=.py))
# setuptools says of each build that two of its tables are experimental; what matters still comes through.
BUILD := PYTHONWARNINGS=ignore $(PY)

.PHONY: help run test fast check fix ext lists wheelhouse bench calendars clean distclean
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: $(VENV)/.built  ## set up and run the demo: engine x on the shipped bars
	@$(VENV)/bin/mqk +engine=x +mode=backtest $(if $(RUNS),'runs.folder=$(RUNS)')
	@echo 'The run lies under $(if $(RUNS),$(RUNS),./runs), in a folder named by its id; "$(VENV)/bin/mqk runs list" lists all.'

test: $(VENV)/.built $(VENV)/.dev wheelhouse  ## set up and run the whole suite
	@$(LINT); $(PY) -m pytest $(ARGS) || status=1; exit $$status

fast: $(VENV)/.built $(VENV)/.dev  ## the suite without what is slow
	@$(PY) -m pytest -m 'not slow' $(ARGS)

check: lint  ## format, lint, types, layers and tidiness
	@$(PY) -m pytest tests/tidy

.PHONY: lint
lint: $(VENV)/.built $(VENV)/.dev
	@$(LINT); exit $$status

# All four, whatever the first says; `status` keeps whether one failed.
LINT = status=0; \
	$(VENV)/bin/ruff format --check --quiet . || { echo 'not formatted: run "make fix"'; status=1; }; \
	$(VENV)/bin/ruff check --quiet . || status=1; \
	MYPYPATH=$(MYPYPATH) $(VENV)/bin/mypy $(TYPED) || status=1; \
	$(VENV)/bin/lint-imports --no-cache || status=1

# Plugins are checked where they lie: each under src/, Acme's beside its pyproject.toml.
PLUGIN_SOURCES = $(wildcard $(addsuffix /src,$(PLUGINS))) tests/acme/mqk-acme
BUILD_TOOLS = $(addprefix tests/tools/,compiled_modules.py machine.py package_lists.py source_tree.py wheelhouse.py)
TYPED = mqk_core $(BUILD_TOOLS) $(wildcard tests/typing) $(foreach folder,$(PLUGIN_SOURCES),$(wildcard $(folder)/mqk_*))
noop :=
MYPYPATH = $(subst $(noop) ,:,$(strip $(PLUGIN_SOURCES)))

fix: $(VENV)/.dev  ## format and repair what can be repaired by itself
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format --quiet .

ext: $(VENV)/.runtime  ## compile again what changed
	@$(BUILD) -c 'import setuptools; setuptools.setup()' --quiet build_ext --inplace
	@touch $(VENV)/.built

lists:  ## write the lists of packages and compiled modules into pyproject.toml
	@$(if $(wildcard $(PY)),$(PY),python3) tests/tools/package_lists.py

wheelhouse: $(VENV)/.built  ## fill .venv/wheelhouse, from which the tests install without a network
	@$(BUILD) tests/tools/wheelhouse.py

bench: $(VENV)/.built  ## measure bars per second; prints, never fails
	@$(PY) -m tests.bench

calendars: $(VENV)/.built $(VENV)/.dev  ## write the tables of trading days again
	@$(PY) tests/tools/make_calendars.py

clean:  ## remove what builds leave; .venv and runs stay
	@rm -rf build dist mqk_core/build plugins/*/build plugins/*/dist *.egg-info plugins/*/*.egg-info plugins/*/src/*.egg-info
	@find mqk_core \( -name '*.so' -o -name '*.c' \) -exec rm -f {} +
	@find . -name .venv -prune -o -name __pycache__ -exec rm -rf {} +
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(VENV)/.built

distclean: clean  ## the same, and .venv
	@rm -rf $(VENV)

# A new virtual environment, from the first Python that is new enough and whole.
$(PY):
	@first=; chosen=; \
	for candidate in $(CANDIDATES); do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11) or sys.implementation.name != "cpython")' \
			>/dev/null 2>&1 || continue; \
		[ -n "$$first" ] || first="$$candidate"; \
		if "$$candidate" tests/tools/machine.py >/dev/null 2>&1; then chosen="$$candidate"; break; fi; \
	done; \
	if [ -z "$$first" ]; then \
		echo 'mqk needs CPython 3.11 or newer; found none among: $(CANDIDATES).' >&2; \
		echo 'Install one (Debian, Ubuntu: apt-get install python3 python3-venv python3-dev gcc), or name one:' >&2; \
		echo '  make run PYTHON=/path/to/python3.11' >&2; exit 1; \
	fi; \
	if [ -z "$$chosen" ]; then "$$first" tests/tools/machine.py; exit 1; fi; \
	echo "making $(VENV) with $$("$$chosen" --version)"; \
	rm -rf $(VENV) && "$$chosen" -m venv $(VENV)

# The builders first, at the versions that pyproject.toml names: then no build needs a download of its own.
$(VENV)/.builders: constraints.txt | $(PY)
	@echo 'installing pip, setuptools and cython'
	@$(PIP) install -qq --disable-pip-version-check -c constraints.txt pip setuptools cython
	@touch $@

$(VENV)/.runtime: $(VENV)/.builders constraints.txt pyproject.toml $(addsuffix /pyproject.toml,$(PLUGINS))
	@echo 'installing mqk, its plugins and what they need; compiling (a minute or two the first time)'
	@PYTHONWARNINGS=ignore $(PIP) install -qq --disable-pip-version-check --no-build-isolation -c constraints.txt $(EDITABLE)
	@touch $@

$(VENV)/.built: $(VENV)/.runtime $(COMPILED_SOURCES)
	@$(BUILD) -c 'import setuptools; setuptools.setup()' --quiet build_ext --inplace
	@touch $@

$(VENV)/.dev: $(VENV)/.builders constraints.txt requirements-dev.txt
	@echo 'installing the tools of "make test"'
	@$(PIP) install -qq --disable-pip-version-check --no-build-isolation -r requirements-dev.txt
	@touch $@
