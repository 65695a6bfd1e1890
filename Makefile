# The commands of Masar. `make help` lists them; each is a script in scripts/ that can be read in one sitting.
.DEFAULT_GOAL := help
.PHONY: help run test bench soak messages lock

PYTHON_SCRIPT = @sh scripts/python

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile

run: ## serve the demo country on http://127.0.0.1:8000/ (PORT chooses another port)
	$(PYTHON_SCRIPT) scripts/run.py

test: ## install what the tests need and run all of it
	$(PYTHON_SCRIPT) scripts/whole_suite.py

bench: ## measure the pages against a bare view, write build/bench.json
	$(PYTHON_SCRIPT) scripts/within.py scripts/bench.py

soak: ## the long checks; writes docs/measured.md
	$(PYTHON_SCRIPT) scripts/within.py scripts/soak.py

messages: ## gather new words for translation into locale/ar/LC_MESSAGES/django.po
	$(PYTHON_SCRIPT) scripts/within.py scripts/messages.py

lock: ## write the locks anew after a change of pyproject.toml (UPGRADE=yes takes newer packages)
	$(PYTHON_SCRIPT) scripts/lock.py
