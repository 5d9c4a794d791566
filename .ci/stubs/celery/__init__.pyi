from collections.abc import Callable, Sequence
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])

class Task:
    name: str
    request: Any
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def run(self, *args: Any, **kwargs: Any) -> Any: ...
    def delay(self, *args: Any, **kwargs: Any) -> Any: ...
    def apply_async(
        self,
        args: Sequence[Any] | None = ...,
        kwargs: dict[str, Any] | None = ...,
        **options: Any,
    ) -> Any: ...
    def retry(self, *args: Any, **kwargs: Any) -> Any: ...

class Celery:
    conf: Any
    main: str | None
    tasks: dict[str, Task]
    steps: dict[str, set[type[Any]]]
    control: Any
    Worker: type[Any]
    def __init__(
        self,
        main: str | None = ...,
        *,
        broker: str | None = ...,
        backend: str | None = ...,
        include: Sequence[str] | None = ...,
        set_as_current: bool = ...,
        task_cls: type[Task] | None = ...,
        **kwargs: Any,
    ) -> None: ...
    def task(self, *args: Any, **options: Any) -> Callable[[Callable[..., Any]], Task]: ...
    def send_task(
        self,
        name: str,
        args: Sequence[Any] | None = ...,
        kwargs: dict[str, Any] | None = ...,
        **options: Any,
    ) -> Any: ...
    def set_default(self) -> None: ...
    def worker_main(self, argv: Sequence[str] | None = ...) -> None: ...
    def connection(self, url: str | None = ..., **kwargs: Any) -> Any: ...
    def connection_for_write(self, url: str | None = ..., **kwargs: Any) -> Any: ...
    def connection_for_read(self, url: str | None = ..., **kwargs: Any) -> Any: ...
    def close(self) -> None: ...

def shared_task(*args: Any, **kwargs: Any) -> Callable[[Callable[..., Any]], Task]: ...
