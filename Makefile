# The entry to everything: each target sets up what it needs, once.
PYTHON ?= python3
CORES ?= all
VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# BLAS and torch take the threads that Snakemake gives a job; tests get one each.
export MPLBACKEND := Agg
PYTEST := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 pytest -q --dist loadgroup --no-loadscope-reorder

MKDOCS := NO_MKDOCS_2_WARNING=1 mkdocs build --strict --quiet

.PHONY: help table1 picture docs smoke test browser cluster unit check schemas dvc constraints clean

help:           ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

table1: $(VENV)/stamp  ## the sample corpus, from videos to results/table1.csv, and a listener to try
	snakemake results/table1.csv results/listener --cores $(CORES) --logger steps

smoke: $(VENV)/stamp   ## in a minute or two: a test of every folder of src/elp, and one run to a table
	$(PYTEST) -n 2 -m smoke tests

# Three processes: one of them mostly waits, for SLURM (tests/conftest.py).
test: $(VENV)/stamp browser cluster  ## all tests: modules, and Snakemake end to end on a tiny corpus
	$(PYTEST) -n 3

# The gallery is tested in a real browser, if there is one or root can install it.
browser:
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -qy chromium chromium-driver; \
	else echo "without chromium and chromium-driver the gallery's tests are skipped" >&2; fi

# The same for a SLURM of one node (tests/slurm), which needs root in any case.
cluster:
	@command -v slurmctld >/dev/null && command -v slurmd >/dev/null && command -v munged >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -qy --no-install-recommends slurm-wlm munge; \
	else echo "without root the tests on a SLURM of one node are skipped" >&2; fi

unit: $(VENV)/stamp    ## the tests of modules only
	$(PYTEST) -n 2 -m "not workflow"

check: $(VENV)/stamp   ## format, lint, types, layers, links of the docs
	ruff format --check
	ruff check
	snakefmt --check Snakefile workflow rules
	mypy
	lint-imports --no-logo --no-cache
	snakemake --lint
	python -m elp dvc --check
	$(MKDOCS) --site-dir build/site

picture: $(VENV)/stamp ## docs/listener.png, the picture of the README, after make table1
	python docs/picture.py

docs: $(VENV)/stamp    ## the documentation as a site: site/index.html
	$(MKDOCS)

schemas: $(VENV)/stamp ## regenerate workflow/schemas from elp.config
	python -m elp.config.root

dvc: $(VENV)/stamp     ## regenerate dvc.yaml from the Snakemake rules
	python -m elp dvc

constraints:           ## resolve constraints.txt anew, in a scratch environment
	rm -rf $(VENV)-constraints
	$(PYTHON) -m venv $(VENV)-constraints
	$(VENV)-constraints/bin/pip install --quiet "torch==2.13.0" -e ".[dev]"
	$(VENV)-constraints/bin/pip freeze --exclude-editable \
		| sed -e 's/+cpu$$//' > constraints.txt
	rm -rf $(VENV)-constraints

clean:                 ## remove results and the environment
	rm -rf results .snakemake $(VENV)

# The libraries that mediapipe and OpenCV open at run time; Debian's minimal image lacks them.
LIBRARIES := libEGL.so.1 libGLESv2.so.2 libGL.so.1 libglib-2.0.so.0
PACKAGES := libegl1 libgles2 libgl1 libglib2.0-0

$(VENV)/stamp: pyproject.toml constraints.txt
	@for library in $(LIBRARIES); do \
		/sbin/ldconfig -p | grep -q "$$library" && continue; \
		echo "$$library is missing: installing $(PACKAGES)"; \
		if [ "$$(id -u)" = 0 ]; then apt-get update -q && apt-get install -qy $(PACKAGES) && break; \
		else echo "as root: apt-get install $(PACKAGES)" >&2; exit 1; fi; \
	done
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 13) else "Python 3.11 or 3.12 is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --constraint constraints.txt -e ".[dev]"
	touch $@
