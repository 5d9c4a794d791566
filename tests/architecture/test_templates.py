"""Every page compiles and keeps to the content security policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.architecture.repository import templates

if TYPE_CHECKING:
    from flask import Flask

INLINE = {
    "style attribute": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "script without src": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "event attribute": re.compile(r"<[^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "evaluated attribute": re.compile(
        r"\shx-(on|vals\s*=\s*[\"']?js)\b", re.IGNORECASE
    ),
    "other people's files": re.compile(
        r"<(script|link|img)[^>]*(src|href)=[\"']?(https?:)?//"
    ),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def inline_kinds(text: str) -> list[str]:
    """What in a page the policy of its answers would refuse."""
    plain = COMMENT.sub("", text)
    return [kind for kind, pattern in INLINE.items() if pattern.search(plain)]


def test_every_template_compiles(app: Flask) -> None:
    for name in templates():
        app.jinja_env.get_template(name)


def test_no_template_holds_inline_style_or_script() -> None:
    found = {
        name: kinds
        for name, text in templates().items()
        if (kinds := inline_kinds(text))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ('<p class="a" style="color: red">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>go()</script>", "script without src"),
        ('<button onclick="go()">', "event attribute"),
        ('<a href="javascript:go()">', "script address"),
        ('<a hx-on:click="go()">', "evaluated attribute"),
        ('<script src="https://far.example/a.js"></script>', "other people's files"),
    ],
)
def test_the_gate_sees_what_the_policy_refuses(page: str, kind: str) -> None:
    assert kind in inline_kinds(page)


def test_the_gate_lets_plain_pages_pass() -> None:
    page = '<script src="/static/a.js" defer></script><p class="style">once = on</p>'

    assert inline_kinds(page) == []
