from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic
from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.ttLib import TTFont

# The weights that the style sheet names.
WEIGHTS = ("Light", "Regular", "Medium", "SemiBold")


class Command(BaseCommand):
    help = "Make the web fonts from the installed font package, where they are missing or older than it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        source = Path(fontpkg_ibm_plex_sans_arabic.__file__).parent / "files"
        target = Path(settings.VAR) / "fonts"
        target.mkdir(parents=True, exist_ok=True)
        for weight in WEIGHTS:
            name = f"IBMPlexSansArabic-{weight}"
            made = convert(source / f"{name}.ttf", target / f"{name}.woff2")
            if made and options["verbosity"] > 1:
                self.stdout.write(f"made {name}.woff2")


def convert(source: Path, target: Path) -> bool:
    """Whole, not cut down: the font's licence keeps its name for the unchanged font."""
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime and target.stat().st_size:
        return False
    font = TTFont(source, lazy=True)
    font.flavor = "woff2"
    unfinished = target.with_suffix(".part")
    font.save(unfinished, reorderTables=False)
    unfinished.replace(target)
    return True
