"""The hand-written examples of each piece of advice, as the manual prints them."""

from collections.abc import Iterator

from tests.spec.keys import Spec, specs
from tools.manual import shortened


def examples_of(key: str) -> Iterator[str]:
    """Who is told it, who is not, and of whom it cannot be said, as Markdown."""
    spec = next(s for s in specs() if s.key == key)
    asked = "" if spec.ask == "assess" else f", asked {spec.ask.replace('_', ' ')}"
    yield f"By hand, from {spec.section} ({spec.country.upper()}, {spec.on}{asked}):"
    yield _block(f"`{spec.says}` is said", spec.fires)
    yield _block("not said", spec.silent)
    yield _unknown(spec)


def _unknown(spec: Spec) -> str:
    if not spec.waits_for:
        return "- cannot be said: never; what is not on record is no (proved)"
    facts = ", ".join(f"`{name}`" for name in spec.waits_for)
    left = ", ".join(spec.unsaid).replace("_", " ")
    said = f"nothing is said of {left}" if left else "no more is said"
    return _block(f"cannot be said where {said}: waits for {facts}", spec.unknown)


def _block(words: str, diary: str) -> str:
    """A diary under its words; an empty one is an adult with nothing on record."""
    if not diary:
        return f"- {words}; nothing else on record"
    return "\n".join([f"- {words}:", "", "  ```", *(f"  {x}" for x in shortened(diary)), "  ```"])
