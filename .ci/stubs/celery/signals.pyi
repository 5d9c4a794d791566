from collections.abc import Callable
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])

class Signal:
    def connect(
        self, fun: _F = ..., sender: Any = ..., weak: bool = ..., **kwargs: Any
    ) -> _F: ...
    def disconnect(self, receiver: Callable[..., Any] = ..., sender: Any = ...) -> bool: ...

setup_logging: Signal
worker_init: Signal
worker_process_init: Signal
worker_process_shutdown: Signal
worker_ready: Signal
worker_shutting_down: Signal
worker_shutdown: Signal
task_prerun: Signal
task_postrun: Signal
task_failure: Signal
