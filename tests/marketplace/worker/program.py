"""A program with the real worker and tasks that leave traces, for kill tests."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from celery import shared_task
from flask import Flask, current_app
from sqlalchemy import text

from marketplace.worker import database
from marketplace.worker.cli import commands
from marketplace.worker.runtime import Runtime
from marketplace.worker.timetable import Slot
from network import jobs
from network.db import db, prepare_engine, transaction
from network.errors import ConflictError

if TYPE_CHECKING:
    from marketplace.config import Config


def create_app(config: Config) -> Flask:
    """The smallest application that has a database."""
    app = Flask("trial")
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.extensions["tejido.config"] = config
    database.install(app, config)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    return app


@shared_task(name="trial.save")
def save(key: str, seconds: float) -> None:
    """Take a while, then save the key, unless somebody has."""
    leave_trace("begun", key)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)
        jobs.progress(50, "A medias")
    with transaction() as session:
        session.execute(
            text("INSERT INTO effect (key) VALUES (:key) ON CONFLICT DO NOTHING"),
            {"key": key},
        )


@shared_task(name="trial.freeze_once")
def freeze_once(key: str) -> None:
    """Stop the whole process the first time, so that the lease runs out."""
    if leave_trace("begun", key) == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    with transaction() as session:
        session.execute(text("INSERT INTO effect (key) VALUES (:key)"), {"key": key})
    leave_trace("saved", key)


@shared_task(name="trial.refuse")
def refuse() -> None:
    """Break a rule."""
    raise ConflictError(purchase=7)


@shared_task(name="trial.tick")
def tick() -> None:
    """Do the work of a slot."""
    leave_trace("begun", "tick")


def leave_trace(what: str, key: str) -> int:
    """Append a line to a file; return how many lines it has."""
    config: Config = current_app.extensions["tejido.config"]
    path = Path(config.data_folder) / f"{what}-{key}"
    with path.open("a") as written:
        written.write(f"{os.getpid()}\n")
    return len(path.read_text().splitlines())


TIMETABLE = [Slot.every("trial.tick", 1440)]


@click.group()
def main() -> None:
    """The trial program."""


for _command in commands(Runtime(create_app=create_app, timetable=TIMETABLE)):
    main.add_command(_command)

if __name__ == "__main__":
    sys.exit(main(prog_name="tejido"))
