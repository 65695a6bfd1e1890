"""The shared cache on Redis, which may go away without taking a page with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisAwayError
from redis.exceptions import TimeoutError as RedisSlowError

log = logging.getLogger("masar.cache")
# For so long nothing is asked of a Redis that did not answer, so that one page does not wait for it many times.
REST_SECONDS = 5.0
Answer = TypeVar("Answer")


class QuietRedisCache(RedisCache):
    """While Redis is away nothing is found and nothing is kept. Attempts cannot be counted then, so sign-in waits."""

    away_until = 0.0

    def quietly(self, ask: Callable[[], Answer], otherwise: Answer) -> Answer:
        if time.monotonic() < QuietRedisCache.away_until:
            return otherwise
        try:
            return ask()
        except (RedisAwayError, RedisSlowError) as error:
            log.warning("The cache does not answer: %s", error)
            QuietRedisCache.away_until = time.monotonic() + REST_SECONDS
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self.quietly(lambda: super(QuietRedisCache, self).add(*args, **kwargs), False)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self.quietly(lambda: super(QuietRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        return self.quietly(lambda: super(QuietRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self.quietly(lambda: super(QuietRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self.quietly(lambda: super(QuietRedisCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self.quietly(lambda: super(QuietRedisCache, self).get_many(*args, **kwargs), {})

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return self.quietly(lambda: super(QuietRedisCache, self).set_many(data, *args, **kwargs), list(data))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        return self.quietly(lambda: super(QuietRedisCache, self).delete_many(*args, **kwargs), None)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self.quietly(lambda: super(QuietRedisCache, self).has_key(*args, **kwargs), False)

    def clear(self) -> None:
        self.quietly(lambda: super(QuietRedisCache, self).clear(), None)
