# `make demo` and `make test` do all the set-up by themselves; the rest is for those who work on the program.
.PHONY: demo test test-long check bench deb test-install pictures lock setup-run setup-dev
# Compiled once, whatever this shell says: programs that tests start, and the tests themselves, are there sooner.
export PYTHONDONTWRITEBYTECODE =
GROUP ?=
ARGS ?=
# What `make check` runs within a minute: the rules of the code, the domain and the store.
QUICK = tests/test_architecture.py tests/test_code_rules.py tests/test_documentation.py tests/domain tests/store

demo: setup-run ## a whole branch on this machine, with simulated devices and its own central service
	.venv/bin/kiosk demo $(ARGS)

test: setup-dev ## every test that takes no minutes, in random order; three at a time, because some wait for servers
	.venv/bin/pytest -n 3 --dist worksteal $(ARGS)

test-long: setup-dev ## the tests that take minutes: kills, starts, many visits; before an issue is resolved
	.venv/bin/pytest -n 3 --dist worksteal -m "long or kills" --kills 300 $(ARGS)

check: setup-dev ## lint, types, layering and the fast tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/pytest -n 2 --dist worksteal -m "not slow and not postgres" $(QUICK) $(ARGS)

bench: setup-dev ## each figure beside its limit; GROUP=reception runs one group
	.venv/bin/python -m benchmarks $(GROUP)

deb: setup-run ## the Debian package of this folder: build/deb/one-stop-kiosk_VERSION_ARCHITECTURE.deb
	@.venv/bin/python -m resources.deploy.package.build

test-install: setup-dev ## as root: installs, upgrades, breaks and removes the package in a bare Debian 13, and boots it in QEMU
	@.venv/bin/python -m tests.installation $(ARGS)

pictures: setup-dev ## draws the pictures of the documentation again
	.venv/bin/python docs/pictures.py

lock: ## pins what pyproject.toml asks for, with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --extra build --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --extra build -c requirements-dev.lock pyproject.toml -o requirements.lock

setup-run:
	@.ci/setup run
setup-dev:
	@.ci/setup dev
