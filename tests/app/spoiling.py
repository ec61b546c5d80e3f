"""Inputs spoilt by chance, from ones that are right: JSON, text, tables and packed files."""

import io
import json
import zipfile
from copy import deepcopy
from typing import Any

import numpy as np

from tests.fhir.test_hostile import places

Chance = np.random.Generator
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1e308, -1e-308, 10**40, 2**63, "", " ", "x", "\x00", "\u202e", "é",
    "\ud800", "٣", "2026-02-30", "9999-12-31", "0000-00-00", "2026-11-22T25:61:00Z", "-0", "NaN",
    "1e400", "=1+1", "<script>", "../../x", "%s{0}", [], {}, [[]], [{}], [None], {"x": []},
    {"resourceType": "Bundle"}, {"": {"": ""}},
)  # fmt: skip
SIGNS = (
    "\x00", "\r", "\n", "\t", "\ufeff", "\u202e", "\ud800", "\U0010ffff", "é", "0", "9", "-", ".",
    ",", ";", "|", '"', "'", "{", "}", "[", "]", "<", "&", "%", "=", "+", "@", "\\", "/", " ",
)  # fmt: skip
MANY = 400
DEEP = 3_000


def value(right: Any, chance: Chance) -> Any:
    """A copy of a JSON value with one to four things in it changed, taken out or doubled."""
    spoilt = deepcopy(right)
    for _ in range(int(chance.integers(1, 5))):
        found = list(places(spoilt)) if isinstance(spoilt, dict | list) else []
        if not found:
            return spoilt
        holder, key = found[int(chance.integers(len(found)))]
        _change(holder, key, found, chance)
    return spoilt


def _change(holder: Any, key: Any, found: list[tuple[Any, Any]], chance: Chance) -> None:
    way = int(chance.integers(7))
    if way <= 1:
        holder[key] = deepcopy(ODD[int(chance.integers(len(ODD)))])
    elif way == 2:
        del holder[key]
    elif way == 3:
        other, place = found[int(chance.integers(len(found)))]
        holder[key] = deepcopy(other[place])
    elif way == 4 and isinstance(holder[key], str):
        holder[key] = text(holder[key], chance)
    elif way == 5:
        holder[key] = [deepcopy(holder[key])] * int(chance.integers(2, 9))
    elif isinstance(holder, dict):
        name = text(str(key), chance)
        holder[name if way == 4 else "_" + name] = holder.pop(key)
    else:
        holder.append(deepcopy(holder[key]))


def as_json(right: Any, chance: Chance) -> str:
    """The text of a spoilt value; at times the text itself is spoilt, very deep or repeats."""
    told = json.dumps(value(right, chance))
    way = int(chance.integers(20))
    if way == 0:
        return text(told, chance)
    if way == 1:
        return told.replace(":", ":" + "[" * DEEP, 1)
    if way == 2:
        return told.replace("1", "1" * MANY, 1)
    return told


def text(right: str, chance: Chance) -> str:
    """A text with a few letters, lines or stretches changed, doubled, moved or cut."""
    told = right
    for _ in range(int(chance.integers(1, 4))):
        at = int(chance.integers(len(told) + 1))
        to = min(len(told), at + int(chance.integers(1, 40)))
        way = int(chance.integers(7))
        sign = SIGNS[int(chance.integers(len(SIGNS)))]
        if way == 0:
            told = told[:at] + sign + told[at:]
        elif way == 1:
            told = told[:at] + sign + told[at + 1 :]
        elif way == 2:
            told = told[:at] + told[to:]
        elif way == 3:
            told = told[:at] + told[at:to] * int(chance.integers(2, 30)) + told[to:]
        elif way == 4:
            odd = str(ODD[int(chance.integers(len(ODD)))])
            told = told[:at] + odd + told[to:]
        elif way == 5:
            lines = told.split("\n")
            a, b = (int(chance.integers(len(lines))) for _ in range(2))
            lines[a], lines[b] = lines[b], lines[a]
            told = "\n".join(lines)
        else:
            told = told[:at] + sign * int(chance.integers(1, MANY)) + told[at:]
    return told


def raw(right: bytes, chance: Chance) -> bytes:
    """Bytes with some changed, taken out, doubled, or cut at the end."""
    told = bytearray(right)
    for _ in range(int(chance.integers(1, 5))):
        if not told:
            break
        at = int(chance.integers(len(told)))
        way = int(chance.integers(4))
        if way == 0:
            told[at] = int(chance.integers(256))
        elif way == 1:
            del told[at : at + int(chance.integers(1, 200))]
        elif way == 2:
            told[at:at] = told[at : at + int(chance.integers(1, 200))]
        else:
            del told[max(at, len(told) // 2) :]
    return bytes(told)


def encoded(told: str) -> bytes:
    """As bytes, also where no right text has such a sign."""
    return told.encode("utf-8", errors="surrogatepass")


def workbook(right: bytes, chance: Chance) -> bytes:
    """A workbook with one of its parts spoilt and packed again; at times the package itself."""
    if chance.integers(5) == 0:
        return raw(right, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(right)) as book, zipfile.ZipFile(out, "w") as copy:
        names = book.namelist()
        chosen = names[int(chance.integers(len(names)))]
        for name in names:
            part = book.read(name)
            if name == chosen:
                part = encoded(text(part.decode("utf-8"), chance))
            copy.writestr(name, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
