"""The sentences of the printed page in one language, for one reader."""

from dataclasses import dataclass
from datetime import date

from corrin.terms import Lang, Reader
from corrin.words.catalog import Catalog, catalog

# British English, as the sentences are.
TAGS = {Lang.EN: "en-GB", Lang.DA: "da", Lang.NL: "nl"}


@dataclass(frozen=True, slots=True)
class ProfileWords:
    """What `figures` asks for; a sentence of the reader's own comes before a common one."""

    words: Catalog
    reader: Reader

    @property
    def lang(self) -> str:
        """The language as a tag for screen readers."""
        return TAGS[self.words.lang]

    def say(self, key: str, **values: object) -> str:
        """The sentence of this name, with values put in."""
        own = self.words.tables["profile"][self.reader.value]
        path = ("profile", self.reader.value, key) if key in own else ("profile", key)
        return self.words.text(*path, **values)

    def number(self, value: float) -> str:
        """A number as the reader writes it."""
        return self.words.number(value)

    def decimal(self, value: float) -> str:
        """A number with one decimal, always."""
        sign = "–" if value < -0.05 else ""
        return sign + f"{abs(value):.1f}".replace(".", self.words.text("page", "decimal_separator"))

    def span(self, low: float, high: float) -> str:
        """A range."""
        return self.words.span(low, high)

    def day(self, on: date) -> str:
        """A date in words."""
        return self.words.day(on)

    def item(self, code: str) -> str:
        """The word for a diary item."""
        return self.words.code("item", code)

    def code(self, kind: str, code: str) -> str:
        """The word for a code of a kind: a drug, a route."""
        return self.words.code(kind, code)


def profile_words(lang: Lang, reader: Reader) -> ProfileWords:
    """The words of the page."""
    return ProfileWords(catalog(lang), reader)
