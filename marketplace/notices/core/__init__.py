"""Messages on paper: what a sentence may mention, and how a mail is made."""

from __future__ import annotations
