# Everything runs from a fresh checkout with Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
LIBRARY := demo/library
FILM ?= ../shared/media/long/bbb_full_10min_448x252.mp4
TRUTH ?= ../shared/media/groundtruth/bbb_full.json

.PHONY: demo test check bench clean

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@

demo: .venv/ready  ## index the sample, ask it three questions, find a moment, draw it; make a story, and measure on it
	@mkdir -p demo
	$(BIN)/longtake index examples/sample.mp4 --library $(LIBRARY)
	$(BIN)/longtake ask examples/sample.mp4 "What does the project cost?" --library $(LIBRARY) --html demo/answer.html
	$(BIN)/longtake ask examples/sample.mp4 "Which year is on the roadmap slide?" --option 2019 --option 2027 --library $(LIBRARY)
	$(BIN)/longtake ground examples/sample.mp4 "the slide about risks" --library $(LIBRARY)
	$(BIN)/longtake ask examples/sample.mp4 "Who wrote the theme music?" --library $(LIBRARY) || test $$? -eq 3
	$(BIN)/longtake show examples/sample.mp4 -o demo/storyboard.html --library $(LIBRARY)
	rm -rf demo/town
	$(BIN)/longtake make story -o demo/town --minutes 1
	$(BIN)/longtake make --look demo/town
	rm -rf demo/run
	$(BIN)/longtake bench run demo/town --model seer:sharp --frames 120 --limit 12 --controls blind,shuffle -o demo/run
	$(BIN)/longtake bench report demo/run -o demo/run.html

test: .venv/ready  ## every test, offline
	$(BIN)/python -m pytest

check: .venv/ready  ## what CI runs: style, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: .venv/ready  ## the tables of docs/performance.md, each against its peer
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[peers]'
	$(BIN)/python benchmarks/shots.py $(FILM) --truth $(TRUTH)
	$(BIN)/python benchmarks/shots.py $(FILM) --truth $(TRUTH) --height 720
	$(BIN)/python benchmarks/exact_frames.py $(FILM) --height 720
	$(BIN)/python benchmarks/indexing.py $(FILM)
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/answers.py benchmarks/kept/memory/250000
	$(BIN)/python benchmarks/worlds.py
	$(BIN)/python benchmarks/making.py
	$(BIN)/python benchmarks/seer.py
	$(BIN)/python benchmarks/engine.py
	$(BIN)/python benchmarks/measure.py
	$(BIN)/python benchmarks/bookkeeping.py
	$(BIN)/python benchmarks/report.py

clean:
	rm -rf .venv demo benchmarks/kept
