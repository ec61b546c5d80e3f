"""The forms of a page, as a browser would fill them in and send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = ("text", "date", "email", "password", "textarea")


@dataclass(slots=True)
class Control:
    """One field: its name, kind, id and what stands in it."""

    name: str
    kind: str
    id: str = ""
    mode: str = ""
    value: str = ""
    chosen: bool = False
    choices: list[str] = field(default_factory=list)
    described_by: str = ""


@dataclass(slots=True)
class Form:
    """One form of a page: where it goes, and its fields in order."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def typed(self) -> list[Control]:
        """The fields somebody types into."""
        return [c for c in self.controls if c.kind in TYPED and c.name and c.name != "username"]

    def sent(self) -> dict[str, list[str]]:
        """What a browser sends when the first button is pressed."""
        found: dict[str, list[str]] = {}
        pressed = False
        for c in self.controls:
            if c.kind == "submit":
                if pressed or not c.name:
                    pressed = True
                    continue
                pressed = True
            elif (
                (c.kind in ("radio", "checkbox") and not c.chosen)
                or c.kind in ("button", "file")
                or not c.name
            ):
                continue
            found.setdefault(c.name, []).append(c.value)
        return found


class Page(HTMLParser):
    """What a page holds: its forms, its messages at fields, its language."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.messages: dict[str, str] = {}
        self.lang = ""
        self._area: Control | None = None
        self._select: Control | None = None
        self._message = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = a.get("lang", "")
        elif tag == "form":
            self.forms.append(Form(a.get("action", ""), a.get("method", "get").lower()))
        elif a.get("id", "").endswith("-error") and "error" in a.get("class", ""):
            self._message = a["id"].removesuffix("-error")
            self.messages[self._message] = ""
        elif self.forms and tag in ("input", "textarea", "select", "button"):
            self._control(tag, a)
        elif self._select is not None and tag == "option":
            self._select.choices.append(a.get("value", ""))
            if "selected" in a or (not self._select.value and len(self._select.choices) == 1):
                self._select.value = a.get("value", "")

    def _control(self, tag: str, a: dict[str, str]) -> None:
        usual = {"textarea": "textarea", "select": "select", "button": "submit"}.get(tag, "text")
        kind = usual if tag in ("textarea", "select") else a.get("type", usual)
        found = Control(
            a.get("name", ""),
            kind,
            a.get("id", ""),
            a.get("inputmode", ""),
            a.get("value", "on" if kind == "checkbox" else ""),
            "checked" in a,
            described_by=a.get("aria-describedby", ""),
        )
        if "readonly" not in a:
            self.forms[-1].controls.append(found)
        if tag == "textarea":
            self._area = found
        elif tag == "select":
            self._select = found

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "p":
            self._message = ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        elif self._message:
            self.messages[self._message] += data
