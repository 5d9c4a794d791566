"""Who acts in the journeys: invented people of the running demonstration."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.site import Site

#: The password of everybody who was invented for the demonstration.
PASSWORD = "tejido-demostración"

_ASSOCIATIONS = """
    SELECT o.id, o.name, n.name FROM organisation o
    JOIN network_membership m ON m.organisation_id = o.id AND m.until IS NULL
    JOIN network n ON n.id = m.network_id
    WHERE o.kind = 'association' AND o.currency = 'COP'
    ORDER BY
      (SELECT count(*) FROM purchase_party t WHERE t.organisation_id = o.id), o.id
    LIMIT ?
"""
_PEOPLE = """
    SELECT p.id, p.name, p.email, group_concat(m.role) FROM person p
    JOIN membership m ON m.person_id = p.id AND m.until IS NULL
    WHERE m.organisation_id = ? AND p.email IS NOT NULL AND p.state = 'active'
    GROUP BY p.id ORDER BY p.id
"""
_NAMED = """
    SELECT o.id, n.name FROM organisation o
    JOIN network_membership m ON m.organisation_id = o.id AND m.until IS NULL
    JOIN network n ON n.id = m.network_id WHERE o.name = ?
"""
_SUPPLIERS = """
    SELECT o.name FROM organisation o
    WHERE o.kind = 'supplier' AND o.currency = 'COP' ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account.

    Attributes:
        id: In the running program.
        name: As pages show it.
        email: What they type to enter.
        roles: What they are in their association.
    """

    id: int
    name: str
    email: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class House:
    """An association of the demonstration.

    Attributes:
        id: In the running program.
        name: As pages show it.
        network: Name of its network.
        people: Everybody in it with an account, officers included.
    """

    id: int
    name: str
    network: str
    people: tuple[Person, ...]

    def one(self, role: str, *, without: str = "") -> Person:
        """The first person with a role and, if wanted, without another."""
        return next(
            person
            for person in self.people
            if role in person.roles and without not in person.roles
        )

    @property
    def members(self) -> tuple[Person, ...]:
        """Those who are members and nothing else."""
        return tuple(
            person for person in self.people if person.roles == frozenset({"member"})
        )


def houses(site: Site, count: int) -> tuple[House, ...]:
    """Associations of one network, first those that have bought least."""
    with closing(sqlite3.connect(site.folder / "tejido.db")) as database:
        found = database.execute(_ASSOCIATIONS, (count,)).fetchall()
        return tuple(
            House(
                key,
                name,
                network,
                tuple(
                    Person(person, called, email, frozenset(roles.split(",")))
                    for person, called, email, roles in database.execute(
                        _PEOPLE, (key,)
                    )
                ),
            )
            for key, name, network in found
        )


def house_called(site: Site, name: str) -> House:
    """The association of a name, with everybody in it who has an account."""
    with closing(sqlite3.connect(site.folder / "tejido.db")) as database:
        key, network = database.execute(_NAMED, (name,)).fetchone()
        people = tuple(
            Person(person, called, email, frozenset(roles.split(",")))
            for person, called, email, roles in database.execute(_PEOPLE, (key,))
        )
        return House(key, name, network, people)


def network_key(site: Site, name: str) -> int:
    """Key of a network in the running program."""
    with closing(sqlite3.connect(site.folder / "tejido.db")) as database:
        row = database.execute("SELECT id FROM network WHERE name = ?", (name,))
        return int(row.fetchone()[0])


def suppliers(site: Site) -> list[str]:
    """Names of the suppliers that sell in pesos."""
    with closing(sqlite3.connect(site.folder / "tejido.db")) as database:
        return [name for (name,) in database.execute(_SUPPLIERS)]


def coordinator(site: Site, network: str) -> Person:
    """Who coordinates a network."""
    with closing(sqlite3.connect(site.folder / "tejido.db")) as database:
        row = database.execute(
            """
            SELECT p.id, p.name, p.email FROM person p
            JOIN membership m ON m.person_id = p.id JOIN network n
            ON n.id = m.network_id WHERE n.name = ? AND m.role = 'coordinator'
            """,
            (network,),
        ).fetchone()
    key, called, email = row
    return Person(key, called, email, frozenset({"coordinator"}))
