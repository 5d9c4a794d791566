"""The commands of the terminal about people and about the network."""

from __future__ import annotations

from network.cli.networks import network_commands
from network.cli.people import person_commands

__all__ = ["network_commands", "person_commands"]
