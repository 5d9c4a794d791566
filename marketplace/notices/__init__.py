"""Messages to people: shown on their page, and sent by mail if they agreed."""

from __future__ import annotations
