"""A pytest plugin that takes one safety control away, to see that its test then fails.

    python -m pytest -p tools.removal --remove rule:alarm-cord TEST

A control is `rule:ID` (left out of every protocol), `restriction:NAME` (left out of the last
step), `edition:ID` (left out, and the one before it goes on), or `code:MODULE.NAME=VALUE`: a
constant set to a value, or a function that answers it.
"""

import importlib
from ast import literal_eval
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from corrin.advice import safety
from corrin.knowledge import Knowledge, Protocol, loader


def pytest_addoption(parser: pytest.Parser) -> None:
    """The one option: which control to take away."""
    parser.addoption("--remove", default="", help="the control to take away")


def pytest_configure(config: pytest.Config) -> None:
    """Take it away before any test is read."""
    if control := config.getoption("--remove"):
        remove(control)


def remove(control: str) -> None:
    """Take a control out of the running program. Raises ValueError when there is none such."""
    kind, _, name = control.partition(":")
    ways = {"rule": _rule, "restriction": _restriction, "edition": _edition, "code": _code}
    if kind not in ways:
        raise ValueError(f"met the control {control!r}; expected one of {', '.join(ways)}")
    ways[kind](name)


def exists(control: str) -> bool:
    """Whether a control of that name is there to be taken away."""
    kind, _, name = control.partition(":")
    if kind == "rule":
        return any(r.id == name for p in loader.load().editions for r in p.rules)
    if kind == "restriction":
        return any(row.name == name for row in safety.RESTRICTIONS)
    if kind == "edition":
        return any(p.id == name for p in loader.load().editions)
    module, attribute, _ = _parts(name)
    return kind == "code" and hasattr(module, attribute)


def _rule(name: str) -> None:
    read: Callable[..., Protocol] = loader._protocol

    def without(*args: Any) -> Protocol:
        protocol = read(*args)
        return replace(protocol, rules=tuple(r for r in protocol.rules if r.id != name))

    _put(loader, "_protocol", without)


def _restriction(name: str) -> None:
    kept = tuple(row for row in safety.RESTRICTIONS if row.name != name)
    _put(safety, "RESTRICTIONS", kept)


def _edition(name: str) -> None:
    read: Callable[..., Knowledge] = loader.load_from

    def without(folder: Any) -> Knowledge:
        known = read(folder)
        kept = (replace(p, valid_until=None) for p in known.editions if p.id != name)
        return replace(known, editions=tuple(kept))

    _put(loader, "load_from", without)


def _code(name: str) -> None:
    module, attribute, value = _parts(name)
    there = getattr(module, attribute)
    _put(module, attribute, (lambda *_, **__: value) if callable(there) else value)


def _parts(name: str) -> tuple[Any, str, Any]:
    path, _, value = name.partition("=")
    module, _, attribute = path.rpartition(".")
    return importlib.import_module(module), attribute, literal_eval(value or "None")


def _put(module: Any, name: str, value: Any) -> None:
    setattr(module, name, value)
