"""What is true of a catalogue on paper: the life of a sheet, the text of a pack."""

from __future__ import annotations
