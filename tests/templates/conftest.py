"""A small application that draws pages and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from flask import Flask, flash, render_template_string
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from marketplace.filters import FILTERS
from tests.architecture.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

MACROS = (
    '{% import "_macros/page.html" as ui %}'
    '{% import "_macros/forms.html" as forms %}'
    '{% import "_macros/money.html" as money %}'
    '{% import "_macros/table.html" as table %}'
    '{% import "_macros/timeline.html" as timeline %}'
    '{% import "_macros/progress.html" as progress %}'
    '{% import "_macros/check.html" as check %}'
    '{% import "_macros/chart.html" as chart %}'
    '{% import "_macros/print.html" as paper %}'
)


class Draw(Protocol):
    """Draws a template given as text; white space comes out as single spaces."""

    def __call__(
        self, source: str, *, flashes: Sequence[tuple[str, str]] = (), **values: object
    ) -> str: ...


@pytest.fixture(scope="session")
def drawing_app() -> Flask:
    app = Flask("look", template_folder=ROOT / "templates", static_folder=None)
    app.config.update(SECRET_KEY="only-for-tests", WTF_CSRF_ENABLED=False)
    app.add_url_rule("/static/<path:filename>", "static", build_only=True)
    app.jinja_env.filters.update(FILTERS)
    Babel(app, default_locale="es")
    CSRFProtect(app)
    return app


@pytest.fixture
def draw(drawing_app: Flask) -> Draw:
    def _draw(
        source: str, *, flashes: Sequence[tuple[str, str]] = (), **values: object
    ) -> str:
        with drawing_app.test_request_context("/"):
            for category, message in flashes:
                flash(message, category)
            return " ".join(render_template_string(MACROS + source, **values).split())

    return _draw


@pytest.fixture
def draw_page(draw: Draw) -> Draw:
    """Draw what is given inside the frame of every page."""

    def _draw_page(
        source: str, *, flashes: Sequence[tuple[str, str]] = (), **values: object
    ) -> str:
        whole = (
            '{% extends "_layout.html" %}'
            "{% block title %}Compras{% endblock %}"
            "{% block main %}" + source + "{% endblock %}"
        )
        return draw(whole, flashes=flashes, **values)

    return _draw_page
