# Everything a person runs here. `make help` prints the lines marked ##.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8080
DATA_DIR ?= .data
MILLIONS ?= 1,10,50
COUNT ?= 200
SEED ?= 1
VIEWERS ?= 900
FOR ?= 600
KILLS ?= 10
ORDERS ?= 100000
KILLS_OF_EVENTS ?= 20
MEASURED ?= forecast pace lifetime-value funnel insights inventory inventory-run feedback recommendations experiments
PYTHON := .venv/bin/python
PACKAGES := shared services/revenue services/ingestion services/inventory-alerts services/segments services/recommendations-v2 infra/local
SERVICES := revenue ingestion inventory-alerts segments recommendations-v2
COMPILE := .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

# Some machines ask for it, and then every start of the suite compiles all of it anew: half of its time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help up install frontend check-frontend test check check-fast bench bench-scale bench-kills bench-events bench-live bench-insights bench-engines bench-funnel bench-inventory bench-inventory-run bench-exports bench-segments bench-forecast bench-pace bench-lifetime-value bench-feedback bench-recommendations bench-recommendations-speed bench-ui locks models pages test-gcp

##@ Use
up: install frontend/dist/built  ## start the suite on this machine; PORT= and DATA_DIR= override, EMPTY=1 leaves the demo out
	@.venv/bin/shopsight up --port $(PORT) --data-dir $(DATA_DIR) $(if $(EMPTY),--empty)

install: .venv/installed  ## set up .venv from the locks, hashes verified

##@ Work
frontend: install frontend/dist/built  ## build the dashboard, with this machine's Node or one from the package registry

check-frontend: install frontend/dist/built  ## the dashboard's types, lint and tests
	@bash infra/local/frontend.sh check

test: install frontend/dist/built  ## set up, then run every check and every test
	@bash infra/local/check.sh fast
	@bash infra/local/debian_packages.sh
	@# The slower checks take one core for two minutes: they go on beside the tests, and are told after them.
	@# Three at once on two cores: much of its time a test waits for processes of its own. What is broken for all of them
	@# (a full disk, an engine that has ended) is told after some, instead of after each has waited for it.
	@mkdir -p .build; bash infra/local/check.sh slow > .build/checks.txt 2>&1 & checks=$$!; tests=0; checked=0; \
	$(PYTHON) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --maxfail 20 || tests=$$?; \
	wait $$checks || checked=$$?; cat .build/checks.txt; exit $$((tests || checked))

check: install  ## lint, types, architecture, generated files, locks, terraform
	@bash infra/local/check.sh all

check-fast: install  ## the part of check that a commit waits for
	@bash infra/local/check.sh fast

bench: install  ## measure: start, load, latency, then all of MEASURED with their baselines, half an hour; fails when a promise is broken
	$(PYTHON) -m tests.benchmarks
	broken=; for each in $(MEASURED); do echo "== $$each"; OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks $$each || broken="$$broken $$each"; done; \
	  if [ -n "$$broken" ]; then echo "broken promises:$$broken"; exit 1; fi

bench-scale: install  ## growth beside DuckDB by hand, MILLIONS=1,10,50; about an hour and 20 GB of disk
	$(PYTHON) -m tests.benchmarks scale --millions $(MILLIONS)

bench-kills: install  ## kill -9 at random instants, COUNT=200 SEED=1; fails unless every start finds one whole state
	$(PYTHON) -m tests.benchmarks kills --count $(COUNT) --seed $(SEED)

bench-events: install  ## ORDERS=100000 as events, shuffled and repeated, KILLS_OF_EVENTS=20 times kill -9; fails unless the ledger is right
	$(PYTHON) -m tests.benchmarks events --orders $(ORDERS) --kills $(KILLS_OF_EVENTS) --seed $(SEED)

bench-live: install  ## live figures: VIEWERS=900, FOR=600 seconds, then KILLS=10; fails when a promise is broken
	$(PYTHON) -m tests.benchmarks live --viewers $(VIEWERS) --seconds $(FOR) --kills $(KILLS)

bench-lifetime-value: install  ## customers' value: published figures, real shops beside what needs no model, a million customers
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks lifetime-value

bench-forecast: install  ## forecasts of two real shops beside seasonal-naive, a minute; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks forecast

bench-pace: install  ## targets of two real shops: what was due, and the chance to reach them, a quarter of a minute; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks pace

bench-inventory: install  ## alerts and reorders on real demand beside the naive rules, some minutes; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks inventory

bench-inventory-run: install  ## the daily run of 70,000 products and 10 million ledger rows, some minutes; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks inventory-run

bench-engines: install  ## both engines side by side and every image, with what takes minutes; a quarter of an hour
	THOROUGH=1 $(PYTHON) -m pytest -q tests/queries tests/end_to_end/test_images.py services/segments/tests/clusters/test_clusters_in_bigquery.py

bench-funnel: install  ## the funnel of a large shop beside one pass over its events, a minute; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks funnel

bench-exports: install  ## 25,000 members exported under failing vendors and kill -9, a million changed minds, some minutes; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks exports

bench-segments: install  ## a refresh of a million customers and 50 million ledger rows beside plain pandas, 5 GB of disk, some minutes; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks segments

bench-insights: install  ## demo shops: what is planted is found on its day, and 30 quiet months stay quiet; fails when not
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks insights

bench-feedback: install  ## feedback on recommendations: how many a second are durable before they are answered, and kill -9; half a minute; fails when a promise is broken
	$(PYTHON) -m tests.benchmarks feedback

bench-experiments: install  ## verdicts on 2,000 shops without a difference and on shops with one, beside gbstats in an environment of its own, two minutes; fails when a promise is broken
	THOROUGH=1 $(PYTHON) -m pytest -q services/recommendations-v2/tests/experiments/test_gbstats.py
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks experiments

bench-ui: install frontend/dist/built  ## the dashboard in a real browser: how soon each view is there on a phone and a desktop, then every view, state, theme and width by axe-core; PART=fast or PART=axe is one half; fails when a promise is broken
	$(PYTHON) -m tests.benchmarks ui $(if $(PART),--part $(PART))

bench-recommendations: install  ## three lists of a real grocer beside v1, TIFU-KNN and EASE, a quarter of an hour; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks recommendations

bench-recommendations-speed: install  ## building, starting and answering recommendations: 68,000 products, up to 246,700 customers and 14 million lines, 8 GB of disk, a quarter of an hour; fails when a promise is broken
	OMP_NUM_THREADS=1 $(PYTHON) -m tests.benchmarks recommendations-speed

test-gcp: install  ## what only Google can answer, for some cents: GCP_WAREHOUSE=bigquery://project/shop_test, see docs/bigquery-ml.md
	$(PYTHON) -m pytest -q -m gcp tests/gcp

pages: install  ## write the pages that are made anew: docs/architecture.md, docs/costs.md and what it reads, docs/capacity.md
	$(PYTHON) -m tests.architecture.picture
	$(PYTHON) -m tests.queries.reads
	$(PYTHON) -m local.cost_page > docs/costs.md
	$(PYTHON) -m tests.architecture.capacity

models: install  ## write the contracts' models anew from openapi/
	$(PYTHON) -m shared.contracts.generate

locks: install  ## resolve the lock files anew (needs the package registry)
	$(COMPILE) infra/local/uv.in -o infra/local/uv.txt
	$(COMPILE) infra/local/node.in -o infra/local/node.txt
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) --no-deps tests/data_packages.in -o tests/data_packages.txt
	$(COMPILE) infra/terraform/policies.in -o infra/terraform/policies.txt
	.venv/bin/uv pip compile -q --python-version 3.13 --override tests/queries/emulator.override --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url tests/queries/emulator.in -o tests/queries/emulator.txt
	.venv/bin/uv pip compile -q --python-version 3.11 --universal --override services/recommendations-v2/tests/experiments/oracle.override \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url services/recommendations-v2/tests/experiments/oracle.in \
	  -o services/recommendations-v2/tests/experiments/oracle.txt
	# Without the root lock: bigframes wants an older rich.
	$(COMPILE) services/segments/bigquery_ml.in -o services/segments/bigquery_ml.txt
	for service in $(SERVICES); do for target in serve job; do \
	  $(COMPILE) -c requirements.txt services/$$service/$$target.in -o services/$$service/$$target.txt; done; done
	$(COMPILE) -c requirements.txt frontend/serve.in -o frontend/serve.txt

help:  ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Without Node and without the package registry the suite starts all the same, without a page.
frontend/dist/built: frontend/package-lock.json frontend/index.html frontend/vite.config.ts $(shell find frontend/src frontend/public -type f) | install
	@bash infra/local/frontend.sh build || echo "The dashboard could not be built; the suite starts without a page." >&2

# One stamp for the whole set-up: it is older than a lock or a pyproject that changed, and then the set-up runs again.
.venv/installed: requirements.txt infra/local/uv.txt $(addsuffix /pyproject.toml,$(PACKAGES))
	@bash infra/local/install.sh $(PACKAGES)
	@touch $@
