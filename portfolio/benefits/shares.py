"""Dividing a value so that the parts come to the whole exactly. Pure: no database.

The parts are rounded down and what is then left over goes, one smallest step at a time, to where most was cut off. The
query of `portfolio.benefits.rollups` does the same in the database; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from portfolio.benefits.enums import WHOLE


def divided(units: int, shares: Mapping[int, int]) -> dict[int, int]:
    """`units` of the smallest step among holders, by shares that come to the whole. A loss is divided like a gain."""
    sign, amount = (-1, -units) if units < 0 else (1, units)
    parts = {holder: amount * share // WHOLE for holder, share in shares.items()}
    left = amount - sum(parts.values())
    for holder in sorted(shares, key=lambda holder: (-(amount * shares[holder] % WHOLE), holder))[:left]:
        parts[holder] += 1
    return {holder: sign * part for holder, part in parts.items()}


def units_of(value: Decimal, decimals: int) -> int:
    return int(value.scaleb(decimals))


def value_of(units: int, decimals: int) -> Decimal:
    return Decimal(units).scaleb(-decimals)
