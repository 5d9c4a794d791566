"""The web server: gunicorn with threads, on a socket that its parent holds."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace.worker import logs
from marketplace.worker.database import Deadline, check_durability
from marketplace.worker.family import end_with_parent

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from marketplace.config import Config
    from marketplace.worker.runtime import Runtime


#: Gunicorn hands its words to the root logger, which writes them as JSON.
_LOGGERS: dict[str, Any] = {
    "root": {"level": "INFO", "handlers": []},
    "loggers": {
        "gunicorn.error": {"handlers": [], "propagate": True},
        "gunicorn.access": {"handlers": [], "propagate": False},
    },
}


class Server(BaseApplication):
    """Gunicorn with the settings of this program."""

    def __init__(
        self,
        runtime: Runtime,
        config: Config,
        *,
        socket_number: int | None = None,
        ready_number: int | None = None,
    ) -> None:
        self._runtime = runtime
        self._config = config
        self._socket = socket_number
        self._ready = ready_number
        self._parent = os.getpid()
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        for name, value in self._settings().items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Build the application, in the process that will serve it."""
        app = self._runtime.create_app(self._config)
        check_durability(app)
        Deadline(self._config.request_seconds).watch(app)
        hops = self._config.proxy_hops
        if hops == 0:
            return app
        return ProxyFix(app, x_for=hops, x_proto=hops, x_host=hops)

    def _settings(self) -> dict[str, Any]:
        config = self._config
        address = f"{config.host}:{config.port}"
        if ":" in config.host:
            address = f"[{config.host}]:{config.port}"
        return {
            "bind": f"fd://{self._socket}" if self._socket is not None else address,
            "worker_class": "gthread",
            "workers": config.web_workers,
            "threads": config.web_threads,
            "timeout": config.request_seconds + 30,
            "graceful_timeout": 8,
            "keepalive": 5,
            "loglevel": config.log_level,
            "logconfig_dict": _LOGGERS,
            "control_socket_disable": True,
            "on_starting": self._starting,
            "post_fork": self._forked,
            "post_worker_init": self._built,
            "proc_name": "tejido",
        }

    def _starting(self, _server: object) -> None:
        logs.configure(self._config.log_level)

    def _forked(self, _server: object, _worker: object) -> None:
        end_with_parent(self._parent)
        logs.configure(self._config.log_level)

    def _built(self, _worker: object) -> None:
        """Tell the supervisor that a page would be answered now."""
        if self._ready is not None:
            with suppress(OSError):
                os.write(self._ready, b"!")
