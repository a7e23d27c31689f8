# The whole house in two commands: `make demo` and `make test`. What they do: runtime/README.md.
PYTHON ?= python3
RUNTIME = $(PYTHON) -m runtime

.PHONY: demo test walks faults matrix build stop clean lock bench-import bench-grow bench-clocks bench-clocks-grown bench-cases bench-lists bench-figures bench-dashboards bench-reports bench-periodic bench-portal bench-phone bench-pages

demo: ## the demo office at http://127.0.0.1:8000; CASES=path also imports a register
	@$(RUNTIME) demo $(if $(CASES),--cases "$(CASES)")

test: ## every test but those of the next three, on a fresh site
	@$(RUNTIME) test

walks: ## the long walks in Chromium: every role's desk, the counter, the calendar, the citizen's whole way; on a fresh site
	@$(RUNTIME) walks

faults: ## what happens when a worker, the database or the mail server dies, on a fresh site
	@$(RUNTIME) faults

matrix: ## who may do what: every role, DocType, step and method over REST, on a fresh site
	@$(RUNTIME) matrix

build: ## the bench alone
	@$(RUNTIME) build

stop: ## MariaDB and Redis of the bench
	@$(RUNTIME) stop

clean: ## the bench with its sites; what is cached for all benches stays
	@$(RUNTIME) clean

lock: ## newest versions that work, into the lock files
	@$(RUNTIME) lock

BENCH_DIR ?= .bench

bench-import: ## the import's speed and memory, on a site of its own; CASES=path of the register
	@BUFFER_POOL=2G $(RUNTIME) start && $(RUNTIME) new-site import.localhost --app
	@$(BENCH_DIR)/env/bin/python -m benchmarks.import_register "$(CASES)" --bench $(BENCH_DIR) --site import.localhost

bench-grow: ## a site with 1,000,000 cases, 1,500,000 referrals and 3,000,000 clock events
	@BUFFER_POOL=2G $(RUNTIME) start && $(RUNTIME) new-site grow.localhost --app
	@$(BENCH_DIR)/env/bin/python -m benchmarks.grow --sites $(BENCH_DIR)/sites --site grow.localhost

bench-clocks: ## the clocks' engine, opening, sweep and recalculation, on a site of its own
	@BUFFER_POOL=2G $(RUNTIME) start && $(RUNTIME) new-site clocks.localhost --app
	@$(BENCH_DIR)/env/bin/python -m benchmarks.clocks --sites $(BENCH_DIR)/sites --site clocks.localhost

bench-clocks-grown: ## the sweep on the site that bench-grow made
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.clocks --sites $(BENCH_DIR)/sites --site grow.localhost --beside

bench-cases: ## registering a case, what it causes in the background, and steps of its workflow, on a site of its own
	@BUFFER_POOL=2G $(RUNTIME) start && $(RUNTIME) new-site cases.localhost --app
	@$(BENCH_DIR)/env/bin/python -m benchmarks.registering --sites $(BENCH_DIR)/sites --site cases.localhost

bench-lists: ## lists, board and an opened case on the site that bench-grow made
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.looking --sites $(BENCH_DIR)/sites --site grow.localhost

bench-figures: ## the public figures of a year on the site that bench-grow made
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.figures --sites $(BENCH_DIR)/sites --site grow.localhost

bench-dashboards: ## charts, cards and the wall-board on the site that bench-grow made
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.dashboards --sites $(BENCH_DIR)/sites --site grow.localhost

bench-reports: ## every statistical report over a year and over ten, on the site that bench-grow made
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.reports --sites $(BENCH_DIR)/sites --site grow.localhost

bench-periodic: ## a periodic report of a month, a quarter, a year and ten years computed, on the site that bench-grow made
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.periodic_report --sites $(BENCH_DIR)/sites --site grow.localhost

bench-portal: ## the citizens' pages under load, on the site that bench-grow made; SECONDS of each run, JOBS=no without background jobs
	@BUFFER_POOL=2G $(RUNTIME) start
	@$(BENCH_DIR)/env/bin/python -m benchmarks.portal --bench $(BENCH_DIR) --site grow.localhost $(if $(SECONDS),--seconds $(SECONDS)) $(if $(filter no,$(JOBS)),--without-jobs)

bench-pages: ## what each request of a citizen costs by itself, on a site of its own
	@$(RUNTIME) start && $(RUNTIME) new-site pages.localhost --app
	@$(BENCH_DIR)/env/bin/python -m benchmarks.page_costs --bench $(BENCH_DIR) --site pages.localhost

bench-phone: ## how soon the citizens' pages can be used on a phone with a slow network
	@$(RUNTIME) start && $(RUNTIME) new-site phone.localhost --app
	@$(BENCH_DIR)/env/bin/python -m benchmarks.phone --bench $(BENCH_DIR) --site phone.localhost
