"""Walking through every page that somebody can reach, and collecting its forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.abuse.forms import Form, read_page

if TYPE_CHECKING:
    from flask.testing import FlaskClient

NUMBER = re.compile(r"\d+")
#: Pages of one shape that are looked at: enough to meet every state.
ALIKE = 3


@dataclass
class Walk:
    """What was met on the way.

    Attributes:
        pages: Path and status of each page that was opened.
        forms: One form of each shape, with the path of its page.
    """

    pages: dict[str, int] = field(default_factory=dict)
    forms: dict[object, tuple[str, Form]] = field(default_factory=dict)


def walk(client: FlaskClient, *begin: str, most: int = 400) -> Walk:
    """Follow links from some pages on; at most a few pages of each shape."""
    met = Walk()
    waiting = list(begin)
    shapes: dict[str, int] = {}
    while waiting and len(met.pages) < most:
        path = waiting.pop(0)
        shape = NUMBER.sub("#", urlsplit(path).path)
        if path in met.pages or shapes.get(shape, 0) >= ALIKE:
            continue
        if "/compras/" not in path or shape.count("#") > 1:
            shapes[shape] = shapes.get(shape, 0) + 1
        answer = client.get(path)
        met.pages[path] = answer.status_code
        if answer.mimetype != "text/html" or not answer.text:
            continue
        read = read_page(path, answer.text)
        for form in read.forms:
            if form.method == "post":
                met.forms.setdefault(form.shape, (path, form))
        waiting += [each for each in map(_ours, read.links) if each]
    return met


def _ours(link: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")
