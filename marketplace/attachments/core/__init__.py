"""What bytes are: kinds of file, pictures without whereabouts, tables of text."""

from __future__ import annotations
