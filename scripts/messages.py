"""`make messages`: gathers the words of the product into the Arabic catalogue, keeping every translation.

Works on the folder that it is started in. Nothing is guessed: a new string comes in empty, and one that nothing says
any more goes. The catalogue carries no dates and no line numbers, so that a diff shows words alone.
"""

import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django
from django.core.management import call_command
from django.core.management.commands.makemessages import Command

CATALOGUE = Path("locale") / "ar" / "LC_MESSAGES" / "django.po"
NOT_OURS = (".venv", "var", "build", "tests", "scripts")
ARABIC_PLURALS = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"
HEADER = f"""msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: ar\\n"
"Plural-Forms: nplurals=6; plural={ARABIC_PLURALS};\\n"
"""


class Gather(Command):
    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching", "--no-wrap"]
    msguniq_options = ["--to-code=utf-8", "--no-wrap"]
    msgattrib_options = ["--no-obsolete", "--no-wrap"]
    xgettext_options = ["--from-code=UTF-8", "--add-comments=Translators", "--no-wrap"]


def main() -> None:
    django.setup()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    if not CATALOGUE.exists():
        CATALOGUE.write_text(HEADER)
    call_command(
        Gather(), locale=["ar"], no_location=True, no_obsolete=True, ignore_patterns=list(NOT_OURS), verbosity=0
    )
    text = CATALOGUE.read_text()
    _, _, entries = text.partition("\n\n")
    CATALOGUE.write_text(f"{HEADER}\n{entries}")
    empty = len(re.findall(r'^msgstr(?:\[0\])? ""\n(?!")', entries, re.MULTILINE))
    print(f"{CATALOGUE}: {empty} strings wait for their translation.")


if __name__ == "__main__":
    main()
