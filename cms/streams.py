"""Streams of blocks whose definition stays out of the migrations: a new block needs none."""

from typing import Any

from wagtail.fields import StreamField


class BlockStream(StreamField):
    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs
