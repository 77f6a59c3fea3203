# Impact Ledger. `make help` lists what there is.

SWIFT ?= swift
PREFIX ?= /usr/local
DEMO := demo
RELEASE := .build/release/impact
SOURCES := Package.swift Sources EventLog Projections Tests
BENCH := .build/bench

.PHONY: run test torture torture-quick fuzz build lint format install clean help sqlite docs check-docs bench bench-peers bench-questions bench-small bench-prices bench-size bench-study

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

sqlite: ## install libsqlite3-dev where it is missing
	@if ! echo '#include <sqlite3.h>' | cc -E -x c - >/dev/null 2>&1; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq libsqlite3-dev >/dev/null; \
	  else echo "libsqlite3-dev is missing: sudo apt-get install libsqlite3-dev" >&2; exit 69; fi; fi

build: sqlite ## build the release binary, with the Swift runtime inside
	@$(SWIFT) build -c release --static-swift-stdlib --product impact
	@strip -o $(RELEASE).stripped $(RELEASE) && mv $(RELEASE).stripped $(RELEASE)

run: build ## make a demo ledger, show its views, write its report
	@rm -rf $(DEMO) && mkdir $(DEMO)
	@IMPACT="$(RELEASE)" LEDGER="$(DEMO)/ledger.sqlite" REPORT="$(DEMO)/report.html" sh Examples/demo.sh

test: sqlite ## build and pass all tests
	@$(SWIFT) build --build-tests
	@$(SWIFT) test --skip-build

torture-quick: build ## faults in the gate's measure: kills, calls that fail, power loss, full disks, copies
	@python3 Tests/Torture/torture.py --quick

torture: build ## the same for much longer (Docs/faults.md)
	@python3 Tests/Torture/torture.py
	@EXECUTIONS=10000000 SEED=0 bash Tests/Fuzz/fuzz.sh

fuzz: build ## let libFuzzer try each parser for SECONDS_EACH, or all of them EXECUTIONS times
	@bash Tests/Fuzz/fuzz.sh

lint: ## the formatter's strict opinion
	@$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: ## let the formatter have its way
	@$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

docs: build ## write the generated pages and the README's transcript again
	@IMPACT="$(RELEASE)" sh Docs/generate.sh

check-docs: build ## fail where a generated page or transcript has rotted
	@IMPACT="$(RELEASE)" sh Docs/generate.sh --check

bench: EVENTS ?= 1000000
bench: ROUNDS ?= 5
bench: sqlite ## measure against C programs: EVENTS=1000000 ROUNDS=5 in .build/bench
	@mkdir -p $(BENCH)
	@$(SWIFT) build -c release --static-swift-stdlib --product bench
	@$(SWIFT) build -c release --static-swift-stdlib --product impact
	@for program in scan_all scan_and_write insert_events; do \
	  cc -O2 -o $(BENCH)/$$program Tests/Benchmarks/Reference/$$program.c -lsqlite3 || exit 1; done
	@.build/release/bench $(EVENTS) $(ROUNDS) $(BENCH) $(RELEASE)

bench-small: ## the same on few events, so that it does not rot
	@$(MAKE) --no-print-directory bench EVENTS=5000 ROUNDS=1
	@$(MAKE) --no-print-directory bench-questions EVENTS=5000 ROUNDS=1

bench-questions: EVENTS ?= 1000000
bench-questions: ROUNDS ?= 5
bench-questions: build ## questions about one thing, on a long ledger and a short one: EVENTS=1000000 ROUNDS=5 in .build/bench
	@$(SWIFT) build -c release --static-swift-stdlib --product bench
	@mkdir -p $(BENCH)
	@.build/release/bench generate $(EVENTS) $(BENCH) >/dev/null
	@.build/release/bench generate 3000 $(BENCH) >/dev/null
	@python3 Tests/Benchmarks/Reference/questions.py \
		$(BENCH)/generated-$(EVENTS).sqlite $(BENCH)/generated-3000.sqlite $(RELEASE) $(ROUNDS)

bench-peers: EVENTS ?= 100000
bench-peers: ## the same events in Python's eventsourcing and DuckDB: EVENTS=100000
	@python3 -c 'import duckdb, eventsourcing' || { echo "bench-peers needs both: pip install duckdb eventsourcing" >&2; exit 69; }
	@$(MAKE) --no-print-directory bench EVENTS=$(EVENTS) ROUNDS=1
	@python3 Tests/Benchmarks/Reference/peers.py $(RELEASE) $(BENCH)/generated-$(EVENTS).sqlite

bench-prices: SECURITIES ?= 5000
bench-prices: DAYS ?= 2500
bench-prices: ROUNDS ?= 3
bench-prices: build ## the import of a wide price file against DuckDB reading it: SECURITIES=5000 DAYS=2500 ROUNDS=3
	@mkdir -p $(BENCH)
	@python3 -c 'import duckdb' || { echo "bench-prices needs it: pip install duckdb" >&2; exit 69; }
	@python3 Tests/Benchmarks/Reference/prices.py $(RELEASE) $(BENCH) $(SECURITIES) $(DAYS) $(ROUNDS)

bench-study: ROUNDS ?= 3
bench-study: sqlite ## the event study against numpy and eventstudy computing AR and CAR alone: ROUNDS=3 in .build/bench
	@mkdir -p $(BENCH)
	@python3 -c 'import numpy, eventstudy, matplotlib' || { echo "bench-study needs more: pip install numpy eventstudy matplotlib" >&2; exit 69; }
	@$(SWIFT) build -c release --static-swift-stdlib --product bench
	@$(SWIFT) build -c release --static-swift-stdlib --product impact
	@.build/release/bench study $(ROUNDS) $(BENCH) .build/release/impact Tests/Benchmarks/Reference

bench-size: ## how often the event study's tests reject where nothing happened (Docs/event-study.md)
	@$(SWIFT) build -c release --product study-size >&2
	@.build/release/study-size

install: build ## install the program under PREFIX
	@install -D -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/impact

clean: ## remove what was built
	@rm -rf .build $(DEMO)
