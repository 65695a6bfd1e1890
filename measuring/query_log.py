import json
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED_BY = "HTTP_X_BENCH_QUERIES"
TOLD_IN = "X-Bench-Queries"
LONGEST_TOLD = 60_000


class QueryLogMiddleware:
    """Where a visit asks for it, tells which queries its answer took, and how long each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASKED_BY not in request.META:
            return self.get_response(request)
        queries: list[tuple[float, str]] = []

        def noted(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            began = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                queries.append((round(1000 * (time.perf_counter() - began), 3), sql))

        with connection.execute_wrapper(noted):
            response = self.get_response(request)
        longest = LONGEST_TOLD // max(1, len(queries)) - 40
        response[TOLD_IN] = json.dumps([[ms, sql[:longest]] for ms, sql in queries])
        return response
