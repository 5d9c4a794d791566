"""What coordinators took on so that organisations work together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from network.errors import NotFoundError
from network.models import (
    CoordinatorTask,
    Network,
    NetworkMembership,
    Organisation,
    Person,
    TaskKind,
    TaskState,
)
from network.policy import Action, require_network
from network.queries.directory import contains
from network.queries.red.readings import Named

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from network.policy import Actor

#: Closed tasks that the list shows, the latest ones.
LATEST = 30
#: Organisations that a list to choose from offers; beyond, one looks by name.
MOST_TO_CHOOSE = 200


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of the coordination.

    Attributes:
        id: Its key.
        network_id: The network.
        one: One of the two organisations.
        other: The other one.
        kind: How to bring them together.
        state: Open, done or dropped.
        due_day: Until when.
        is_late: Whether it is open and that day has passed.
        note: What to remember about it.
        created_by: Name of who took it on.
        created_at: When.
        closed_by: Name of who closed it; empty if a purchase did or nobody.
        closed_at: When, if it is closed.
        happened_on: The day it happened, if it did.
        result: What came of it, or why it was dropped.
        has_proposal: Whether it comes from a proposal.
    """

    id: int
    network_id: int
    one: Named
    other: Named
    kind: TaskKind
    state: TaskState
    due_day: date
    is_late: bool
    note: str
    created_by: str
    created_at: datetime
    closed_by: str
    closed_at: datetime | None
    happened_on: date | None
    result: str
    has_proposal: bool

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state is TaskState.OPEN

    @property
    def is_purchase(self) -> bool:
        """Whether it is to invite both to a joint purchase."""
        return self.kind is TaskKind.PURCHASE


@dataclass(frozen=True, slots=True)
class TasksPage:
    """The tasks of a network: open ones by day, closed ones the latest first."""

    open: tuple[TaskRow, ...]
    closed: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class DueTasks:
    """Tasks of a network whose day has come.

    Attributes:
        network_id: The network.
        network: Its name.
        count: How many.
        first: The one that waits longest.
    """

    network_id: int
    network: str
    count: int
    first: int


def tasks_of(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> TasksPage:
    """Return the tasks of a network.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    ours = _rows().where(CoordinatorTask.network_id == network_id)
    is_open = CoordinatorTask.state == TaskState.OPEN
    waiting = ours.where(is_open).order_by(CoordinatorTask.due_day, CoordinatorTask.id)
    closed = (
        ours.where(~is_open)
        .order_by(CoordinatorTask.closed_at.desc(), CoordinatorTask.id.desc())
        .limit(LATEST)
    )
    return TasksPage(_told(session, waiting, day), _told(session, closed, day))


def task(
    session: Session, network_id: int, task_id: int, *, actor: Actor, day: date
) -> TaskRow:
    """Return one task of a network.

    Raises:
        NotFoundError: If there is none, or the actor has nothing to do with it.
        NotAllowedError: If the actor does not coordinate the network.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    wanted = _rows().where(
        CoordinatorTask.network_id == network_id, CoordinatorTask.id == task_id
    )
    found = _told(session, wanted, day)
    if not found:
        raise NotFoundError(task=task_id)
    return found[0]


def due_tasks(session: Session, *, actor: Actor, day: date) -> list[DueTasks]:
    """Return, for each network the actor coordinates, the tasks that are due."""
    rows = session.execute(
        select(CoordinatorTask.id, Network.id, Network.name)
        .join(Network, Network.id == CoordinatorTask.network_id)
        .where(
            CoordinatorTask.network_id.in_(sorted(actor.coordinates)),
            CoordinatorTask.state == TaskState.OPEN,
            CoordinatorTask.due_day <= day,
        )
        .order_by(Network.name, CoordinatorTask.due_day, CoordinatorTask.id)
    ).all()
    found: dict[int, DueTasks] = {}
    for task_id, network_id, name in rows:
        before = found.get(network_id)
        found[network_id] = DueTasks(
            network_id,
            name,
            before.count + 1 if before else 1,
            before.first if before else task_id,
        )
    return list(found.values())


def organisations_to_meet(
    session: Session,
    network_id: int,
    *,
    actor: Actor,
    day: date,
    words: str = "",
    chosen: Collection[int] = (),
) -> list[Named]:
    """Return organisations of a network by name, to choose two from.

    Args:
        session: The open transaction.
        network_id: The network.
        actor: Who chooses.
        day: The day on which they are inside.
        words: Parts of the name, if somebody looks for one, or for several with
            commas between them.
        chosen: Keys that are returned although they do not fit the words.

    Returns:
        At most :data:`MOST_TO_CHOOSE` that fit, and those chosen.

    Raises:
        NotFoundError: If the actor has nothing to do with the network.
        NotAllowedError: If the actor does not coordinate it.
    """
    require_network(actor, Action.COORDINATE_NETWORK, network_id)
    inside = (
        select(Organisation.id, Organisation.name)
        .join(NetworkMembership, NetworkMembership.organisation_id == Organisation.id)
        .where(
            NetworkMembership.network_id == network_id, NetworkMembership.held_on(day)
        )
        .order_by(Organisation.search_key, Organisation.id)
    )
    wanted = [contains(Organisation.search_key, part) for part in words.split(",")[:4]]
    fitting = session.execute(inside.where(or_(*wanted)).limit(MOST_TO_CHOOSE)).all()
    missing = sorted(set(chosen) - {row.id for row in fitting})
    kept = session.execute(inside.where(Organisation.id.in_(missing))).all()
    return [Named(*row) for row in (*fitting, *kept)]


_ONE = aliased(Organisation)
_OTHER = aliased(Organisation)
_MAKER = aliased(Person)
_CLOSER = aliased(Person)


def _rows() -> Select[CoordinatorTask, str, str, str, str]:
    return (
        select(CoordinatorTask, _ONE.name, _OTHER.name, _MAKER.name, _CLOSER.name)
        .join(_ONE, _ONE.id == CoordinatorTask.one_id)
        .join(_OTHER, _OTHER.id == CoordinatorTask.other_id)
        .join(_MAKER, _MAKER.id == CoordinatorTask.created_by)
        .outerjoin(_CLOSER, _CLOSER.id == CoordinatorTask.closed_by)
    )


def _told(
    session: Session,
    statement: Select[CoordinatorTask, str, str, str, str],
    day: date,
) -> tuple[TaskRow, ...]:
    return tuple(
        TaskRow(
            id=row.id,
            network_id=row.network_id,
            one=Named(row.one_id, one),
            other=Named(row.other_id, other),
            kind=row.kind,
            state=row.state,
            due_day=row.due_day,
            is_late=row.state is TaskState.OPEN and row.due_day < day,
            note=row.note,
            created_by=maker,
            created_at=row.created_at,
            closed_by=closer or "",
            closed_at=row.closed_at,
            happened_on=row.happened_on,
            result=row.result,
            has_proposal=row.introduction_id is not None,
        )
        for row, one, other, maker, closer in session.execute(statement)
    )
