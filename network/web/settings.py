"""The few settings that the web edge of the ground asks for."""

from __future__ import annotations

from typing import Protocol, cast

from flask import current_app


class Settings(Protocol):
    """What the application's configuration must offer the ground floor."""

    @property
    def base_url(self) -> str:
        """Address that people type, without a slash at the end."""

    @property
    def secure_cookies(self) -> bool:
        """Whether pages are served over https."""

    @property
    def session_days(self) -> int:
        """Days a device stays signed in."""

    @property
    def is_demonstration(self) -> bool:
        """Whether the instance shows invented people."""


def settings() -> Settings:
    """Return the settings of the running application."""
    return cast("Settings", current_app.extensions["tejido.config"])
