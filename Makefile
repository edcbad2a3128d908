# ncf-exp: what people type. `make help` lists it.
#
#   make reproduce-figure-6                      fetches MovieLens-1M first, where it is missing
#   NCF_DATA_DIR=DIR make reproduce-figure-6     data sets in DIR
#   make reproduce SCALE=smoke                   everything with few epochs, in minutes
#   make reproduce-table-2 SEEDS=3 JOBS=2        three seeds, two runs at a time

SCALE ?= full
SEEDS ?= 1
JOBS ?= $(shell nproc)
# A smoke run has a database and an output folder of its own.
RESULTS ?= results$(if $(filter smoke,$(SCALE)),/smoke)
DB ?= $(RESULTS)/ncf.sqlite

# The engine is built for this machine's processor, or for ARCH: x86-64-v2, x86-64-v3 or x86-64-v4, in a folder of its own.
ARCH ?= native
BUILD := .build$(if $(filter native,$(ARCH)),,-$(ARCH))
NCF := $(BUILD)/release/ncf-exp
# Expanded where it is used: targets have settings of their own.
PLAN = --scale $(SCALE) --seeds $(SEEDS) --db $(DB)
EXPERIMENTS := table-1 figure-4 figure-5 figure-6 figure-7 table-2 table-3 table-4
PACKAGES := libsqlite3-dev libssl-dev libcurl4-openssl-dev libopenblas-dev libxsmm-dev zlib1g-dev \
	pkg-config gnuplot-nox fonts-dejavu-core

.DEFAULT_GOAL := help
.PHONY: help setup build install test test-slow fuzz determinism test-architectures sanitize test-torch test-keras test-browser test-slurm lint format \
	schema quickstart reproduce verdict report report-studies gaps revisit why bench bench-peers documentation clean \
	$(addprefix reproduce-,$(EXPERIMENTS))

help: ## list the targets
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 24
	@printf '%-24s%s\n' reproduce-NAME "one table or figure: $(EXPERIMENTS)"

setup: ## install the system packages, where they are not installed yet
	@missing=$$(for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; done); \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then root=""; else root="sudo"; fi; \
	  $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq $$missing; \
	fi

build: setup ## build the program: .build/release/ncf-exp (ARCH=x86-64-v3 for others: .build-x86-64-v3/release/ncf-exp)
	NCF_ARCH=$(ARCH) swift build -c release --product ncf-exp --scratch-path $(BUILD)

test: setup ## build and run the tests, in release
	swift build -c release --build-tests
	swift test -c release --skip-build

test-slow: setup ## 100 rounds of kill -9, then a million changed inputs for each reader: about an hour
	swift build -c release --build-tests
	NCF_SLOW_TESTS=1 swift test -c release --skip-build --filter KillTests
	$(MAKE) fuzz

FUZZ_COUNT ?= 1000000
FUZZ_SEED ?= 1
READERS := specs ratings negatives logs lists sparse packed safetensors numpy keras studies runs checkpoints database
fuzz: setup ## FUZZ_COUNT changed inputs (a million) for each of READERS
	swift build -c release --product ncf-fuzz
	@for reader in $(READERS); do \
	  nice .build/release/ncf-fuzz --reader $$reader --count $(FUZZ_COUNT) --seed $(FUZZ_SEED) || exit 1; done

DETERMINISM := .build/determinism/ncf.sqlite
determinism: build ## the debug build repeats what the release build trained, bit for bit, with every method
	NCF_ARCH=$(ARCH) swift build --product ncf-exp
	rm -rf $(dir $(DETERMINISM))
	$(NCF) run Tests/Determinism/methods.json --keep-weights --quiet --db $(DETERMINISM)
	.build/debug/ncf-exp verify --all --rerun --quiet --db $(DETERMINISM)

# The emulator stands in for older processors.
test-architectures: setup ## builds for x86-64-v3 and -v4: what they say on older processors, and whether their bits agree
	@$(MAKE) --no-print-directory setup PACKAGES=qemu-user
	$(MAKE) build ARCH=x86-64-v3
	$(MAKE) build ARCH=x86-64-v4
	Tests/Architectures/test.sh .build-x86-64-v3/release/ncf-exp .build-x86-64-v4/release/ncf-exp

# Release builds, as they are shipped: debug builds of the engine are too slow under a sanitizer. What other
# libraries leak is listed in the suppressions, with the reasons. MemoryTests limits the address space, of which
# sanitizers take terabytes for themselves.
SANITIZERS := $(CURDIR)/Tests/Sanitizers
sanitize: setup ## the tests under the address sanitizer, with leaks, and under the thread sanitizer
	swift build -c release --build-tests --sanitize=address --scratch-path .build-asan
	LSAN_OPTIONS=suppressions=$(SANITIZERS)/leaks.supp:print_suppressions=0 \
	  swift test -c release --skip-build --skip MemoryTests --sanitize=address --scratch-path .build-asan
	swift build -c release --build-tests --sanitize=thread --scratch-path .build-tsan
	TSAN_OPTIONS=halt_on_error=1 \
	  swift test -c release --skip-build --skip MemoryTests --sanitize=thread --scratch-path .build-tsan

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
install: build ## install the program, its man page and its completions (PREFIX=… names where)
	install -D -m 755 $(NCF) $(DESTDIR)$(PREFIX)/bin/ncf-exp
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	  $(SHARE)/fish/vendor_completions.d
	$(NCF) manual > $(SHARE)/man/man1/ncf-exp.1
	$(NCF) --generate-completion-script bash > $(SHARE)/bash-completion/completions/ncf-exp
	$(NCF) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_ncf-exp
	$(NCF) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/ncf-exp.fish

PYTHON ?= python3
test-torch: build ## check our numbers and weights against PyTorch (PYTHON=… names a Python that has torch)
	@if $(PYTHON) -c 'import torch, safetensors' 2>/dev/null; then \
	  $(PYTHON) Tests/PyTorch/check_scores.py $(NCF) && $(PYTHON) Tests/PyTorch/check_gradients.py; \
	else echo "skipped: $(PYTHON) has no torch and safetensors (pip install torch safetensors)"; fi

test-keras: build ## h5py, and Keras if it is there, read the weights we write (PYTHON=… names a Python that has h5py)
	@if $(PYTHON) -c 'import h5py, numpy' 2>/dev/null; then $(PYTHON) Tests/Keras/check_weights.py $(NCF); \
	else echo "skipped: $(PYTHON) has no h5py (pip install h5py numpy)"; fi

# Chromium and the library that drives it are installed for this target alone.
test-browser: build ## read the report in Chromium: phone and desk, light and dark, and while a sweep goes on
	@command -v chromium > /dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then root=""; else root="sudo"; fi; \
	  $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq chromium; }
	@test -x .venv/bin/python || python3 -m venv .venv
	@.venv/bin/python -c 'import playwright, PIL' 2> /dev/null || .venv/bin/pip install -q playwright pillow
	.venv/bin/python Tests/Browser/check_report.py results/ml-1m/report.html
	.venv/bin/python Tests/Browser/check_live.py $(NCF)

# Debian's Slurm is wanted for the tests only.
SLURM_PACKAGES := slurm-wlm munge
test-slurm: build ## run sweeps on a real Slurm, started for the purpose on this machine; as root
	@$(MAKE) --no-print-directory setup PACKAGES="$(SLURM_PACKAGES)"
	Tests/Slurm/test.sh $(NCF)

lint: ## check the layout of the sources
	swift format lint --strict -r Sources Tests Benchmarks Package.swift

format: ## lay the sources out
	swift format -i -r Sources Tests Benchmarks Package.swift

schema: build ## write the JSON Schemas of specs, studies and published numbers: experiments/*schema.json
	$(NCF) schema > experiments/schema.json
	$(NCF) schema study > experiments/study.schema.json
	$(NCF) schema published > experiments/published.schema.json

quickstart: build ## train GMF, MLP and NeuMF on the sample that ships with the project, in seconds
	$(NCF) run experiments/quickstart.json --db $(DB)
	$(NCF) report quickstart --db $(DB) --output $(RESULTS)

# Table 1 describes the data sets; there is nothing to train.
reproduce-table-1: build
	$(NCF) report table-1 --fetch $(PLAN) --output $(RESULTS)

$(addprefix reproduce-,$(filter-out table-1,$(EXPERIMENTS))): reproduce-%: build
	$(NCF) run experiments/he-2017/$*.json --fetch $(PLAN) --jobs $(JOBS)
	$(NCF) report $* $(PLAN) --output $(RESULTS)

reproduce: build ## every table and figure of the paper, in one sweep
	$(NCF) run $(patsubst %,experiments/he-2017/%.json,$(filter-out table-1,$(EXPERIMENTS))) --fetch $(PLAN) --jobs $(JOBS)
	$(NCF) report $(PLAN) --output $(RESULTS)
	$(NCF) verdict $(PLAN) --output $(RESULTS)

verdict: build ## check the paper's claims against the stored runs
	$(NCF) verdict $(PLAN) --output $(RESULTS)

# From the shipped runs alone, in a database of their own; Table 1 counts the data set in NCF_DATA_DIR. Cells have one
# to three seeds, and say how many. No other target writes tracked files.
SHIPPED := results/ml-1m
SHIPPED_FILES := $(SHIPPED) docs/revisited.* docs/why-lower.md
report: build ## rebuild all that ships from results/ml-1m/*.jsonl (CHECK=1 fails if a file has changed)
	@$(NCF) data info ml-1m > /dev/null
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	runs="--seeds 3 --db $$scratch/ncf.sqlite" && one="--db $$scratch/ncf.sqlite" && \
	for file in $(SHIPPED)/*.jsonl; do $(NCF) import "$$file" --db "$$scratch/ncf.sqlite" || exit 1; done && \
	$(NCF) report --html $$runs --output $(SHIPPED) && \
	$(NCF) verdict $$runs --output $(SHIPPED) && \
	$(NCF) report why $$runs --output $(SHIPPED) && \
	$(NCF) report revisit gaps $$one --output $(SHIPPED) && \
	$(NCF) page why-lower $$runs --output docs && \
	$(NCF) page revisited $$one --output docs
	$(if $(CHECK),git diff --exit-code --stat -- $(SHIPPED_FILES))

# Each with as many seeds as it was run with: cells of fewer say so.
STUDIES := dacrema-2019 dacrema-2021 rendle-2020 rendle-2022 anelli-2021 deng-2019
STUDY_RESULTS := results/studies
report-studies: build ## the same for the studies of later papers, from results/*/*.jsonl; needs lastfm and AMusic too
	@for data in ml-1m lastfm AMusic; do $(NCF) data info $$data > /dev/null || exit 1; done
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	for file in $(SHIPPED)/*.jsonl $(STUDY_RESULTS)/*.jsonl; do \
	  $(NCF) import "$$file" --db "$$scratch/ncf.sqlite" || exit 1; done && \
	for study in $(STUDIES); do \
	  options="--seeds 5 --db $$scratch/ncf.sqlite --output $(STUDY_RESULTS)/$$study"; \
	  $(NCF) report --study $$study $$options && $(NCF) verdict --study $$study $$options && \
	  $(NCF) page $$study $$options || exit 1; done
	$(if $(CHECK),git diff --exit-code --stat -- $(STUDY_RESULTS))

gaps: build ## the cells that end below the paper's, over learning rates, batch sizes and epochs: results/gaps.*
	$(NCF) run experiments/he-2017/gaps.json --fetch $(PLAN) --jobs $(JOBS)
	$(NCF) report gaps $(PLAN) --output $(RESULTS)

revisit: build ## NCF beside later methods, in a few hours: results/revisit.*, revisited.md
	$(NCF) run quick factorisation networks --fetch $(PLAN) --jobs $(JOBS)
	$(NCF) report revisit $(PLAN) --output $(RESULTS)
	$(NCF) page revisited $(PLAN) --output $(RESULTS)

# The answer needs the spread over seeds: three of them, unless SEEDS says otherwise.
why: SEEDS = 3
why: build ## why are my numbers lower than the paper's? In about half an hour: results/why.*, why-lower.md
	$(NCF) run experiments/why-lower/why.json --fetch $(PLAN) --jobs $(JOBS)
	$(NCF) report why $(PLAN) --output $(RESULTS)
	$(NCF) page why-lower $(PLAN) --output $(RESULTS)

bench: setup ## time the engine on ml-1m: seconds, GFLOP/s, share of the roofline, memory
	swift build -c release --product ncf-bench
	.build/release/ncf-bench gmf-8 mlp-8 neumf-8 evaluation bpr-16 eals-64 ials-64 mlp-64 neumf-64 \
	  mf-sgd-192

# PyTorch and implicit go into a virtual environment of their own; OPENBLAS_* settings would slow them down.
bench-peers: setup ## time the engine against PyTorch and implicit, in turn
	swift build -c release --product ncf-bench
	test -x .venv/bin/python || (python3 -m venv .venv && .venv/bin/pip install -q torch implicit numpy scipy)
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE .venv/bin/python Benchmarks/peers/compare.py

# The command line's own types are no library.
LIBRARIES := NCFConcurrency NCFDiagnostics NCFRandom NCFStatistics NCFSystem NCFData NCFKernels NCFWeights NCFModels NCFEvaluation NCFExperiments NCFStudies NCFStore NCFCluster NCFReports
documentation: setup ## the libraries' documentation, as web pages: .build/documentation
	swift package --allow-writing-to-directory .build/documentation generate-documentation \
	  $(addprefix --target ,$(LIBRARIES)) --enable-experimental-combined-documentation \
	  --transform-for-static-hosting --output-path .build/documentation

clean: ## remove the build; results stay
	rm -rf .build
