"""A page is being written, in Spanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@pytest.fixture
def spanish(app: Flask) -> Iterator[None]:
    """Inside a request of a stranger who reads Spanish."""
    with app.test_request_context("/"):
        yield
