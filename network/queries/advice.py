"""The advice of a network: proposals, tasks and what-if, in one place."""

from __future__ import annotations

from network.queries.bridging import BridgeRow, bridges
from network.queries.proposals import (
    MeetingAhead,
    ProposalRow,
    ProposalsPage,
    meetings_ahead,
    proposal,
    proposals,
)
from network.queries.supposing import WhatIfReading, what_if
from network.queries.tasks import (
    MOST_TO_CHOOSE,
    DueTasks,
    TaskRow,
    TasksPage,
    due_tasks,
    organisations_to_meet,
    task,
    tasks_of,
)

__all__ = [
    "MOST_TO_CHOOSE",
    "BridgeRow",
    "DueTasks",
    "MeetingAhead",
    "ProposalRow",
    "ProposalsPage",
    "TaskRow",
    "TasksPage",
    "WhatIfReading",
    "bridges",
    "due_tasks",
    "meetings_ahead",
    "organisations_to_meet",
    "proposal",
    "proposals",
    "task",
    "tasks_of",
    "what_if",
]
