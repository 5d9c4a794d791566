"""The links and forms of a page, as a browser without JavaScript reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_NOT_SENT = {"submit", "button", "reset", "image"}


@dataclass
class Form:
    """A form: where it goes, what it would send as it stands, what it asks for.

    Attributes:
        action: Path with its query.
        method: "get" or "post".
        values: Name to value as the page came.
        files: Names of the fields that take files.
        buttons: Name and value of each named button.
    """

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shape(self) -> tuple[str, frozenset[str]]:
        """What makes two forms alike: the address without numbers, the names."""
        parts = urlsplit(self.action).path.split("/")
        plain = "/".join("#" if part.isdigit() else part for part in parts)
        return plain, frozenset({*self.values, *self.files})


class Reader(HTMLParser):
    """Reads the links and forms of one page."""

    def __init__(self, page: str) -> None:
        """Read nothing yet.

        Args:
            page: Path of the page, from which its addresses are resolved.
        """
        super().__init__()
        self.page = page
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, or a part of the form that is open."""
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.append(urljoin(self.page, told["href"]))
        elif tag == "form":
            action = urljoin(self.page, told.get("action") or self.page)
            self._form = Form(action, told.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._part(self._form, tag, told)

    def handle_endtag(self, tag: str) -> None:
        """Close a form or a part of it."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        """Add to the text area that is open."""
        if self._form is not None and self._area is not None:
            self._form.values[self._area] += data

    def _part(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name = told.get("name", "")
        if tag == "option" and self._select is not None:
            # The first that says something, or the one chosen.
            if "selected" in told or not form.values[self._select]:
                form.values[self._select] = told.get("value", "")
        elif name and tag == "button":
            form.buttons.append((name, told.get("value", "")))
        elif name and tag == "input":
            _input(form, name, told)
        elif name and tag == "select":
            self._select = name
            form.values.setdefault(name, "")
        elif name and tag == "textarea":
            self._area = name
            form.values[name] = ""


def _input(form: Form, name: str, told: dict[str, str]) -> None:
    kind = told.get("type", "text")
    if kind == "file":
        form.files.append(name)
    elif kind in _NOT_SENT:
        form.buttons.append((name, told.get("value", "")))
    elif kind in {"checkbox", "radio"}:
        if "checked" in told or name not in form.values:
            form.values[name] = told.get("value", "on")
    else:
        form.values[name] = told.get("value", "")


def read_page(path: str, html: str) -> Reader:
    """Return the links and forms of a page."""
    reader = Reader(path)
    reader.feed(html)
    return reader
