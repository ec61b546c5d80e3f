"""Which texts a native reader has checked, and which nobody has yet."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from corrin.terms import Lang


@dataclass(frozen=True, slots=True)
class Area:
    """One file of words: how many texts it has, and who has checked it as it stands, if anybody."""

    name: str
    texts: int
    by: str
    on: date | None


@cache
def areas(lang: Lang) -> tuple[Area, ...]:
    """Every area of a language, by name."""
    folder = files("corrin.words")
    rows = tomllib.loads((folder / "read.toml").read_text(encoding="utf-8")).get("read", [])
    found = []
    for page in sorted((folder / lang.value).iterdir(), key=lambda p: p.name):
        name, body = page.name.removesuffix(".toml"), page.read_bytes()
        row = checked(rows, name, lang, body)
        texts = _texts(tomllib.loads(body.decode()))
        found.append(Area(name, texts, row.get("by", ""), row.get("on")))
    return tuple(found)


def checked(rows: list[dict[str, Any]], area: str, lang: Lang, body: bytes) -> Mapping[str, Any]:
    """The row of whoever has checked this very text; an empty one where nobody has."""
    this = {"area": area, "lang": lang.value, "sha256": sha256(body).hexdigest()}
    return next((row for row in rows if this.items() <= row.items()), {})


def all_checked(lang: Lang) -> bool:
    """Whether native readers have checked every text of a language."""
    return all(area.by for area in areas(lang))


def _texts(table: object) -> int:
    if isinstance(table, dict):
        return sum(_texts(value) for value in table.values())
    return 1
