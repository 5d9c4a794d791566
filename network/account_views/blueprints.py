"""The two groups of pages that the modules beside this one fill."""

from __future__ import annotations

from flask import Blueprint

entrance = Blueprint("entrance", __name__)
account = Blueprint("account", __name__, url_prefix="/cuenta")
