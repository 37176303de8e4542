# make help lists the targets. Every target that compiles does its own set-up:
# .ci/setup prints what it will install, asks once (YES=1 agrees) and does
# nothing where everything is there.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help

export CGO_ENABLED := 1

# x11: Fyne's Wayland window has no Chinese input. migrated_fynedo halves the
# work of a table, but only without it are calls on the wrong thread reported,
# so tests leave it out.
TEST_TAGS    := sqlite_fts5,x11,bundlefonts
PRODUCT_TAGS := $(TEST_TAGS),migrated_fynedo
export TEST_TAGS PRODUCT_TAGS

# Where goroutines meet. The rest of shared/ starts none, which the
# architecture test sees to, and would only take the race detector's time.
RACE := $(patsubst %,./%/...,$(addprefix syncserver/,companies/company demo/colleague doors/api doors/auth doors/hub store) shared/modules/all app/device/client app/device/store app/ui/uithread)

# Windows under test speak Chinese, and leave no message bus behind.
TEST_ENV := RAPID_CHECKS=500 LANG=zh_CN.UTF-8 DBUS_SESSION_BUS_ADDRESS=unix:path=/dev/null

ROLE ?= boss
SEED ?= 1
RUNS ?= 200
KILLS ?= 20

# A package that uses no processor hangs: it is ended and tells where. One that is busy
# has an hour, many times what the longest takes on two quiet cores. HEYI_TIMES=FILE
# says what each took.
WATCH  := -exec "'$(CURDIR)/build/watch'"
LATEST := 60m

# The longest packages begin first, or the last of them runs alone. Many wait for
# clocks, disks and processes: one package more than there are cores.
LONGEST := ./shared/rigs/sim/trade ./shared/rigs/sim ./app/screens/home ./syncserver
SIDE    := -p $$(($$(getconf _NPROCESSORS_ONLN) + 1))

# Histories over real files; they take ten times as long as in memory.
OVER_FILES := ./app/device/store/histories ./syncserver/store/histories

# One build with every planted bug behind a switch, see docs/reliability.md.
PLANT  := go run ./shared/rigs/sim/planted/overlay -o build/planted
SOWN   := -overlay build/planted/overlay.json -tags planted,$(TEST_TAGS) -vet off -count 1
REPLAY := $(TEST_ENV) go test $(SIDE) $(SOWN) $(WATCH) -timeout $(LATEST) -run '^TestPlanted(Bugs|Rigs)$$' ./shared/rigs/sim/planted ./shared/rigs/sim ./shared/rigs/sim/trade $(OVER_FILES)

.PHONY: help planted mutants run build test check bench sim stores failover story package golden reset setup-test

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: ## the demo company: server and app; ROLE=boss|sales|manager|warehouse|finance|purchase
	@.ci/setup build font run
	@.ci/build
	@ROLE='$(ROLE)' .ci/demo

build: ## bin/heyi and bin/heyi-server
	@.ci/setup build font
	@.ci/build

test: ## all tests
	@.ci/setup build font run test
	@.ci/build
	go build -o build/watch ./shared/rigs/trial/watch
	$(TEST_ENV) go test $(SIDE) -tags $(TEST_TAGS) $(WATCH) -timeout $(LATEST) $(LONGEST) ./...
	$(PLANT)
	$(REPLAY)
	$(TEST_ENV) go test $(SIDE) -race -short -vet off -tags $(TEST_TAGS) $(WATCH) -timeout $(LATEST) $(RACE)

check: ## format, vet, staticcheck, layering, shell scripts
	@.ci/setup build font
	@.ci/check

bench: ## speed of the parts and of the whole, each beside its limit
	@.ci/setup build font test
	@.ci/build
	go test -tags $(TEST_TAGS) -run '^$$' -bench 'RowRead|Codec' ./shared/rowstore
	go test -tags $(TEST_TAGS) -run '^$$' -bench 'FirstSync|BesideFiles' ./app/device/client
	go test -tags $(TEST_TAGS) -run '^$$' -bench Shred ./app/device/store
	go test -tags $(TEST_TAGS) -run '^$$' -bench 'Judge|Bare' ./syncserver/store
	go test -tags $(TEST_TAGS) -run '^$$' -bench Nodes ./syncserver
	go test -tags $(TEST_TAGS) -run '^$$' -bench 'Reconnect|SellersFirstLoad' -benchtime 3x -timeout 30m ./app/rigs/story
	go test -tags $(TEST_TAGS) -run '^$$' -bench TenThousandRows -benchtime 3x ./app/ui/widgets
	go test -tags $(TEST_TAGS) -run '^$$' -bench . -benchtime 10x -timeout 30m ./syncserver/rigs/bench/sight
	go test -tags $(TEST_TAGS) -run '^$$' -bench . -skip Upgrade -benchtime 5x -timeout 30m ./syncserver/rigs/bench/sold
	go test -tags $(TEST_TAGS) -run '^$$' -bench Upgrade -benchtime 1x -timeout 30m ./syncserver/rigs/bench/sold
	go run -tags $(TEST_TAGS) ./syncserver/rigs/bench -server bin/heyi-server

sim: ## devices and server under a hostile network; SEED=1 RUNS=200 KIND= FILES=
	@.ci/setup build font
	SEED='$(SEED)' RUNS='$(RUNS)' KIND='$(KIND)' go test -tags $(TEST_TAGS) -count 1 -timeout 0 -v -run '^Test(Seeds|Windows)$$' $(if $(FILES),$(OVER_FILES),./shared/rigs/sim/...)

planted: ## every planted bug is found by what is known to find it
	@.ci/setup build font
	go build -o build/watch ./shared/rigs/trial/watch
	$(PLANT)
	$(REPLAY)

mutants: ## search for histories that find planted bugs; FRESH=1 for all anew
	@.ci/setup build font
	$(if $(FRESH),rm -f shared/rigs/sim/planted/found.tsv)
	$(PLANT)
	HEYI_SEARCH=all go test $(SOWN) -timeout 0 -v -run '^TestPlantedSearch$$' ./shared/rigs/sim
	HEYI_SEARCH=all go test $(SOWN) -timeout 0 -v -run '^TestPlantedSearch$$' ./shared/rigs/sim/trade
	HEYI_SEARCH=all SEARCH_MOST=100 go test $(SOWN) -timeout 0 -v -run '^TestPlantedSearch$$' $(OVER_FILES)
	GOLDEN=write go test -tags $(TEST_TAGS) -count 1 -run Golden ./shared/rigs/sim/planted

stores: ## stories and random commands in both databases; RUNS=100000 commands
	@.ci/setup build font test
	HEYI_STORES=1 $(TEST_ENV) go test -tags $(TEST_TAGS) -count 1 -timeout 0 ./app/rigs/story ./syncserver/doors/api
	HEYI_CHAOS='$(RUNS)' go test -tags $(TEST_TAGS) -count 1 -timeout 0 -v -run '^TestRandomCommandsInBothStores$$' ./syncserver/companies/audit

failover: ## leaders of a PostgreSQL cluster are killed under load; KILLS=20
	@.ci/setup build font test failover
	HEYI_FAILOVER='$(KILLS)' go test -tags $(TEST_TAGS) -count 1 -timeout 60m -v -run '^TestFailover$$' ./syncserver

story: ## a real server, four real devices, one order from offline to cash
	@.ci/setup build font
	@.ci/build
	go run -tags $(TEST_TAGS) ./app/rigs/story -server bin/heyi-server

package: ## archives to ship, in build/; WINDOWS=1 also for Windows
	@.ci/setup build font package $(if $(WINDOWS),windows)
	@.ci/package

golden: ## write the expected outputs of tests anew; look at the diff
	@.ci/setup build font
	GOLDEN=write $(TEST_ENV) go test -tags $(TEST_TAGS) -count 1 -run Golden ./...

reset: ## remove the demo company of this checkout
	@.ci/reset

setup-test: ## try the set-up in bare Debian and Ubuntu roots (needs root)
	@.ci/setup-test
