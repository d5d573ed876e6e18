# Two commands for everybody: `make run` and `make test`. The others are for people who work on nxdesk.
.PHONY: run test frozen bench lint lock clean

PYTHON := .venv/bin/python

# Opens the program with its practice company; where there is no display, plays the tour and writes its report.
run:
	@.ci/setup run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		.venv/bin/nxdesk; \
	else \
		echo "画面がないため、代わりに案内（tour）を実行し、結果をtour/index.htmlに書き出します。"; \
		.venv/bin/nxdesk tour --out tour; \
	fi

# The whole suite. Four at a time on two processors: much of a test is waiting.
test:
	@.ci/setup dev
	$(PYTHON) -m pytest -n 4 --dist loadfile --no-loadscope-reorder

# The program as one folder in dist/nxdesk, and its own test.
frozen:
	@.ci/setup dev
	$(PYTHON) -m PyInstaller --noconfirm --log-level WARN nxdesk.spec
	QT_QPA_PLATFORM=offscreen dist/nxdesk/nxdesk --self-test

# Hot paths beside their floors and peers; the ratios are kept in benchmarks/README.md.
bench:
	@.ci/setup dev
	$(PYTHON) -m benchmarks

lint:
	@.ci/setup dev
	$(PYTHON) -m ruff check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-cache

# Compiles the locks again from pyproject.toml: versions and hashes, and no word of where they came from.
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" pyproject.toml --group build --extra tour
lock:
	@.ci/setup dev
	$(PYTHON) -m pip install --quiet uv
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --group dev --extra postgresql --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv build dist tour
