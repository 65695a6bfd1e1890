"""One style sheet for both directions, readable in both themes; nothing inline, so that the CSP can stay strict."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("**/*.css"))
TEMPLATES = sorted(p for p in ROOT.glob("**/templates/**/*.html") if not {".venv", "var", "build"} & set(p.parts))
# Mails have no style sheet to link to.
MAILS = ("mail", "email", "mail.html")

PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:^|[;{\s])(?:left|right|top|bottom)\s*:"
    r"|(?<![\w-])(?:float|clear|text-align|caption-side)\s*:\s*(?:left|right)"
    r"|(?<![\w-])(?:width|height|min-width|min-height|max-width|max-height)\s*:"
)
FOUR_SIDES = re.compile(r"(?<![\w-])(?:margin|padding|inset|border-width|border-radius|border-color)\s*:\s*([^;}]+)")
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def physical_declarations(css: str) -> list[str]:
    css = re.sub(r"@(?:media|container)[^{]*\{", "{", without_comments(css))
    found = [match.group(0).strip() for match in PHYSICAL.finditer(css)]
    for match in FOUR_SIDES.finditer(css):
        sides = re.findall(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", match.group(1).split("/")[0])
        if len(sides) == 4 and sides[1] != sides[3]:
            found.append(match.group(0))
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_only_logical_properties(sheet):
    found = physical_declarations(sheet.read_text())
    if sheet.name == "document.css":
        # What makes the PDFs knows sizes by these names alone; margins, paddings and borders are logical there too.
        found = [declaration for declaration in found if declaration not in ("width:", "height:")]
    assert found == []


@pytest.mark.parametrize(
    "css",
    [
        "a { margin-left: 1px }",
        "a{left:0}",
        "a { float: right; }",
        "a { text-align: left }",
        "a { padding: 0 1px 2px 3px }",
        "a { width: 3px }",
        "a { border-top-left-radius: 1px }",
    ],
)
def test_the_search_for_physical_properties_finds_them(css):
    assert physical_declarations(css)


def test_media_queries_and_equal_sides_are_let_through():
    assert (
        physical_declarations("@media (min-width: 3rem) { a { padding: 1px 2px 3px 2px; max-inline-size: 1px } }") == []
    )


def test_no_style_or_script_inside_templates():
    own = [p for p in TEMPLATES if not any(word in p.parts for word in MAILS)]
    assert len(own) > 20
    inline = {str(p.relative_to(ROOT)): INLINE.findall(p.read_text()) for p in own}
    assert {name: found for name, found in inline.items() if found} == {}


@pytest.mark.parametrize(
    "html",
    ['<p style="color:red">', "<style>", "<button onclick='x()'>", "<script>x()</script>", '<a href="javascript:x">'],
)
def test_the_search_for_inline_code_finds_it(html):
    assert INLINE.search(html)


# Contrast, by the WCAG formula


def tokens(theme: str) -> dict[str, str]:
    css = without_comments((ROOT / "static/css/tokens.css").read_text())
    light, rest = css.split("@media (prefers-color-scheme: dark)")
    dark = rest.split("@media print")[0]
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", dark)) if theme == "dark" else {})


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT_ON_GROUND = [
    *[(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "card", "sunk", "accent-soft")],
    *[("ink", f"{kind}-soft") for kind in ("good", "warn", "bad")],
    *[("soft", f"{kind}-soft") for kind in ("good", "warn", "bad")],
    *[(f"{kind}-ink", ground) for kind in ("good", "warn", "bad") for ground in ("paper", "card", f"{kind}-soft")],
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    *[(f"on-stage-{n}", f"stage-{n}") for n in range(1, 7)],
]
SHAPES_ON_GROUND = [
    *[(kind, ground) for kind in ("good", "warn", "bad", "line-strong", "focus") for ground in ("paper", "card")],
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_words_can_be_read(theme, ink, ground):
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), SHAPES_ON_GROUND)
def test_shapes_and_borders_can_be_seen(theme, ink, ground):
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 3


def test_the_two_themes_differ():
    assert tokens("light")["paper"] != tokens("dark")["paper"]


def test_the_contrast_formula_is_the_known_one():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)
