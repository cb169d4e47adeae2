"""An HTML page taken apart, so that a test can ask what stands in it."""

from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._inside: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()
        self.unclosed += self._inside

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the empty element."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the element, and note those that were left open inside it."""
        if tag not in self._inside:
            self.unclosed.append(f"/{tag}")
            return
        while (last := self._inside.pop()) != tag:
            self.unclosed.append(last)

    def handle_data(self, data: str) -> None:
        """Note text that a reader sees."""
        if "style" not in self._inside[-1:]:
            self.texts.append(data)

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def ids(self) -> list[str]:
        return [found["id"] or "" for _, found in self.elements if "id" in found]

    @property
    def links(self) -> list[str]:
        """Every address that the page names, whatever the attribute."""
        names = ("href", "src", "action", "data", "poster", "srcset", "xlink:href")
        return [found[name] or "" for _, found in self.elements for name in names if name in found]

    @property
    def text(self) -> str:
        """What a reader sees, with single spaces."""
        return " ".join(" ".join(self.texts).split())
