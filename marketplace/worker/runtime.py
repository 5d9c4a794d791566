"""What the composition root gives to the programs that keep Tejido running."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask
    from sqlalchemy.orm import Session

    from marketplace.config import Config
    from marketplace.worker.timetable import Slot
    from network.errors import DomainError

#: Program text of a child: the same command line, without looking for a script.
PROGRAM = "from marketplace.app import main; main(prog_name='tejido')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The parts that only the top of the house knows.

    Attributes:
        create_app: Makes the application; called anew in every process.
        timetable: Work that nobody asks for.
        load_demonstration: Fills an empty instance inside the app's context;
            does nothing on one that is not empty.
        greeting: Lines to print once the demonstration answers, such as the
            people one can sign in as.
        verify: Checks a restored database; returns one line per fault.
        explain: Says a broken rule in words for the coordinator.
    """

    create_app: Callable[[Config], Flask]
    timetable: Sequence[Slot] = ()
    load_demonstration: Callable[[Flask], object] | None = None
    greeting: Callable[[Flask], Sequence[str]] | None = None
    verify: Callable[[Session], Sequence[str]] | None = None
    explain: Callable[[DomainError], str] = str
