"""Cover pictures of the demo country: the path of Masar, drawn anew for each project from its code."""

import io
import math
import random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 675
# Drawn larger and made small, so that lines are smooth.
FINER = 2
PAPERS = ("#f3e6da", "#ead9c9", "#f0dfd5", "#efe3dc", "#e9d5cb")
HUES = ("#dfbfae", "#cf9c95", "#bb757f", "#97405a", "#6d1634", "#7a1a3a")
LAND = ("#ead9c9", "#e3ccbd", "#dfbfae", "#d6b0a3")


def cover(code: str) -> bytes:
    chance = random.Random(f"masar cover {code}")
    width, height = WIDTH * FINER, HEIGHT * FINER
    picture = Image.new("RGB", (width, height), chance.choice(PAPERS))
    pencil = ImageDraw.Draw(picture)
    _land(pencil, chance, width, height)
    _path(pencil, chance, width, height)
    kept = io.BytesIO()
    picture.reduce(FINER).save(kept, "JPEG", quality=90)
    return kept.getvalue()


def _wave(chance: random.Random, width: int, middle: float, swing: float) -> list[tuple[float, float]]:
    turns, start = chance.uniform(0.6, 1.5), chance.uniform(0, math.tau)
    rise = chance.uniform(-0.22, 0.22) * swing * 3
    return [
        (x, middle + rise * (0.5 - x / width) + swing * math.sin(start + math.tau * turns * x / width))
        for x in range(-40, width + 41, 8)
    ]


def _land(pencil: ImageDraw.ImageDraw, chance: random.Random, width: int, height: int) -> None:
    for level, colour in enumerate(LAND):
        line = _wave(chance, width, height * (0.52 + 0.13 * level), height * 0.09)
        pencil.polygon([*line, (width + 40, height), (-40, height)], fill=colour)


def _path(pencil: ImageDraw.ImageDraw, chance: random.Random, width: int, height: int) -> None:
    line = _wave(chance, width, height * 0.46, height * chance.uniform(0.1, 0.2))
    thick = 9 * FINER
    pencil.line(line, fill="#7a1a3a", width=thick, joint="curve")
    stages = chance.randint(4, 6)
    gate = chance.randrange(1, stages)
    for number in range(stages):
        x, y = line[int(len(line) * (number + 0.6) / (stages + 0.2))]
        reach = (17 + 5 * (number % 2)) * FINER
        if number == gate:
            corners = [(x, y - reach * 1.3), (x + reach * 1.3, y), (x, y + reach * 1.3), (x - reach * 1.3, y)]
            pencil.polygon(corners, fill="#faf8f5", outline="#7a1a3a", width=6 * FINER)
        else:
            hue = HUES[number % len(HUES)]
            pencil.ellipse((x - reach, y - reach, x + reach, y + reach), fill=hue, outline="#faf8f5", width=5 * FINER)
