"""Commands about people, for whoever runs the machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from network.clock import now
from network.db import transaction
from network.errors import NotFoundError
from network.policy import Role
from network.services.invitations import MOST_USES, Invite, invite_as_operator
from network.web import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def person_commands(open_app: Callable[[Path | None], Flask]) -> click.Group:
    """Return the group ``person``.

    Args:
        open_app: Makes the application from a data folder, or from the
            settings when none is given.
    """

    @click.group("person")
    def person() -> None:
        """Personas y su entrada."""

    @person.command("invite")
    @click.option("--organisation", "organisation_id", type=int, help="Organización.")
    @click.option("--network", "network_id", type=int, help="Red por coordinar.")
    @click.option(
        "--role",
        type=click.Choice(
            [role.value for role in Role if role is not Role.COORDINATOR]
        ),
        default=Role.MEMBER.value,
        help="Papel en la organización.",
    )
    @click.option("--uses", type=click.IntRange(1, MOST_USES), default=1)
    @click.option("--data", type=click.Path(file_okay=False, path_type=Path))
    def invite(
        organisation_id: int | None,
        network_id: int | None,
        role: str,
        uses: int,
        data: Path | None,
    ) -> None:
        """Escribe la dirección de una invitación nueva."""
        if (organisation_id is None) == (network_id is None):
            message = "Diga --organisation o --network, uno de los dos."
            raise click.UsageError(message)
        wanted = Invite(
            organisation_id,
            network_id,
            Role.COORDINATOR if network_id else Role(role),
            uses,
        )
        with open_app(data).app_context():
            click.echo(_address(wanted))

    return person


def _address(wanted: Invite) -> str:
    try:
        with transaction() as session:
            token = invite_as_operator(session, wanted, now=now())
    except NotFoundError as error:
        message = "No existe esa organización o esa red."
        raise click.ClickException(message) from error
    return f"{settings().base_url}/invitacion/{token}"
