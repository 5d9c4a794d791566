from typing import Any

from redis import Redis as _Redis

__redis_executable__: str

class Redis(_Redis):
    socket_file: str
    pid: int
    def __init__(
        self,
        dbfilename: str | None = ...,
        serverconfig: dict[str, Any] | None = ...,
        **kwargs: Any,
    ) -> None: ...
    def shutdown(self, *args: Any, **kwargs: Any) -> Any: ...
