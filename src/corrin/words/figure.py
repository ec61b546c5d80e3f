"""The words of the library's pictures in one language."""

from dataclasses import dataclass

from corrin.terms import Lang
from corrin.words.catalog import Catalog
from corrin.words.library import library_catalog
from corrin.words.profile import TAGS
from corrin.words.unbroken import MINUS, unbroken


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What forest and outcome plots ask for."""

    words: Catalog

    @property
    def lang(self) -> str:
        """The language as a tag for screen readers."""
        return TAGS[self.words.lang]

    def say(self, key: str, **values: object) -> str:
        """A sentence of the library, with values put in."""
        return unbroken(self.words.text("library", key, **values))

    def name(self, kind: str, code: str) -> str:
        """The word for a code of one kind."""
        return unbroken(self.words.text(kind, code))

    def fixed(self, value: float, decimals: int) -> str:
        """A number with so many decimals, always."""
        text = f"{abs(value):.{decimals}f}".replace(
            ".", self.words.text("page", "decimal_separator")
        )
        return f"{MINUS}{text}" if round(value, decimals) < 0 else text


def figure_words(lang: Lang) -> FigureWords:
    """The words of the pictures."""
    return FigureWords(library_catalog(lang))
