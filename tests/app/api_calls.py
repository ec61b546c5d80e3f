"""Calls made out of the API's own description, right ones and wrong ones, by schemathesis."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings


def answers(number: int, chance: int, token: str) -> tuple[Counter[str], list[str]]:
    """How often each status was met, and every answer that is not as described, with its call.

    `number` right calls and as many wrong ones for each thing that can be asked.
    """
    schemathesis = import_module("schemathesis")
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    met: Counter[str] = Counter()
    faults: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in schemathesis.GenerationMode:
            _try(operation.as_strategy(generation_mode=mode), number, chance, token, met, faults)
    return met, faults


def _try(
    calls: Any, number: int, chance: int, token: str, met: Counter[str], faults: list[str]
) -> None:
    checks = import_module("schemathesis.checks")
    conformance = import_module("schemathesis.specs.openapi.checks")
    wanted = [
        checks.not_a_server_error,
        conformance.status_code_conformance,
        conformance.content_type_conformance,
        conformance.response_schema_conformance,
    ]

    @seed(chance)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(call=calls)
    def tried(call: Any) -> None:
        ours = ("authorization", "corrin-patient")
        kept = {k: v for k, v in (call.headers or {}).items() if k.lower() not in ours}
        call.headers = {**kept, "Host": "localhost", "Authorization": f"Bearer {token}"}
        answer = call.call()
        met[str(answer.status_code)] += 1
        faults.extend(_wrong(call, answer, wanted))

    tried()


def _wrong(call: Any, answer: Any, wanted: list[Any]) -> Iterator[str]:
    try:
        call.validate_response(answer, checks=wanted)
    except BaseException as why:  # several faults come as a group
        yield f"{call.operation.label} {answer.status_code}: {why}"[:2_000]
