"""Celery, the courier: it carries the number of a job to a free process.

The job row says what to do and whether it was done, so the courier may lose a
message, bring it twice or be killed at any moment.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import warnings
from typing import TYPE_CHECKING, Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning
from celery.worker import state

from marketplace.worker import logs, running
from marketplace.worker.database import check_durability
from marketplace.worker.dispatcher import Dispatcher
from marketplace.worker.family import end_with_parent
from network import jobs

if TYPE_CHECKING:
    from celery import Task
    from flask import Flask

    from marketplace.config import Config
    from marketplace.worker.runtime import Runtime


class Courier:
    """The Celery application of one worker and what its processes share."""

    def __init__(self, runtime: Runtime, config: Config) -> None:
        self._runtime = runtime
        self._config = config
        self._app: Flask | None = None
        self._dispatcher: Dispatcher | None = None
        self._parent = os.getpid()
        self.celery = Celery("tejido", broker=_address(config.broker_url))
        self.celery.conf.update(settings(config))
        self._task = self._make_task()

    def work(self) -> None:
        """Run the worker until it is told to stop."""
        app = self._runtime.create_app(self._config)
        check_durability(app)
        self._app = app
        self._dispatcher = Dispatcher(
            app, self._config, self._runtime.timetable, self._send
        )
        # Processes are replaced while the dispatcher is at work.
        os.register_at_fork(
            before=self._dispatcher.rest,
            after_in_parent=self._dispatcher.resume,
            after_in_child=self._dispatcher.resume,
        )
        # Celery warns root of pickled messages; this worker takes only JSON.
        warnings.simplefilter("ignore", SecurityWarning)
        signals.setup_logging.connect(self._keep_logs, weak=False)
        signals.worker_process_init.connect(self._begin_process, weak=False)
        signals.worker_ready.connect(self._begin_dispatch, weak=False)
        signals.worker_shutting_down.connect(self._stop_dispatch, weak=False)
        try:
            self.celery.Worker(
                pool="prefork",
                concurrency=self._config.job_concurrency,
                loglevel=self._config.log_level,
                quiet=True,
                without_gossip=True,
                without_mingle=True,
            ).start()
        finally:
            self._dispatcher.close()

    def _make_task(self) -> Task:
        """Return the one message there is: run this job under this claim."""

        @self.celery.task(name="worker.run_job", ignore_result=True)
        def run_job(job_id: int, token: str) -> None:
            assert self._app is not None
            running.run(
                self._app,
                self._config,
                self.celery.tasks,
                jobs.Claim(job_id, token),
                explain=self._runtime.explain,
            )

        return run_job

    def _send(self, claim: jobs.Claim) -> None:
        self._task.apply_async(
            kwargs={"job_id": claim.job_id, "token": claim.token}, retry=False
        )

    def _keep_logs(self, **_context: Any) -> None:  # noqa: ANN401 - the signal's own
        logs.configure(self._config.log_level)

    def _begin_process(self, **_context: Any) -> None:  # noqa: ANN401 - the signal's own
        """Build everything anew: a forked connection belongs to the parent."""
        end_with_parent(self._parent)
        self._app = self._runtime.create_app(self._config)

    def _begin_dispatch(self, **_context: Any) -> None:  # noqa: ANN401 - the signal's own
        if self._dispatcher is not None:
            self._dispatcher.start()

    def _stop_dispatch(self, **_context: Any) -> None:  # noqa: ANN401 - the signal's own
        threading.Thread(target=self._leave, name="leaving", daemon=True).start()

    def _leave(self) -> None:
        """End as soon as the jobs at hand have.

        Celery would still wait some seconds for messages, and they are lost
        without harm: claims that nobody began are given back.
        """
        assert self._dispatcher is not None
        self._dispatcher.close()
        while state.reserved_requests:
            time.sleep(0.05)
        logging.shutdown()
        os._exit(0)


def _address(url: str) -> str:
    """Return the broker's address; the one in memory has no machine to name."""
    return "memory://localhost" if url == "memory://" else url


def settings(config: Config) -> dict[str, Any]:
    """Return the settings of Celery for this program."""
    longest = config.job_minutes * 60
    is_memory = config.broker_url.startswith("memory")
    return {
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_default_queue": "tejido",
        "task_soft_time_limit": longest,
        "task_time_limit": longest + 60,
        "task_publish_retry": False,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        # Building the application can be slow on a small machine.
        "worker_proc_alive_timeout": 60.0,
        "worker_max_tasks_per_child": 500,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_timeout": 4,
        "broker_transport_options": (
            {"polling_interval": 0.05}
            if is_memory
            else _transport_options(config.broker_url, longest)
        ),
    }


def _transport_options(url: str, longest: int) -> dict[str, Any]:
    if not url.startswith("redis"):
        return {}
    # Redis brings a message again after the visibility timeout: it must be
    # longer than any run.  The lease, not the broker, decides about retries.
    return {
        "visibility_timeout": longest + 3600,
        "socket_connect_timeout": 4,
        "socket_timeout": 30,
        "socket_keepalive": True,
    }
