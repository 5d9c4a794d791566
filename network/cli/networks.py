"""The group ``network``: what the terminal can be asked about a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from network.cli.measuring import measures_command
from network.cli.snapshots import snapshots_command

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    OpenApp = Callable[[Path | None], Flask]

#: Makers of the commands that need the application, in the order of the help.
NEED_THE_APPLICATION: tuple[Callable[[OpenApp], click.Command], ...] = (
    snapshots_command,
)


def network_commands(open_app: OpenApp) -> click.Group:
    """Return the group ``network``.

    Args:
        open_app: Makes the application from a data folder, or from the
            settings when none is given.
    """
    group = click.Group("network", help="La red distribuida: medidas y lecturas.")
    group.add_command(measures_command)
    for make in NEED_THE_APPLICATION:
        group.add_command(make(open_app))
    return group
