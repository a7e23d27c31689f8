# The whole house in two commands: `make demo` and `make test`. What they do: runtime/README.md.
PYTHON ?= python3
RUNTIME = $(PYTHON) -m runtime

.PHONY: demo test build stop clean lock

demo: ## the demo office at http://127.0.0.1:8000; CASES=path also imports a register
	@$(RUNTIME) demo $(if $(CASES),--cases "$(CASES)")

test: ## every test, on a fresh site
	@$(RUNTIME) test

build: ## the bench alone
	@$(RUNTIME) build

stop: ## MariaDB and Redis of the bench
	@$(RUNTIME) stop

clean: ## the bench with its sites; what is cached for all benches stays
	@$(RUNTIME) clean

lock: ## newest versions that work, into the lock files
	@$(RUNTIME) lock
