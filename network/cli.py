"""Commands about people."""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("person", help="People and their way in.")
